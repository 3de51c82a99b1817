"""The office's care for reports: drafts frozen when their period is over, what is late told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

from metrics.reconciled import Reconciled
from metrics.report_dues import standings, to_freeze
from metrics.reporting import Refused, Reporting
from metrics.row_signs import count_rows
from metrics.vital import ReportSigns, RowSigns
from storage.audit import Actor
from storage.errors import DatabaseUnavailable

log = logging.getLogger(__name__)

LOOK_S = 60.0
SYSTEM = Actor(who="system", origin="system")
COMPARED_DAYS = 7
PAST, AHEAD = timedelta(days=60), timedelta(days=1)


async def keep_reports(
    reporting: Reporting,
    tell: Callable[[ReportSigns | RowSigns], None],
    compare: Callable[[date], Awaitable[Reconciled | None]],
) -> None:
    """Freeze what is over, tell what is late or near, count rows, and compare, for ever."""
    told: set[str] = set()
    nights = Nights(compare)
    while True:
        try:
            signs = await look(reporting, told)
            differing = await nights.look(reporting.today)
            tell(replace(signs, differing=differing))
            tell(await count_rows(reporting.engine, reporting.clock()))
        except DatabaseUnavailable:
            log.warning("reports wait for the database", extra={"action": "reports_wait"})
        except OSError as exc:
            extra = {"action": "book_unread", "why": exc.strerror}
            log.warning("Asterisk's book cannot be read", extra=extra)
        await asyncio.sleep(LOOK_S)


class Nights:
    """Each night the day before is compared with Asterisk's book; none is left out.

    The days of a week stay in sight: what differs on a Friday is still told on Monday, and what the
    office slept through is compared when it is back.
    """

    def __init__(self, compare: Callable[[date], Awaitable[Reconciled | None]]) -> None:
        self._compare = compare
        self._differing: dict[date, int] = {}

    async def look(self, today: date) -> int:
        """Compare what was not yet; tells how many calls of the last days differ.

        Raises:
            DatabaseUnavailable: the rows cannot be read now.
            OSError: the book cannot be read.
        """
        days = [today - timedelta(days=each) for each in range(COMPARED_DAYS, 0, -1)]
        for day in days:
            if day not in self._differing:
                self._differing[day] = await _compared(day, self._compare)
        self._differing = {day: self._differing[day] for day in days}
        return sum(self._differing.values())


async def _compared(day: date, compare: Callable[[date], Awaitable[Reconciled | None]]) -> int:
    """Compare one day and say every difference; tells how many there are."""
    found = await compare(day)
    if found is None:
        return 0
    log.info(
        "the calls of a day were compared with Asterisk's book",
        extra={"action": "reconciled", "day": day.isoformat(), "calls": found.calls},
    )
    for each in found.differences:
        extra = {"action": "not_reconciled", "day": day.isoformat(), "call": each.call}
        log.warning("a call differs from the book", extra=extra | {"kind": each.kind.value})
    return len(found.differences)


async def look(reporting: Reporting, told: set[str]) -> ReportSigns:
    """Look once; `told` are the reports whose lateness stands in the log already."""
    for kind, period in await to_freeze(reporting):
        done = await reporting.freeze(kind, period, SYSTEM)
        if not isinstance(done, Refused):
            log.info("a report was frozen", extra={"action": "report_frozen", "report": done.id})
    today = reporting.today
    found = await standings(reporting, since=today - PAST, until=today + AHEAD)
    late = [each for each in found if each.is_late]
    near = [each for each in found if each.is_near]
    for each in (*late, *near):
        mark = f"{each.due.report} {each.is_late}"
        if mark not in told:
            told.add(mark)
            action = "report_late" if each.is_late else "report_near"
            extra = {"action": action, "report": each.due.report, "due": each.due.at.isoformat()}
            log.warning("a report is to be handed in", extra=extra)
    return ReportSigns(late=len(late), near=len(near))
