"""Ended calls counted by outcome: ever, and of each business date.

Begun from the rows' own counts, which reach to record n, it goes on with the records after n. So a
restart of the office neither loses nor doubles a call.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from callcenter.commands import CloseCall
from callcenter.outcome import Outcome
from callcenter.record import Record

DAYS_KEPT = 2
"""A call that began before midnight may end after it; none lasts two days."""


class Days:
    """The running counts.

    `n`: the record up to which the given counts reach; `of_day` are those of `day`, `ever` all.
    """

    def __init__(
        self,
        *,
        zone: ZoneInfo,
        n: int = 0,
        day: date | None = None,
        of_day: Mapping[Outcome, int] | None = None,
        ever: Mapping[Outcome, int] | None = None,
    ) -> None:
        self._zone = zone
        self._n = n
        self._ever: Counter[Outcome] = Counter(ever)
        self._days: dict[date, Counter[Outcome]] = {}
        if day is not None:
            self._days[day] = Counter(of_day)

    def apply(self, record: Record) -> list[CloseCall]:
        """Count the calls that a record closes, unless it was counted; gives those counted."""
        if record.n <= self._n:
            return []
        self._n = record.n
        closed = [each for each in record.commands if isinstance(each, CloseCall)]
        for call in closed:
            self._count(call)
        return closed

    def ever(self) -> dict[Outcome, int]:
        """Give the counts since the beginning; every outcome is there, also with 0."""
        return {outcome: self._ever[outcome] for outcome in Outcome}

    def today(self, at: datetime) -> dict[Outcome, int]:
        """Give the counts of the business date at an instant."""
        return dict(self._days.get(at.astimezone(self._zone).date(), {}))

    def _count(self, call: CloseCall) -> None:
        day = call.arrived_at.astimezone(self._zone).date()
        self._ever[call.outcome] += 1
        self._days.setdefault(day, Counter())[call.outcome] += 1
        for old in sorted(self._days)[:-DAYS_KEPT]:
            del self._days[old]
