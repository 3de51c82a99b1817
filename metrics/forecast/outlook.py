"""Whether the day and the week end at the target: drawn many times, with what is known by now.

A drawn day is its number of calls, weighed by those that came; of each half-hour to come the calls
are drawn, and of those who is lost at the seats that take calls now. The loss of a whole day
scatters besides (`LOSS_SHAPE`): people are away, calls are hard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from metrics.forecast.days import Array, DayModel
from metrics.forecast.hours import Shape, spread, weighed
from metrics.forecast.losses import Service, lost_share
from metrics.forecast.past import HALVES

DRAWS = 2_000
LOSS_SHAPE = 8.0
"""Of the gamma law by which a day's loss differs from the computed one: a third more or less."""
INNER = (0.1, 0.9)
"""The interval that is told: eight of ten days end in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """How the day stands."""

    day: date
    half: float
    """In half-hours since midnight: 19.5 is 09:45."""
    come: int
    """Calls of the day until now, those in progress among them."""
    lost: int
    """Of those the ones that ended unanswered, as the rate counts."""
    target_percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """The rest of the week beside today."""

    offered: int = 0
    """Calls of the week's days before today."""
    lost: int = 0
    days: Sequence[tuple[date, Shape, Service]] = ()
    """The open days after today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of a span that ends at the target, or does not."""

    chance: float
    """The probability that it ends at or above the target."""
    offered: tuple[int, int, int]
    """Calls of all of it: low, middle and high."""
    may_lose: int
    """How many more calls may be lost if the middle comes; below 0: too many are."""
    loses: float
    """How many more will be lost, on the average."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Drawn days and weeks before anybody is lost: one set of draws for all that is compared."""

    now: Now
    rest: Rest
    today: Array
    """Calls of the half-hours to come, draws by half-hours."""
    later: Sequence[Array]
    """The same of the week's days after today."""
    luck: Array = field(repr=False)
    """How much more or less than computed is lost: draws by days."""

    def day(self, service: Service) -> Told:
        """Tell of today, served like this from now on."""
        return self._told(self.today.sum(axis=1), self._lost(self.today, service, 0), Rest())

    def week(self, service: Service) -> Told:
        """Tell of the week, today served like this, its later days as planned."""
        lost = self._lost(self.today, service, 0)
        offered = self.today.sum(axis=1)
        for number, (calls, planned) in enumerate(
            zip(self.later, self.rest.days, strict=True), start=1
        ):
            lost = lost + self._lost(calls, planned[2], number)
            offered = offered + calls.sum(axis=1)
        return self._told(offered, lost, self.rest)

    def _lost(self, calls: Array, service: Service, number: int) -> Array:
        top = max(float(calls.max(initial=0.0)), 1.0)
        grid = np.linspace(0.0, top, 80)
        share = np.interp(calls, grid, lost_share(grid, service))
        luck = self.luck[:, number : number + 1] * service.factor
        found = (calls * np.minimum(share * luck, 1.0)).sum(axis=1)
        return np.asarray(np.round(found))

    def _told(self, more: Array, losing: Array, before: Rest) -> Told:
        offered = self.now.come + before.offered + more
        lost = self.now.lost + before.lost + losing
        reached = (offered - lost) * 100 >= self.now.target_percent * offered
        low, middle, high = np.quantile(offered, (INNER[0], 0.5, INNER[1]))
        allowed = int(middle) * (100 - self.now.target_percent) // 100
        return Told(
            chance=float(reached.mean()),
            offered=(int(low), int(middle), int(high)),
            may_lose=allowed - self.now.lost - before.lost,
            loses=float(losing.mean()),
        )


def draw(model: DayModel, now: Now, shape: Shape, rest: Rest, *, seed: int) -> Drawn:
    """Draw today and the rest of the week; the same seed draws the same."""
    chance = np.random.default_rng(seed)
    days = [now.day, *(day for day, _, _ in rest.days)]
    expected = model.draw(days, DRAWS, chance)
    come = spread(expected[:, 0], shape, now.half, chance)
    weights = weighed(expected[:, 0] * come, now.come)
    kept = chance.choice(DRAWS, size=DRAWS, p=weights)
    rest_of_day = (expected[:, 0] * (1.0 - come))[kept]
    return Drawn(
        now=now,
        rest=rest,
        today=_calls(rest_of_day, _left(shape.shares, now.half), chance),
        later=[
            _calls(expected[kept, n], _left(each.shares, 0.0), chance)
            for n, (_, each, _) in enumerate(rest.days, start=1)
        ],
        luck=chance.gamma(LOSS_SHAPE, 1.0 / LOSS_SHAPE, size=(DRAWS, len(days))),
    )


def _left(shares: Array, half: float) -> Array:
    """Give how what is still to come of a day spreads over the half-hours to come."""
    left = shares * np.clip(np.arange(1, HALVES + 1) - half, 0.0, 1.0)
    left = left[left > 0.0]
    return np.asarray(left / left.sum() if len(left) else left)


def _calls(whole: Array, parts: Array, chance: np.random.Generator) -> Array:
    return chance.poisson(np.outer(whole, parts)).astype(np.float64)
