"""What was missed of the calls that we make: every row of the table, with and without the book."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from callcenter.call import Call, CallState, Dial, Offer
from callcenter.events import (
    CallerLeft,
    Cause,
    CitizenAnswered,
    DialEnded,
    Event,
    LegAnswered,
    LegEnded,
)
from callcenter.outcome import DialResult
from callcenter.state import State
from telephony import leftovers, reconcile
from telephony.book import Book
from telephony.book_reader import Entry
from telephony.reconcile import Channel, Seen
from tests.unit.telephony.test_reconcile import entry

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)
LONG_AGO = AT - timedelta(seconds=60)
OUT, LEG, BRIDGE = "out.x.1", "out.x.1~1", "out.x.1~b1"


def remembered(state: CallState) -> State:
    call = Call(
        id=OUT,
        line="+81110000100",
        skill="",
        caller="p-1",
        withheld=None,
        arrived_at=LONG_AGO,
        place=1,
        state=state,
        since=LONG_AGO,
        holds_line=True,
        notice_due=False,
        dial=Dial(by="op-1"),
        offer=Offer("seat-01", "seat-01", LEG, LONG_AGO),
        bridge=BRIDGE if state is not CallState.CALLING_SEAT else None,
        is_answered=state is not CallState.CALLING_SEAT,
    )
    return State(calls={OUT: call})


def seen(*up: str, down: tuple[str, ...] = (), bridged: bool = True, book: Book | None) -> Seen:
    there = {each: Channel(each, is_up=True) for each in up}
    there |= {each: Channel(each, is_up=False) for each in down}
    return Seen(
        at=AT,
        channels=there,
        ours=frozenset(there),
        bridges={BRIDGE: frozenset(there if bridged else ())},
        book=book,
    )


def told(*entries: Entry) -> Book:
    return Book.of(entries, offset=timedelta())


def ago(seconds: float) -> datetime:
    return AT - timedelta(seconds=seconds)


BUSY = told(entry("CHAN_START", 9, OUT), entry("HANGUP", 4, OUT, cause=17))
TALKED = told(
    entry("CHAN_START", 9, OUT), entry("ANSWER", 6, OUT), entry("HANGUP", 4, OUT, cause=16)
)


@pytest.mark.parametrize(
    ("state", "found", "missed"),
    [
        (CallState.CALLING_SEAT, seen(down=(OUT, LEG), book=None), []),
        (
            CallState.CALLING_SEAT,
            seen(LEG, down=(OUT,), book=None),
            [LegAnswered(at=AT, call=OUT, leg=LEG)],
        ),
        (
            CallState.CALLING_SEAT,
            seen(down=(OUT,), book=None),
            [LegEnded(at=AT, call=OUT, leg=LEG, cause=Cause.LOST)],
        ),
        (CallState.DIALLING, seen(LEG, down=(OUT,), book=None), []),
        (
            CallState.DIALLING,
            seen(LEG, down=(OUT,), bridged=False, book=None),
            [DialEnded(at=AT, call=OUT, result=DialResult.FAILED)],
        ),
        (CallState.DIALLING, seen(LEG, OUT, book=None), [CitizenAnswered(at=AT, call=OUT)]),
        (
            CallState.DIALLING,
            seen(LEG, book=None),
            [DialEnded(at=AT, call=OUT, result=DialResult.FAILED)],
        ),
        (
            CallState.DIALLING,
            seen(LEG, book=BUSY),
            [DialEnded(at=ago(4), call=OUT, result=DialResult.BUSY)],
        ),
        (
            CallState.DIALLING,
            seen(LEG, book=TALKED),
            [
                CitizenAnswered(at=ago(6), call=OUT),
                CallerLeft(at=ago(4), call=OUT, cause=Cause.LOST),
            ],
        ),
        (
            CallState.DIALLING,
            seen(down=(OUT,), book=None),
            [LegEnded(at=AT, call=OUT, leg=LEG, cause=Cause.LOST)],
        ),
        (
            CallState.CLOSING,
            seen(LEG, book=None),
            [DialEnded(at=AT, call=OUT, result=DialResult.FAILED)],
        ),
    ],
)
def test_what_was_missed(state: CallState, found: Seen, missed: list[Event]) -> None:
    assert reconcile.missed_events(remembered(state), found) == missed


def test_a_citizens_channel_that_nobody_remembers_is_an_orphan() -> None:
    assert leftovers.orphans(State(), [OUT, "in-1.2"]) == [OUT]
    assert leftovers.orphans(remembered(CallState.DIALLING), [OUT, LEG]) == []
