"""A week of calls (2026-W07) that the tests have counted by hand: 18 calls, each kind of them.

Wednesday is a holiday. A call lasts beyond 18:00, one beyond midnight, one beyond the week's end;
p-2 tries three times, p-5 twice; c16 was handed over from a seat to another; nobody calls on
Thursday. Each outcome is there, also the one that the calendar of these days does not give.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from callcenter.outcome import Outcome
from callcenter.record import Record
from tests.integration.metrics.calls import Call, record

ZONE = ZoneInfo("Asia/Tokyo")


def at(day: int, clock: str) -> datetime:
    """Give an instant of February 2026 in Sapporo."""
    hour, minute, second = (int(part) for part in clock.split(":"))
    return datetime(2026, 2, day, hour, minute, second, tzinfo=ZONE)


CALLS = [
    Call(id="c01", at=at(9, "09:00:10"), caller="p-1", wait=5, ring=3, talk=120, hold=10),
    Call(
        id="c02",
        at=at(9, "09:05:00"),
        caller="p-2",
        outcome=Outcome.ABANDONED_IN_GUIDANCE,
        guidance=3,
    ),
    Call(
        id="c03",
        at=at(9, "09:10:00"),
        caller="p-2",
        outcome=Outcome.ABANDONED_IN_QUEUE,
        guidance=8,
        wait=40,
    ),
    Call(id="c04", at=at(9, "09:20:00"), caller="p-2", wait=25, ring=2, talk=60, seat="seat-02"),
    Call(id="c05", at=at(9, "08:59:59"), caller="p-3", outcome=Outcome.AFTER_HOURS, guidance=15),
    Call(id="c06", at=at(9, "17:59:50"), caller="p-3", wait=30, ring=3, talk=600),
    Call(id="c07", at=at(9, "18:00:00"), caller="p-4", outcome=Outcome.AFTER_HOURS, guidance=15),
    Call(
        id="c08",
        at=at(10, "10:00:00"),
        caller="p-5",
        outcome=Outcome.OVERFLOW,
        guidance=8,
        wait=300,
    ),
    Call(id="c09", at=at(10, "10:10:00"), caller="p-5", outcome=Outcome.NO_LINE),
    Call(
        id="c10", at=at(10, "11:00:00"), caller="p-6", outcome=Outcome.CALLBACK_TAKEN, guidance=20
    ),
    Call(id="c11", at=at(10, "12:00:00"), caller="p-7", outcome=Outcome.SELF_SERVED, guidance=45),
    Call(
        id="c12", at=at(10, "13:00:00"), caller="p-8", outcome=Outcome.CLOSED_IN_HOURS, guidance=12
    ),
    Call(id="c13", at=at(10, "14:00:00"), caller="p-9", outcome=Outcome.FAILED, wait=4),
    Call(id="c14", at=at(10, "23:59:50"), outcome=Outcome.NOT_IN_OPERATION, guidance=15),
    Call(id="c15", at=at(11, "10:00:00"), caller="p-1", outcome=Outcome.AFTER_HOURS, guidance=15),
    Call(
        id="c16",
        at=at(13, "16:00:00"),
        caller="p-10",
        ring=4,
        talk=300,
        hold=60,
        detail="transferred",  # as `unit/callcenter/test_transfers` shows: one call, both talks
    ),
    Call(id="c17", at=at(15, "23:59:58"), caller="p-11", outcome=Outcome.AFTER_HOURS, guidance=15),
    Call(id="c18", at=at(16, "00:00:01"), caller="p-11", outcome=Outcome.AFTER_HOURS, guidance=15),
]


def records(calls: list[Call] = CALLS, *, first: int = 1) -> list[Record]:
    """Write the records that file them."""
    return [record(n, call) for n, call in enumerate(calls, start=first)]
