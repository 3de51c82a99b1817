"""The office's care for reports: drafts frozen when their period is over, what is late told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from metrics.checked import Key, key_of
from metrics.reconciled import Difference, Reconciled
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
AGAIN = 10
"""After so many looks the days that differ are compared again."""
PAST, AHEAD = timedelta(days=60), timedelta(days=1)


async def keep_reports(
    reporting: Reporting,
    tell: Callable[[ReportSigns | RowSigns], None],
    nights: Nights,
) -> None:
    """Freeze what is over, tell what is late or near, count rows, and compare, for ever."""
    told: set[str] = set()
    while True:
        try:
            signs = await look(reporting, told)
            tell(replace(signs, differing=await _differing(nights, reporting.today)))
            tell(await count_rows(reporting.engine, reporting.clock()))
        except DatabaseUnavailable:
            log.warning("reports wait for the database", extra={"action": "reports_wait"})
        await asyncio.sleep(LOOK_S)


async def _differing(nights: Nights, today: date) -> int | None:
    """Compare; a book that cannot be read keeps nobody from hearing of what is late."""
    try:
        return await nights.look(today)
    except OSError as exc:
        extra = {"action": "book_unread", "why": exc.strerror}
        log.warning("Asterisk's book cannot be read", extra=extra)
        return None


class Nights:
    """Each night the day before is compared with Asterisk's book; none is left out.

    The days of a week stay in sight: what differs on a Friday is still told on Monday, and what the
    office slept through is compared when it is back. A day with a call that goes on waits for its
    end, and one that differs is compared again: its last rows may have come late.
    """

    def __init__(
        self,
        compare: Callable[[date], Awaitable[Reconciled | None]],
        checked: Callable[[date, date], Awaitable[Collection[Key]]],
    ) -> None:
        self._compare = compare
        self._checked = checked
        self._found: dict[date, tuple[Difference, ...] | None] = {}
        self._looks = 0

    def differing(self) -> Mapping[date, Sequence[Difference]]:
        """Give the days that differ, with what does."""
        return {day: found for day, found in sorted(self._found.items()) if found}

    async def look(self, today: date) -> int | None:
        """Compare what was not yet; tells how many calls differ that nobody looked into.

        None where there is no book of ours to compare with.

        Raises:
            DatabaseUnavailable: the rows cannot be read now.
            OSError: the book cannot be read.
        """
        days = [today - timedelta(days=each) for each in range(COMPARED_DAYS, 0, -1)]
        self._looks += 1
        is_time = self._looks % AGAIN == 0
        self._found = {day: found for day, found in self._found.items() if day in days}
        for day in days:
            if day not in self._found or (is_time and self._found[day]):
                await self._look_at(day)
        if self._found and all(each is None for each in self._found.values()):
            return None
        differing = {
            key_of(day, each) for day, found in self._found.items() for each in found or ()
        }
        known = await self._checked(days[0], days[-1]) if differing else ()
        return len(differing - set(known))

    async def _look_at(self, day: date) -> None:
        done = await self._compare(day)
        if done is not None and done.is_open:
            return
        found = None if done is None else done.differences
        if done is not None and found != self._found.get(day):
            _tell(day, done)
        self._found[day] = found


def _tell(day: date, found: Reconciled) -> None:
    """Say every difference of a day."""
    log.info(
        "the calls of a day were compared with Asterisk's book",
        extra={"action": "reconciled", "day": day.isoformat(), "calls": found.calls},
    )
    for each in found.differences:
        extra = {"action": "not_reconciled", "day": day.isoformat(), "call": each.call}
        log.warning("a call differs from the book", extra=extra | {"kind": each.kind.value})


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
