"""How many calls an open day brings: a drifting level, its weekday, and what occasions leave.

On the scale of logarithms a day is `level + weekday + what is left of each occasion + chance`, a
dynamic linear model whose parts all begin with a prior and are learned together by a Kalman filter
(West and Harrison, *Bayesian Forecasting and Dynamic Models*, 1997, chapter 4). How strong chance
and drift are is not known either: the model is run for every pair of a grid, and each counts by
how well it foretold the days before. What is told of a day uses the days before it alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from metrics.forecast.past import Day, Plan

Array = NDArray[np.float64]

CHANCE = (0.05, 0.10, 0.18, 0.30)
"""Standard deviations of a day by chance alone, beyond that of counting."""
DRIFT = (0.01, 0.04, 0.12)
"""Of the level from one open day to the next."""
WEEKDAY_SD = 0.25
AFTER = (0.20, 0.30, 0.28, 0.24, 0.20, 0.15, 0.10, 0.07, 0.05, 0.03, 0.02)
"""What is expected after an occasion of a kind that was never seen: up to a third more calls."""
AFTER_SD = (0.30, 0.30, 0.28, 0.25, 0.22, 0.18, 0.15, 0.12, 0.10, 0.08, 0.06)
NEAR = 2.0
"""Days after an occasion that lie so near each other are much alike."""
FADING = (0.9, 1.0, 0.95, 0.85, 0.7, 0.55, 0.4, 0.3, 0.2, 0.12, 0.06)
"""How one occasion's own strength shows in the days after it."""
OCCASION_SD = 0.25
"""How much two occasions of one kind differ."""
FIRST_LEVEL, FIRST_SD = float(np.log(100.0)), 2.0
"""Before anything was seen: somewhere between 2 and 5,000 calls a day."""
FARTHEST = 3.0
"""A day that lies farther off, in standard deviations, teaches no more than one that lies there."""


@dataclass(frozen=True, slots=True)
class Foretold:
    """What is told of a day before it begins: a mixture of normal laws of log(calls)."""

    weights: Array
    means: Array
    deviations: Array

    def quantile(self, share: float) -> float:
        """Give the number of calls below which the day stays with this probability."""
        low = float(np.min(self.means - 6 * self.deviations))
        high = float(np.max(self.means + 6 * self.deviations))
        grid = np.linspace(low, high, 400)
        below = _normal_below((grid[:, None] - self.means) / self.deviations) @ self.weights
        return float(np.exp(np.interp(share, below, grid)))


class DayModel:
    """What was learned of the days until now."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._kinds = sorted({each.kind for each in plan.occasions})
        kinds, occasions = len(self._kinds), len(plan.occasions)
        first = [FIRST_LEVEL, *(0.0,) * 7, *AFTER * kinds, *(0.0,) * occasions]
        apart = [FIRST_SD, *(WEEKDAY_SD,) * 7, *AFTER_SD * kinds, *(OCCASION_SD,) * occasions]
        spread = np.diag(np.square(apart))
        for kind in range(kinds):
            block = slice(8 + kind * len(AFTER), 8 + (kind + 1) * len(AFTER))
            spread[block, block] = _alike()
        grid = [(chance, drift) for chance in CHANCE for drift in DRIFT]
        self._chance = np.array([each for each, _ in grid])
        self._drift = np.array([each for _, each in grid])
        self._means = np.tile(np.array(first), (len(grid), 1))
        self._spread = np.tile(spread, (len(grid), 1, 1))
        self._fit = np.zeros(len(grid))
        self.learned = 0
        """Days."""

    @property
    def weights(self) -> Array:
        """How much each pair of the grid counts."""
        found = np.exp(self._fit - self._fit.max())
        return np.asarray(found / found.sum())

    def tell(self, day: date, *, ahead: int = 1) -> Foretold:
        """Tell of a day, `ahead` open days after the last that was learned."""
        x = self._parts(day)
        means = self._means @ x
        spread = np.einsum("i,gij,j->g", x, self._spread, x) + ahead * np.square(self._drift)
        chance = np.square(self._chance) + np.exp(-means)
        return Foretold(self.weights, means, np.sqrt(spread + chance))

    def learn(self, day: Day) -> None:
        """Take over the next day."""
        x, seen = self._parts(day.day), np.log(day.offered + 0.5)
        self._spread[:, 0, 0] += np.square(self._drift)
        means, carried = self._means @ x, self._spread @ x
        variance = carried @ x + np.square(self._chance) + np.exp(-means)
        off = (seen - means) / np.sqrt(variance)
        self._fit += -0.5 * np.log(variance) - np.log1p(np.square(off) / 5.0) * 3.0
        gain = carried / variance[:, None]
        step = np.clip(off, -FARTHEST, FARTHEST) * np.sqrt(variance)
        self._means += gain * step[:, None]
        self._spread -= gain[:, :, None] * carried[:, None, :]
        self.learned += 1

    def draw(self, days: Sequence[date], draws: int, chance: np.random.Generator) -> Array:
        """Draw the expected calls of coming open days together: draws by days."""
        which = chance.choice(len(self._chance), size=draws, p=self.weights)
        parts = np.stack([self._parts(each) for each in days])
        found = np.empty((draws, len(days)))
        for g in np.unique(which):
            rows = np.flatnonzero(which == g)
            covariance = parts @ self._spread[g] @ parts.T
            steps = np.arange(1, len(days) + 1)
            covariance += np.minimum.outer(steps, steps) * self._drift[g] ** 2
            covariance += np.eye(len(days)) * self._chance[g] ** 2
            found[rows] = chance.multivariate_normal(
                parts @ self._means[g], covariance, size=len(rows), method="cholesky"
            )
        return np.asarray(np.exp(found))

    def _parts(self, day: date) -> Array:
        """Say which parts make up a day, and how much of each."""
        steps = len(AFTER)
        x = np.zeros(self._means.shape[1])
        x[0] = x[1 + day.weekday()] = 1.0
        first_own = 8 + steps * len(self._kinds)
        for number, each in enumerate(self._plan.occasions):
            lag = self._plan.lag(day, each)
            if lag is not None and lag < steps:
                x[8 + steps * self._kinds.index(each.kind) + lag] += 1.0
                x[first_own + number] = FADING[lag]
        return x


def looked_back(plan: Plan, days: Sequence[Day]) -> Iterator[tuple[Day, Foretold]]:
    """Give each past day with what was told of it from the days before it alone."""
    model = DayModel(plan)
    for each in days:
        yield each, model.tell(each.day)
        model.learn(each)


def _alike() -> Array:
    """Give how the days after an occasion vary together before any was seen."""
    apart = np.subtract.outer(np.arange(len(AFTER)), np.arange(len(AFTER))) / NEAR
    return np.asarray(np.outer(AFTER_SD, AFTER_SD) * np.exp(-0.5 * np.square(apart)))


def _normal_below(x: Array) -> Array:
    """Give the standard normal distribution (Abramowitz and Stegun 26.2.17, off by 1e-7)."""
    t = 1.0 / (1.0 + 0.2316419 * np.abs(x))
    poly = t * (
        0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429)))
    )
    above = np.exp(-0.5 * np.square(x)) / np.sqrt(2 * np.pi) * poly
    return np.asarray(np.where(x > 0, 1.0 - above, above))
