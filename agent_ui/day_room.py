"""The day's close put together: what is open, and what the closing itself makes."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from callcenter.campaign import OpenDay
from cases.errors import CasesError
from desk import day_close
from desk.day_close import Closing, DayLook
from desk.desk import Desk
from desk.not_imported import NotImported
from desk.open_work import Kind as Open
from desk.unclosed import Unclosed, over
from metrics.period import Kind, period_of
from metrics.reporting import Reporting
from storage.audit import Actor

log = logging.getLogger(__name__)


class No(StrEnum):
    """Why a day is not closed."""

    NOT_OVER = "not_over"
    """No operating day, or its hours are not over yet."""
    CHANGED = "changed"
    """Something else is open than what the person saw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRoom:
    """The days of one instance."""

    desk: Desk
    open_days: Sequence[OpenDay]
    reporting: Reporting | None
    progress: Callable[[str], Awaitable[str]] | None
    """Makes the progress list in somebody's name and gives its run; None: no applications."""
    unclosed: Callable[[], Sequence[Unclosed]] = tuple
    """Gives the days that nobody closed, as they were looked at last."""
    not_imported: Callable[[], NotImported | None] = lambda: None
    """Gives the applications that were to be imported by now, likewise."""

    async def look(self, day: date) -> DayLook:
        """Tell what is open of a day; raises `DatabaseUnavailable`."""
        return await day_close.look(
            self.desk,
            day,
            with_report=self._has_report,
            with_cases=self.progress is not None,
        )

    async def close(self, day: date, actor: Actor, *, by: str, seen: str) -> Closing | No:
        """Close a day: make the complaints' draft and the progress list, keep what is left open.

        Args:
            day: Which.
            actor: Who closes it.
            by: Their login, in whose name the progress list is made.
            seen: The seal of what the person saw to be left open (`DayLook.seal`).

        Raises:
            DatabaseUnavailable: there is no answer now.
        """
        if not self.is_over(day):
            return No.NOT_OVER
        before = await self.look(day)
        if before.seal != seen:
            return No.CHANGED
        await self._make(day, actor, by, {each.kind for each in before.lines})
        return await day_close.keep(self.desk, actor, await self.look(day))

    def is_over(self, day: date) -> bool:
        """Tell whether a day is one of operation whose hours are over."""
        at = self.desk.clock().astimezone(self.desk.zone)
        hours = next((each for each in self.open_days if each.day == day), None)
        return hours is not None and (day, hours.closes) <= (at.date(), at.time())

    def last_days(self) -> Sequence[date]:
        """Give the operating days of the last week whose hours are over."""
        return [each.day for each in over(self.desk, self.open_days)]

    async def _make(self, day: date, actor: Actor, by: str, missing: set[Open]) -> None:
        if Open.COMPLAINT_REPORT in missing and self.reporting is not None:
            period = period_of(Kind.COMPLAINT, day)
            await self.reporting.freeze(Kind.COMPLAINT, period, actor)
        if self.progress is not None and day == self.desk.today:
            try:
                await self.progress(by)
            except CasesError as exc:  # what could not be made stays open, and is named
                log.warning("no progress list", extra={"action": "no_progress", "why": str(exc)})

    @property
    def _has_report(self) -> bool:
        found = self.reporting.plan.form(Kind.COMPLAINT) if self.reporting is not None else None
        return found is not None
