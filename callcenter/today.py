"""How well today's callers were answered, as far as calling out must know it.

It is no KPI: those are defined by the contract's data. It keeps us from calling people ourselves
while callers are answered too seldom, and lets us go on once nobody has waited for a while.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from callcenter.outcome import Outcome

QUIET = timedelta(minutes=5)
"""So long nobody may have waited before we call in spite of a low answer rate (7.1)."""
MISSED = (
    Outcome.ABANDONED_IN_GUIDANCE,
    Outcome.ABANDONED_IN_QUEUE,
    Outcome.OVERFLOW,
    Outcome.NO_LINE,
    Outcome.FAILED,
)
"""What a caller who wanted a seat may come to instead of one."""


@dataclass(slots=True)
class Today:
    """The callers of one day, as plain data."""

    day: date | None = None
    answered: int = 0
    missed: int = 0
    is_waited: bool = False
    """Whether somebody waits."""
    waited_at: datetime | None = None
    """When the last one who waited did so no more."""

    def count(self, outcome: Outcome, day: date) -> None:
        """Count a call that is filed; those who wanted no seat count on neither side."""
        if day != self.day:
            self.day, self.answered, self.missed = day, 0, 0
        self.answered += outcome is Outcome.ANSWERED
        self.missed += outcome in MISSED

    def look(self, *, is_waited: bool, at: datetime) -> None:
        """Note whether somebody waits just now."""
        if self.is_waited and not is_waited:
            self.waited_at = at
        self.is_waited = is_waited

    def rests(self, least: float, at: datetime, day: date) -> bool:
        """Tell whether nobody is to be called by us now.

        Args:
            least: The answer rate below which it rests, 0 to 1.
            at: Now.
            day: Today.
        """
        end = self.quiet_at
        is_quiet = not self.is_waited and (end is None or at >= end)
        return day == self.day and self._is_below(least) and not is_quiet

    @property
    def quiet_at(self) -> datetime | None:
        """Tell when a rest ends if nobody waits until then; None: that is no question of time."""
        return None if self.is_waited or self.waited_at is None else self.waited_at + QUIET

    def _is_below(self, least: float) -> bool:
        offered = self.answered + self.missed
        return offered > 0 and Fraction(self.answered, offered) < Fraction(str(least))
