"""Who talked with a caller, from when to when, and who ended the call."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from telephony.call_story import CallStory, ChannelStory, EndedBy, Stay

pytestmark = pytest.mark.unit

CALL = "mdg1-1795210039.0"
BRIDGE = f"{CALL}~b1"
CALLER, SEAT = "PJSIP/carrier-00000009", "PJSIP/seat-01-0000000a"


def at(seconds: float | None) -> datetime | None:
    if seconds is None:
        return None
    return datetime(2026, 2, 2, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def stay(entered: float | None, left: float | None, bridge: str = BRIDGE) -> Stay:
    return Stay(bridge=bridge, entered_at=at(entered), left_at=at(left))


def channel(
    channel: str,
    name: str,
    *bridges: Stay,
    ended: float | None = None,
    by: str | None = None,
) -> ChannelStory:
    return ChannelStory(
        channel=channel,
        call=CALL,
        name=name,
        started_at=at(0),
        answered_at=None,
        bridges=bridges,
        ended_at=at(ended),
        cause=None,
        hung_up_by=by,
    )


def caller(*bridges: Stay, ended: float | None = None, by: str | None = None) -> ChannelStory:
    return channel(CALL, CALLER, *bridges, ended=ended, by=by)


def leg(*bridges: Stay, name: str = SEAT) -> ChannelStory:
    return channel(f"{CALL}~1", name, *bridges)


@pytest.mark.parametrize(
    ("name", "endpoint"),
    [
        (SEAT, "seat-01"),
        ("PJSIP/seat-02w-0000000b", "seat-02w"),
        (f"Snoop/{CALL}-00000000", None),
        ("Local/77@from-trunk-00000004;1", None),
    ],
)
def test_whose_phone_a_channel_is(name: str, endpoint: str | None) -> None:
    assert leg(name=name).endpoint == endpoint


def test_when_a_leg_entered_our_bridge() -> None:
    told = leg(stay(3, 4, "other"), stay(4, 5), stay(6, None))
    assert told.entered_at(BRIDGE) == at(4)
    assert told.entered_at("unknown") is None


@pytest.mark.parametrize(
    ("here", "there", "talk"),
    [
        (stay(1, 9), stay(3, 5), (3, 5)),
        (stay(3, 5), stay(1, 9), (3, 5)),
        (stay(1, 5), stay(3, 9), (3, 5)),
        (stay(1, None), stay(3, None), (3, None)),
        (stay(1, None), stay(3, 5), (3, 5)),
        (stay(None, 5), stay(3, None), (3, 5)),
        (stay(None, 5), stay(None, 6), (None, 5)),
        (stay(1, 3), stay(3, 5), None),
        (stay(5, 9), stay(1, 3), None),
        (stay(None, 3), stay(4, None), None),
        (stay(1, 9), stay(1, 9, "other"), None),
    ],
)
def test_a_talk_is_the_time_that_both_were_in_one_bridge(
    here: Stay, there: Stay, talk: tuple[float | None, float | None] | None
) -> None:
    told = CallStory.of(caller(here), (leg(there),))
    assert [(each.began_at, each.ended_at) for each in told.talks] == (
        [] if talk is None else [(at(talk[0]), at(talk[1]))]
    )
    assert told.answered_at == (at(talk[0]) if talk else None)


def test_a_caller_whom_two_seats_served_one_after_the_other() -> None:
    second = channel(f"{CALL}~2", "PJSIP/seat-02w-0000000b", stay(20, None))
    told = CallStory.of(caller(stay(11, None)), (second, leg(stay(12, 19))))
    assert [(each.endpoint, each.began_at, each.ended_at) for each in told.talks] == [
        ("seat-01", at(12), at(19)),
        ("seat-02w", at(20), None),
    ]
    assert told.answered_at == at(12)


def test_a_seat_that_left_and_came_back_talked_twice() -> None:
    told = CallStory.of(caller(stay(1, 30)), (leg(stay(12, 19), stay(22, 25)),))
    assert [(each.began_at, each.ended_at) for each in told.talks] == [
        (at(12), at(19)),
        (at(22), at(25)),
    ]


@pytest.mark.parametrize("talked", [True, False])
@pytest.mark.parametrize(
    ("ended", "by", "ended_by"),
    [
        (9, CALLER, EndedBy.CALLER),
        (9, SEAT, EndedBy.SEAT),
        (9, None, EndedBy.ASTERISK),
        (9, "PJSIP/seat-09-00000001", EndedBy.ASTERISK),
        (None, None, None),
    ],
)
def test_who_ended_a_call_and_whether_the_caller_gave_up(
    ended: float | None, by: str | None, ended_by: EndedBy | None, talked: bool
) -> None:
    seats = (leg(stay(2, 8)),) if talked else (leg(),)
    told = CallStory.of(caller(stay(1, 9), ended=ended, by=by), seats)
    assert told.ended_by is ended_by
    assert told.is_abandoned is (ended_by is EndedBy.CALLER and not talked)
