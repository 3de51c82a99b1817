"""What a forecast begins from: past days by half-hour, open days, and the campaign's own dates."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

HALVES = 48
"""Half-hours of a day; each is named by its number, 18 is 09:00 to 09:30."""
ENOUGH_DAYS = 5
"""After fewer days with calls nothing is foretold: a week is not known before it was seen."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A date of the campaign on which many are told something, and call: a mailing, a payment."""

    day: date
    kind: str


@dataclass(frozen=True, slots=True)
class Day:
    """An open day that is over."""

    day: date
    halves: Mapping[int, int] = field(default_factory=dict)
    """Calls offered, by the half-hour of their arrival in the campaign's zone."""

    @property
    def offered(self) -> int:
        """All of the day."""
        return sum(self.halves.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The campaign's days."""

    open_days: Sequence[date]
    """Ascending."""
    occasions: Sequence[Occasion] = ()

    def lag(self, day: date, occasion: Occasion) -> int | None:
        """Count open days since an occasion; one on a closed day begins with the next open one.

        None: it is still to come.
        """
        if day < occasion.day:
            return None
        return bisect_left(self.open_days, day) - bisect_left(self.open_days, occasion.day)
