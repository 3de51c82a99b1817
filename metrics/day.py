"""Ended calls counted by outcome: ever, of each business date, and of each half-hour of it.

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
from storage.rollups import slot_of

DAYS_KEPT = 2
"""A call that began before midnight may end after it; none lasts two days."""


class Days:
    """The running counts.

    `n`: the record up to which the given counts reach; `slots` are those of `day` by the instant at
    which the half-hour of their arrival began, `ever` all.
    """

    def __init__(
        self,
        *,
        zone: ZoneInfo,
        n: int = 0,
        day: date | None = None,
        slots: Mapping[datetime, Mapping[Outcome, int]] | None = None,
        ever: Mapping[Outcome, int] | None = None,
    ) -> None:
        self._zone = zone
        self._n = n
        self._ever: Counter[Outcome] = Counter(ever)
        self._days: dict[date, dict[datetime, Counter[Outcome]]] = {}
        if day is not None:
            self._days[day] = {each: Counter(counts) for each, counts in (slots or {}).items()}

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
        return dict(sum(self._of(at).values(), Counter()))

    def by_slot(self, at: datetime) -> dict[datetime, Mapping[Outcome, int]]:
        """Give the same by half-hour: by the instant at which each began."""
        return dict(self._of(at))

    def _of(self, at: datetime) -> dict[datetime, Counter[Outcome]]:
        return self._days.get(at.astimezone(self._zone).date(), {})

    def _count(self, call: CloseCall) -> None:
        day = call.arrived_at.astimezone(self._zone).date()
        self._ever[call.outcome] += 1
        slots = self._days.setdefault(day, {})
        slots.setdefault(slot_of(call.arrived_at), Counter())[call.outcome] += 1
        for old in sorted(self._days)[:-DAYS_KEPT]:
            del self._days[old]
