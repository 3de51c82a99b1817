"""What Asterisk's book means: sequences of entries as a real Asterisk 22.10.1 wrote them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from telephony.book import Book
from telephony.book_reader import Entry, Kind
from telephony.call_story import CallStory, ChannelStory, EndedBy, Stay

pytestmark = pytest.mark.unit

CALL = "mdg1-1795210039.0"
LEG = f"{CALL}~1"
BRIDGE = f"{CALL}~b1"
QUEUE_LEG = "mdg1-1795210052.22"
QUEUE_BRIDGE = "3aad0da4-7f17-4dd3-ba20-46de4bcca38d"
CALLER = "PJSIP/carrier-00000009"
SEAT, SECOND = "PJSIP/seat-01-0000000a", "PJSIP/seat-02w-0000000b"
OFFSET = timedelta(days=-292, hours=1)


def on(channel: str, name: str, *, call: str = CALL) -> Any:
    """Make the writer of one channel's entries."""

    def write(kind: Kind, at: float, **told: Any) -> Entry:
        return Entry(kind=kind, at=at, channel=channel, call=call, name=name, **told)

    return write


def ended(write: Any, at: float, by: str = "", cause: int = 16) -> tuple[Entry, Entry]:
    return write("HANGUP", at, cause=cause, hung_up_by=by), write("CHAN_END", at)


caller, leg = on(CALL, CALLER), on(LEG, SEAT)
queue_leg = on(QUEUE_LEG, SEAT)


def clock(at: float) -> datetime:
    """Give an instant of the machine's clock on the instance's."""
    return datetime.fromtimestamp(at, UTC) + OFFSET


def book(*entries: Entry) -> Book:
    return Book.of(entries, offset=OFFSET)


def story(*entries: Entry) -> CallStory:
    told = book(*entries).call(CALL)
    assert told is not None
    return told


def times(told: CallStory) -> tuple[datetime | None, ...]:
    return told.arrived_at, told.answered_at, told.ended_at


def talks(told: CallStory) -> list[tuple[str, datetime | None, datetime | None]]:
    return [(each.endpoint, each.began_at, each.ended_at) for each in told.talks]


OURS = (
    caller("CHAN_START", 10),
    caller("ANSWER", 10.1),
    caller("BRIDGE_ENTER", 10.2, bridge=BRIDGE),
    leg("CHAN_START", 12),
    leg("ANSWER", 15),
    on(f"{CALL}~s1", f"Snoop/{CALL}-00000000", call=f"{CALL}~s1")("CHAN_START", 15.1),
    leg("BRIDGE_ENTER", 15.2, bridge=BRIDGE),
    caller("BRIDGE_EXIT", 20, bridge=BRIDGE),
    leg("BRIDGE_EXIT", 20.01, bridge=BRIDGE),
    *ended(caller, 20.02, CALLER),
    *ended(leg, 20.03, CALLER),
)
"""Answered, announced, joined with a seat's leg by us; the caller hung up."""

QUEUED = (
    caller("CHAN_START", 10),
    queue_leg("CHAN_START", 11),
    queue_leg("ANSWER", 15),
    caller("ANSWER", 15.01),
    queue_leg("BRIDGE_ENTER", 15.02, bridge=QUEUE_BRIDGE),
    caller("BRIDGE_ENTER", 15.03, bridge=QUEUE_BRIDGE),
    queue_leg("BRIDGE_EXIT", 20, bridge=QUEUE_BRIDGE),
    caller("BRIDGE_EXIT", 20.01, bridge=QUEUE_BRIDGE),
    *ended(queue_leg, 20.02, SEAT),
    *ended(caller, 20.03, SEAT),
)
"""Served by Queue(); the seat hung up."""


def test_a_channel_of_ours_is_told_whole() -> None:
    assert book(*OURS).channel(LEG) == ChannelStory(
        channel=LEG,
        call=CALL,
        name=SEAT,
        started_at=clock(12),
        answered_at=clock(15),
        bridges=(Stay(bridge=BRIDGE, entered_at=clock(15.2), left_at=clock(20.01)),),
        ended_at=clock(20.03),
        cause=16,
        hung_up_by=CALLER,
    )


def test_times_are_on_the_instances_clock_and_in_utc() -> None:
    told = book(caller("CHAN_START", 1795210039.030257)).channel(CALL)
    assert told is not None
    assert told.started_at == datetime(2026, 11, 20, 21, 27, 19, 30257, UTC) + OFFSET
    assert told.started_at.tzinfo is UTC


def test_the_end_of_a_channel_is_found_by_its_id() -> None:
    told = book(*OURS)
    assert told.ended_at(CALL) == clock(20.02)
    assert told.ended_at(LEG) == clock(20.03)
    assert told.ended_at(f"{CALL}~s1") is None  # still up
    assert told.ended_at(f"{CALL}~2") is None  # unknown


def test_what_is_unknown_has_no_story() -> None:
    told = book(*OURS)
    assert (told.channel("mdg1-9.9"), told.call("mdg1-9.9")) == (None, None)
    assert told.call(LEG) is None
    assert book().calls() == ()


def test_an_end_is_known_though_the_beginning_was_not_read() -> None:
    told = book(leg("BRIDGE_EXIT", 20, bridge=BRIDGE), *ended(leg, 21)).channel(LEG)
    assert told is not None
    assert (told.started_at, told.answered_at, told.ended_at) == (None, None, clock(21))
    assert told.bridges == (Stay(bridge=BRIDGE, entered_at=None, left_at=clock(20)),)


def test_each_exit_ends_its_own_stay() -> None:
    told = book(
        leg("BRIDGE_EXIT", 2, bridge=BRIDGE),
        leg("BRIDGE_ENTER", 3, bridge=BRIDGE),
        leg("BRIDGE_EXIT", 4, bridge=BRIDGE),
        leg("BRIDGE_EXIT", 5, bridge=BRIDGE),
        leg("BRIDGE_ENTER", 6, bridge="other"),
    ).channel(LEG)
    assert told is not None
    assert [(each.entered_at, each.left_at) for each in told.bridges] == [
        *((None, clock(2)), (clock(3), clock(4)), (None, clock(5))),
        (clock(6), None),
    ]


def test_either_line_of_the_end_is_enough() -> None:
    hang_up, chan_end = ended(leg, 21, SEAT, 17)
    assert book(leg("CHAN_START", 1), chan_end).ended_at(LEG) == clock(21)
    told = book(leg("CHAN_START", 1), hang_up).channel(LEG)
    assert told is not None
    assert (told.ended_at, told.cause, told.hung_up_by) == (clock(21), 17, SEAT)


def test_a_channel_that_ended_has_left_its_bridge_though_no_line_says_so() -> None:
    told = book(leg("BRIDGE_ENTER", 3, bridge=BRIDGE), *ended(leg, 4)).channel(LEG)
    assert told is not None
    assert told.bridges == (Stay(bridge=BRIDGE, entered_at=clock(3), left_at=clock(4)),)


def test_a_call_of_ours_that_the_caller_ended() -> None:
    told = story(*OURS)
    assert (told.call, told.caller.endpoint) == (CALL, "carrier")
    assert [each.channel for each in told.legs] == [LEG]
    assert talks(told) == [("seat-01", clock(15.2), clock(20))]
    assert told.talks[0].leg == LEG
    assert times(told) == (clock(10), clock(15.2), clock(20.02))
    assert (told.ended_by, told.is_abandoned) == (EndedBy.CALLER, False)


def test_a_call_that_queue_served_and_the_seat_ended() -> None:
    told = story(*QUEUED)
    assert talks(told) == [("seat-01", clock(15.03), clock(20))]
    assert told.talks[0].leg == QUEUE_LEG
    assert times(told) == (clock(10), clock(15.03), clock(20.03))
    assert (told.ended_by, told.is_abandoned) == (EndedBy.SEAT, False)


@pytest.mark.parametrize(
    ("by", "ended_by", "is_abandoned"),
    [(CALLER, EndedBy.CALLER, True), ("", EndedBy.ASTERISK, False), (None, None, False)],
)
def test_a_caller_whom_no_seat_answered(
    by: str | None, ended_by: EndedBy | None, is_abandoned: bool
) -> None:
    told = story(
        caller("CHAN_START", 10),
        queue_leg("CHAN_START", 11),
        *ended(queue_leg, 13, cause=0),
        *(ended(caller, 14, by, 127) if by is not None else ()),
    )
    assert [(each.endpoint, each.answered_at, each.cause) for each in told.legs] == [
        ("seat-01", None, 0)
    ]
    assert (told.answered_at, told.talks) == (None, ())
    assert (told.ended_by, told.is_abandoned) == (ended_by, is_abandoned)


def test_a_phone_that_rang_and_was_not_taken_did_not_talk() -> None:
    second = on("mdg1-1795210052.23", SECOND)
    told = story(second("CHAN_START", 10.5), *ended(second, 15, cause=26), *QUEUED)
    assert [each.endpoint for each in told.legs] == ["seat-02w", "seat-01"]
    assert [each.endpoint for each in told.talks] == ["seat-01"]


def test_a_caller_who_left_our_bridge_for_the_fallbacks_queue() -> None:
    told = story(
        caller("CHAN_START", 5),
        caller("BRIDGE_ENTER", 6, bridge=BRIDGE),
        caller("BRIDGE_EXIT", 9, bridge=BRIDGE),
        *QUEUED[1:],
    )
    assert times(told) == (clock(5), clock(15.03), clock(20.03))
    assert [each.bridge for each in told.caller.bridges] == [BRIDGE, QUEUE_BRIDGE]


def test_a_talk_that_began_before_the_book_was_opened() -> None:
    told = story(*(each for each in QUEUED if each.at >= 20))
    assert talks(told) == [("seat-01", None, clock(20))]
    assert times(told) == (None, None, clock(20.03))


def test_a_local_channel_that_was_optimised_away_leaves_no_trace() -> None:
    half = on("mdg1-1795210058.29", "Local/77@from-trunk-00000004;1")
    other = on("mdg1-1795210058.30", "Local/77@from-trunk-00000004;2")
    told = story(
        caller("CHAN_START", 10),
        *(half("CHAN_START", 11), other("CHAN_START", 11), queue_leg("CHAN_START", 11)),
        half("BRIDGE_ENTER", 15, bridge="outer"),
        queue_leg("BRIDGE_ENTER", 15, bridge="inner"),
        other("BRIDGE_ENTER", 15, bridge="inner"),
        caller("BRIDGE_ENTER", 15, bridge="outer"),
        caller("BRIDGE_EXIT", 15.1, bridge="outer"),
        other("BRIDGE_EXIT", 15.1, bridge="inner"),
        caller("BRIDGE_ENTER", 15.1, bridge="inner"),
        half("BRIDGE_EXIT", 15.1, bridge="outer"),
        *(*ended(half, 15.1), *ended(other, 15.1)),
        caller("BRIDGE_EXIT", 20, bridge="inner"),
        *ended(caller, 20, CALLER),
    )
    assert [each.endpoint for each in told.legs] == ["seat-01"]
    assert talks(told) == [("seat-01", clock(15.1), clock(20))]


def test_a_leg_belongs_to_the_call_that_it_was_linked_with_at_last() -> None:
    told = story(
        caller("CHAN_START", 10),
        on(LEG, SEAT, call=LEG)("CHAN_START", 9),
        leg("BRIDGE_ENTER", 12, bridge=BRIDGE),
    )
    assert [each.channel for each in told.legs] == [LEG]
    assert told.legs[0].started_at == clock(9)


def test_all_calls_are_told_in_their_order_and_snoops_are_none() -> None:
    other = on("mdg1-1795210060.40", "PJSIP/carrier-0000000f", call="mdg1-1795210060.40")
    told = book(*OURS, other("CHAN_START", 30)).calls()
    assert [each.call for each in told] == [CALL, "mdg1-1795210060.40"]


def test_a_book_goes_on_with_what_was_unfinished() -> None:
    other = on("mdg1-1795210060.40", "PJSIP/carrier-0000000f", call="mdg1-1795210060.40")
    first = book(other("CHAN_START", 1), *ended(other, 2), *QUEUED[:6])
    kept = first.unfinished()
    assert sorted(kept, key=lambda entry: entry.at) == list(QUEUED[:6])
    then = book(*kept, *QUEUED[6:])
    assert then.calls() == (story(*QUEUED),)
    assert then.unfinished() == ()


@pytest.mark.parametrize(
    ("taken", "is_untaken"),
    [
        ((), True),
        ((*ended(caller, 12),), True),
        ((leg("CHAN_START", 11), leg("ANSWER", 12)), True),
        ((caller("ANSWER", 11),), False),
        ((caller("BRIDGE_ENTER", 11, bridge=BRIDGE),), False),
        ((caller("BRIDGE_EXIT", 11, bridge=BRIDGE),), False),
    ],
)
def test_who_was_never_taken_is_told_alone(taken: tuple[Entry, ...], is_untaken: bool) -> None:
    """Of the thousands of calls that were, no story is made: the watch over the fallback asks."""
    told = book(caller("CHAN_START", 10), *taken)
    assert list(told.untaken()) == ([told.call(CALL)] if is_untaken else [])
