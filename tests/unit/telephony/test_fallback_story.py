"""What the fallback did with its callers, as events with their true times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from callcenter import events
from callcenter.call import Call, CallState
from callcenter.events import TurnedAway, Withheld
from callcenter.state import State
from telephony.book import Book
from telephony.book_reader import Entry, Kind
from telephony.callers import Who
from telephony.fallback import Fallen
from telephony.fallback_callers import Remembered
from telephony.fallback_story import Floor, told
from telephony.open_book import Left

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)
CALL, SEAT = f"mdg1-{int(AT.timestamp()) - 60}.7", "mdg1-1.8"
TRUNK, PHONE = "PJSIP/trunk-00000001", "PJSIP/seat-01w-00000002"
WHO = Who("+81110000100", "p-1", None)


def entry(kind: Kind, ago_s: float, channel: str = CALL, **more: Any) -> Entry:
    name = TRUNK if channel == CALL else PHONE
    return Entry(
        kind=kind, at=AT.timestamp() - ago_s, channel=channel, call=CALL, name=name, **more
    )


STARTED = entry("CHAN_START", 59.5)
TALK = (
    entry("CHAN_START", 32, SEAT),
    entry("BRIDGE_ENTER", 30, bridge="q"),
    entry("BRIDGE_ENTER", 30, SEAT, bridge="q"),
)


def row(closed: str | None = None) -> tuple[Remembered, Who]:
    return Remembered(call=CALL, closed=closed, channel=TRUNK, number="", name="", headers={}), WHO


def floor(*entries: Entry, is_up: bool = True, **changes: Any) -> Floor:
    values: dict[str, Any] = {
        "at": AT,
        "channels": frozenset({CALL} if is_up else ()),
        "fallen": Fallen((), {}),
        "book": Book.of(entries, offset=timedelta()),
        "remembered": [],
        "recordings": {},
        "seats": {"seat-01w": "seat-01"},
        "offset": timedelta(),
        "started_at": None,
    }
    return Floor(**{**values, **changes})


def ago(seconds: float) -> datetime:
    return AT - timedelta(seconds=seconds)


def known(**changes: Any) -> State:
    values: dict[str, Any] = {"state": CallState.FALLBACK, "notice_due": False}
    call = Call(
        id=CALL,
        line=WHO.line,
        skill="general",
        caller="p-1",
        withheld=None,
        arrived_at=ago(59.5),
        place=1,
        since=ago(50),
        holds_line=True,
        **{**values, **changes},
    )
    return State(calls={CALL: call})


JOINED = events.FallbackJoined(
    at=ago(30), call=CALL, seat="seat-01", endpoint="seat-01w", rang_at=ago(32)
)


def found(at: datetime, turned_away: TurnedAway | None = None) -> events.FallbackFound:
    return events.FallbackFound(
        at=at, call=CALL, line=WHO.line, caller="p-1", withheld=None, turned_away=turned_away
    )


@pytest.mark.parametrize("closed", [None, "LINES_FULL"])
def test_who_was_written_down_is_found_at_the_true_time(closed: str | None) -> None:
    away = TurnedAway.LINES_FULL if closed else None
    assert told(State(), floor(STARTED, remembered=[row(closed)])) == [found(ago(59.5), away)]


def test_without_a_book_the_channels_name_says_when() -> None:
    assert told(State(), floor(book=None, remembered=[row()])) == [found(ago(60))]


def test_whom_we_know_is_not_found_again() -> None:
    assert told(known(), floor(STARTED, remembered=[row()])) == []


def test_a_talk_and_its_end_are_told_in_order_with_their_recordings() -> None:
    ends = (entry("BRIDGE_EXIT", 10, bridge="q"), entry("HANGUP", 10, hung_up_by=TRUNK))
    recordings = {CALL: (f"{CALL}~f1c", f"{CALL}~f1s")}
    happened = told(known(), floor(STARTED, *TALK, *ends, is_up=False, recordings=recordings))
    assert happened == [
        JOINED,
        events.FallbackEnded(
            at=ago(10),
            call=CALL,
            caller_recording=f"{CALL}~f1c",
            seat_recording=f"{CALL}~f1s",
        ),
    ]


def test_a_talk_that_goes_on_is_told_once() -> None:
    assert told(known(), floor(STARTED, *TALK)) == [JOINED]
    assert told(known(answered_at=ago(30)), floor(STARTED, *TALK)) == []


@pytest.mark.parametrize(("by", "away"), [("", TurnedAway.GIVE_UP), (TRUNK, None)])
def test_a_wait_that_the_dialplan_ended_was_given_up(by: str, away: TurnedAway | None) -> None:
    happened = told(known(), floor(STARTED, entry("HANGUP", 10, hung_up_by=by), is_up=False))
    assert happened == [events.FallbackEnded(at=ago(10), call=CALL, turned_away=away)]


def test_a_book_that_is_late_is_waited_for() -> None:
    assert told(known(), floor(STARTED, is_up=False)) == []


def test_who_came_before_this_asterisk_started_was_lost_with_the_last_one() -> None:
    happened = told(known(), floor(STARTED, is_up=False, started_at=ago(5)))
    assert happened == [events.FallbackEnded(at=AT, call=CALL, is_lost=True)]


@pytest.mark.parametrize(
    ("more", "ended_at", "is_lost"),
    [((), ago(59), True), ((entry("HANGUP", 59.2, hung_up_by=TRUNK),), ago(59.2), False)],
    ids=["it cut them off", "they left before"],
)
def test_who_came_within_a_moment_of_an_asterisks_death_is_found_with_true_times(
    more: tuple[Entry, ...], ended_at: datetime, is_lost: bool
) -> None:
    left = Left(Book.of([STARTED, *more], offset=timedelta()), died_at=ago(59))
    after: dict[str, Any] = {
        "left": left,
        "is_up": False,
        "started_at": ago(5),
        "trunks": frozenset({"trunk"}),
    }
    assert told(State(), floor(**after)) == [
        events.FallbackFound(
            at=ago(59.5),
            call=CALL,
            line="",
            caller=None,
            withheld=Withheld.UNKNOWN,
            is_heard=False,
        ),
        events.FallbackEnded(at=ended_at, call=CALL, is_lost=is_lost),
    ]
    filed = State(recent=[CALL])
    assert told(filed, floor(**after)) == []
