"""Which days of calls and sound were compared, and what differs still.

Both stand in small files of the home, and in the audit trail: a file that the disk lost or tore is
made again from there, so that no day is passed over unnamed and no alarm ends by it.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from app.differing import Differing
from app.errors import HomeUnusable
from app.home import Home
from app.written import write_atomically
from recordings.reconciliation import Reconciled, summed
from storage.audit import Action, Entry, Fact, entries, trailed
from storage.kept import SYSTEM

log = logging.getLogger(__name__)

AT_NIGHT = time(1, 0)
"""When the day before is compared, in the campaign's zone: nobody calls, and all is delivered."""
DAYS = 7
"""So many days are made up for after the office was away."""
LOOKED_AT = 500
"""So many entries of the trail are looked at, the latest."""
COUNTS = {"day", "answered", "heard"}
"""What an entry of the trail says of every comparison; all else is a difference."""


@dataclass(frozen=True, slots=True)
class ComparedDays:
    """One instance's."""

    home: Home
    engine: AsyncEngine
    zone: ZoneInfo

    async def last(self) -> date | None:
        """Give the day up to which all were compared; None if none ever was.

        Raises:
            DatabaseUnavailable: the file is lost, and the trail cannot be asked now.
        """
        try:
            return date.fromisoformat(self._file.read_text(encoding="utf-8").strip())
        except (OSError, ValueError):
            told = await entries(self.engine, last=LOOKED_AT, action=Action.SOUNDS_RECONCILED.value)
            return _before_a_gap({_day(each) for each in told if self._was_over(each)})

    def note(self, day: date) -> None:
        """Note that all days up to this one are compared; what cannot be noted is done again."""
        try:
            write_atomically(self._file, f"{day.isoformat()}\n")
        except HomeUnusable as exc:
            log.warning("a comparison is not noted", extra={"action": "not_noted", "why": exc.why})

    async def unsettled(self) -> list[date]:
        """Name the days that differ by the trail, and that nobody looked into since.

        Raises `DatabaseUnavailable`.
        """
        told: list[Entry] = []
        for action in (Action.SOUNDS_RECONCILED, Action.DIFFERENCES_SEEN):
            told += await entries(self.engine, last=LOOKED_AT, action=action.value)
        differs: dict[date, bool] = {}
        for each in sorted(told, key=lambda each: each.n):
            differs[_day(each)] = bool(each.detail.keys() - COUNTS)
        return sorted(day for day, is_so in differs.items() if is_so)

    async def restore(self, compare: Callable[[date], Awaitable[Reconciled]]) -> None:
        """Compare again what differs by the trail, if the file that tells of it is lost or torn.

        Raises as `compare`, and `HomeUnusable`: it cannot be written.
        """
        differing = Differing(self.home)
        if differing.is_whole:
            return
        days = await self.unsettled()
        if days:
            extra = {"action": "differing_lost", "days": len(days)}
            log.error("what differed cannot be read and is compared again", extra=extra)
        differing.begin_anew(days)
        for day in days:
            differing.note(await compare(day))

    def _was_over(self, told: Entry) -> bool:
        """Tell whether a day was compared as its night does: earlier, calls were still to come."""
        night = datetime.combine(_day(told) + timedelta(days=1), AT_NIGHT, self.zone)
        return told.at >= night

    @property
    def _file(self) -> Path:
        return self.home.recordings / "reconciled"


async def note_reconciled(engine: AsyncEngine, done: Reconciled, *, at: datetime) -> None:
    """Keep in the trail that a day was compared, and what differed."""
    told: dict[str, Fact] = {"day": done.day.isoformat(), "answered": done.answered}
    told |= {"heard": done.heard, **summed(done.differences)}
    async with trailed(engine) as trail:
        await trail.note(at, SYSTEM, Action.SOUNDS_RECONCILED, detail=told)


def _day(told: Entry) -> date:
    return date.fromisoformat(str(told.detail["day"]))


def _before_a_gap(days: set[date]) -> date | None:
    """Give the last of these days before one of the latest that is left out; the last, if none."""
    if not days:
        return None
    latest = (max(days) - timedelta(days=n) for n in range(DAYS, 0, -1))
    gap = next((day for day in latest if min(days) < day and day not in days), None)
    return max(days) if gap is None else gap - timedelta(days=1)
