"""Reading both sides of the nightly reconciliation: Asterisk's book and our rows."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from app.home import Home
from app.plain import Plain
from callcenter.outcome import Outcome
from metrics.period import day_of
from metrics.reconciled import InBook, InRows, Reconciled, reconcile
from metrics.reporting import Reporting
from storage.calls import CallRow, calls_of_day
from storage.tables import INBOUND
from telephony.asterisk_files import BOOK
from telephony.book import Book
from telephony.book_reader import BookReader, Entry

LONGEST = timedelta(hours=6)
"""A call that began on the day has ended by then."""


async def reconciled(
    home: Home, plain: Plain, reporting: Reporting, day: date
) -> Reconciled | None:
    """Compare a day's calls; None if Asterisk is somebody else's, whose book we cannot read.

    Raises:
        DatabaseUnavailable: the rows cannot be read now.
        OSError: the book cannot be read.
    """
    if plain.asterisk is None:
        return None
    listed = await calls_of_day(reporting.engine, day)
    rows = {each.id: _row(each) for each in listed if each.outcome is not None}
    dialled = {each.id for each in listed if each.direction != INBOUND}
    path = home.asterisk / BOOK
    book = await asyncio.to_thread(_in_book, path, plain, reporting, day)
    book = {call: each for call, each in book.items() if call not in dialled}
    done = reconcile(book, rows, is_recorded=reporting.campaign.record)
    lasts = any(each.outcome is None and each.direction == INBOUND for each in listed)
    lasts = lasts or any(each.ended_at is None for each in book.values())
    _, over = reporting.bounds(day_of(day))
    return replace(done, is_open=lasts and reporting.clock() < over + LONGEST)


def _in_book(path: Path, plain: Plain, reporting: Reporting, day: date) -> dict[str, InBook]:
    begin = datetime.combine(day, time(), reporting.zone)
    end = begin + timedelta(days=1)
    offset = timedelta(seconds=plain.clock_offset_s)
    first, last = (begin - LONGEST - offset).timestamp(), (end + LONGEST - offset).timestamp()
    entries: Iterator[Entry] = (
        each for each in BookReader(path).read() if first <= each.at <= last
    )
    ours = {name for desk in reporting.campaign.desks for name in (desk.id, f"{desk.id}w")}
    return {
        story.caller.channel: InBook(
            began_at=story.caller.started_at, ended_at=story.caller.ended_at
        )
        for story in Book.of(entries, offset=offset).calls()
        if story.caller.started_at is not None
        and begin <= story.caller.started_at < end
        and story.caller.endpoint not in ours
    }


def _row(call: CallRow) -> InRows:
    spans = (call.guidance_s, call.wait_s, call.ring_s, call.talk_s, call.hold_s)
    return InRows(
        lasted_s=sum(each or 0.0 for each in spans),
        is_answered=call.outcome is Outcome.ANSWERED,
        recording=call.recording_state,
    )
