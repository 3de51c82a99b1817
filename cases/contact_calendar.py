"""The days on which applicants are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cases.contact_rules import Span


@dataclass(frozen=True, slots=True)
class Calendar:
    """Operating days with their hours, and the zone in which they are."""

    zone: ZoneInfo
    days: Mapping[date, Span]

    def after(self, day: date, count: int) -> date | None:
        """Give the operating day that is so many operating days after a day; None after the last.

        With 0 it is the day itself, or the first operating day after it.
        """
        start = day if count == 0 else day + timedelta(days=1)
        later = sorted(each for each in self.days if each >= start)
        wanted = max(0, count - 1)
        return later[wanted] if wanted < len(later) else None

    def day_of(self, at: datetime) -> date:
        """Give the day of an instant."""
        return at.astimezone(self.zone).date()

    def instant(self, day: date, clock: time) -> datetime:
        """Give the instant of a time on a day."""
        return datetime.combine(day, clock, self.zone).astimezone(UTC)
