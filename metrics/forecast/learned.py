"""What past days taught, learned once a day: the coming days, their shape, how callers are served.

The forecast's own error is measured on the past days themselves, each told from those before it,
beside that of the plainest rule, the mean of the same weekday.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from metrics.forecast.days import DayModel, Foretold, looked_back
from metrics.forecast.hours import Shape, shape_of
from metrics.forecast.losses import Service, lost_share
from metrics.forecast.outlook import INNER
from metrics.forecast.past import ENOUGH_DAYS, Day, Plan

JUDGED_DAYS = 10
"""Of fewer days nothing is said of how good the forecast is."""
KNOWN_LOSS = 10.0
"""Lost calls that weigh as much as the computation itself."""
MOST_APART = 3.0
"""The computation of losses is never mended by more than this factor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    """How well past days were foretold."""

    days: int
    share: float
    """By how much the middle was off, all days together: 0.1 is a tenth of the calls."""
    inside: float
    """The share of days that ended in the interval, which is to be 0.8."""
    weekday_share: float
    """By how much the mean of the same weekday was off on the same days."""

    @property
    def is_better(self) -> bool:
        """Whether it knows better than the plain mean, on enough days."""
        return self.days >= JUDGED_DAYS and self.share < self.weekday_share


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Sums of recent days, in seconds and calls, from which it is read how callers are served."""

    answered: int = 0
    seat_s: float = 0.0
    """Ring, talk and hold of answered calls."""
    waited_s: float = 0.0
    """Of all who waited."""
    gave_up: int = 0
    """While waiting, or at the wait limit."""
    hung_up: int = 0
    """While being greeted."""
    offered: int = 0


@dataclass(frozen=True, slots=True)
class Staffed:
    """A past half-hour: calls, lost ones but for those who were only greeted, seats that worked."""

    offered: int
    lost: int
    seats: float


class Learned:
    """Everything that the day's forecasts begin from."""

    def __init__(
        self, plan: Plan, days: Sequence[Day], hours: Mapping[date, tuple[float, float]]
    ) -> None:
        """Learn.

        Args:
            plan: The campaign's days.
            days: The open days that are over, ascending.
            hours: Of every open day, in half-hours since midnight.
        """
        self.days = list(days)
        self.error = error_of(plan, days)
        self.model = DayModel(plan)
        for each in days:
            self.model.learn(each)
        self._hours = hours

    @property
    def is_enough(self) -> bool:
        """Whether anything is told at all."""
        return len(self.days) >= ENOUGH_DAYS

    def shape(self, day: date) -> Shape:
        """Give how an open day's calls spread."""
        return shape_of(self.days, day, *self._hours[day])

    def tell(self, day: date, ahead: int) -> Foretold:
        """Tell of an open day before it begins."""
        return self.model.tell(day, ahead=ahead)


def error_of(plan: Plan, days: Sequence[Day]) -> Error | None:
    """Measure the forecast on past days; None before there are any that were foretold."""
    off, plain, inside, calls = 0.0, 0.0, 0, 0
    for n, (day, told) in enumerate(looked_back(plan, days)):
        if n < ENOUGH_DAYS:
            continue
        low, middle, high = (told.quantile(each) for each in (INNER[0], 0.5, INNER[1]))
        off += abs(middle - day.offered)
        inside += low <= day.offered <= high
        plain += abs(same_weekday(days[:n], day.day) - day.offered)
        calls += day.offered
    count = len(days) - ENOUGH_DAYS
    if count <= 0 or not calls:
        return None
    return Error(days=count, share=off / calls, inside=inside / count, weekday_share=plain / calls)


def same_weekday(days: Sequence[Day], day: date) -> float:
    """Give the mean of the same weekday; of all days if there was none."""
    same = [each.offered for each in days if each.day.weekday() == day.weekday()]
    return float(np.mean(same or [each.offered for each in days]))


def service_of(
    found: Served, past: Sequence[Staffed], *, wrap_up_s: float, lines: int, seats: float
) -> Service:
    """Read off recent days how callers are served, and mend the computation by what they lost.

    Before anything was seen: four minutes of talk, two of patience.
    """
    plain = Service(
        seats=seats,
        lines=lines,
        handling_s=(found.seat_s + 10 * 240.0) / (found.answered + 10) + wrap_up_s,
        patience_s=max(20.0, (found.waited_s + 3 * 120.0) / (found.gave_up + 3)),
        early=found.hung_up / (found.offered + 20),
    )
    computed, lost = 0.0, 0.0
    for each in past:
        if each.seats > 0.5 and each.offered:
            then = Service(
                seats=each.seats,
                lines=lines,
                handling_s=plain.handling_s,
                patience_s=plain.patience_s,
            )
            computed += each.offered * float(lost_share(np.array([float(each.offered)]), then)[0])
            lost += each.lost
    factor = (lost + KNOWN_LOSS) / (computed + KNOWN_LOSS)
    return Service(
        seats=seats,
        lines=lines,
        handling_s=plain.handling_s,
        patience_s=plain.patience_s,
        early=plain.early,
        factor=float(np.clip(factor, 1 / MOST_APART, MOST_APART)),
    )
