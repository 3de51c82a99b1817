"""How a day's calls spread over its half-hours, and what the calls until now say of the rest.

The shares of a day's half-hours differ from day to day (a Dirichlet law): how much is measured on
past days. A drawn day is weighed by how well its calls, spread by drawn shares, agree with those
that came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from metrics.forecast.days import Array
from metrics.forecast.past import HALVES, Day

RECENT = 40
"""Days from which the shape is learned."""
OWN = 400.0
"""Calls of the same weekday that weigh as much as the shape of all days."""
SMOOTH = 2.0
"""Calls that each open half-hour is credited with before any was seen."""
UNEVEN = 1.0 / 150.0
"""How much shares differ before it was seen: a morning's share of a half by about 0.04."""
UNEVEN_DAYS = 8.0
"""Days that weigh as much as that."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The shares of a day's half-hours, which add up to 1."""

    shares: Array
    past: Array
    """Past days by their half-hours."""

    def until(self, half: float) -> float:
        """Give the share that has come by an instant, in half-hours since midnight."""
        whole = min(HALVES, int(half))
        rest = self.shares[whole] * (half - whole) if whole < HALVES else 0.0
        return float(self.shares[:whole].sum() + rest)

    def firmness(self, half: float) -> float:
        """Say how little the share by an instant differs from day to day (Beta's a + b)."""
        share, whole = self.until(half), self.past.sum(axis=1)
        before = self.past[:, : int(half)].sum(axis=1) + (
            self.past[:, min(int(half), HALVES - 1)] * (half - int(half))
        )
        by_counting = whole * share * (1.0 - share)
        apart = np.square(before - whole * share) - by_counting
        most = np.square(whole) * share * (1.0 - share)
        usual = float(most.mean()) * UNEVEN_DAYS if len(whole) else 1.0
        excess = (apart.sum() + usual * UNEVEN) / max(most.sum() + usual, 1e-9)
        return float(1.0 / np.clip(excess, 1e-4, 0.05))


def shape_of(days: Sequence[Day], day: date, opens: float, closes: float) -> Shape:
    """Learn the shape of a day from past ones; its hours are in half-hours since midnight."""
    begins = np.arange(HALVES)
    inside = np.clip(np.minimum(begins + 1, closes) - np.maximum(begins, opens), 0.0, 1.0)
    counts = np.array([[each.halves.get(h, 0) for h in range(HALVES)] for each in days[-RECENT:]])
    counts = counts.reshape(-1, HALVES) * (inside > 0)
    same = np.array([each.day.weekday() == day.weekday() for each in days[-RECENT:]], bool)
    whole = counts.sum(axis=0) + SMOOTH * inside
    own = counts[same].sum(axis=0) + OWN * whole / whole.sum()
    shares = own / own.sum()
    return Shape(shares, counts)


def spread(expected: Array, shape: Shape, half: float, chance: np.random.Generator) -> Array:
    """Draw for each expected day what share of it has come by an instant."""
    share = shape.until(half)
    if not 0.0 < share < 1.0:
        return np.full(len(expected), share)
    firm = shape.firmness(half)
    return chance.beta(firm * share, firm * (1.0 - share), len(expected))


def weighed(mean: Array, come: int) -> Array:
    """Weigh draws by how well the calls that each expects by now agree with those that came."""
    mean = np.maximum(mean, 0.1)
    fit = come * np.log(mean) - mean
    weights = np.exp(fit - fit.max())
    return np.asarray(weights / weights.sum())
