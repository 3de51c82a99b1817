"""How far the told probability was off: what was said on past days, beside how they ended. Pure.

The measure is Brier's (*Monthly Weather Review* 78 (1950) 1), as a root so that it reads in points
like the probability itself, beside that of always saying how often the target was reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from statistics import fmean

JUDGED_DAYS = 5
"""Of fewer days nothing is said of the probability."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was told at an hour of the day, first thing in it."""

    hour: int
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChanceError:
    """How the told probabilities of past days fit what came of the days."""

    days: int
    told: float
    """The mean of what was told."""
    reached: float
    """The share of days that ended at or above the target: the nearer to `told`, the better."""
    off: float
    """How far a telling was from the end, which is 0 or 1, in the root of the mean square."""
    plain: float
    """The same if `reached` had been said each day."""

    @property
    def is_better(self) -> bool:
        """Whether what is told says more than how often it went well."""
        return self.off < self.plain


def noted(before: Sequence[Said], hour: int, chance: float) -> tuple[Said, ...]:
    """Add what is told now, if it is the first of its hour."""
    if any(each.hour >= hour for each in before):
        return tuple(before)
    return (*before, Said(hour=hour, chance=chance))


def chance_error(
    told: Mapping[date, Sequence[Said]], ends: Iterable[tuple[date, bool]]
) -> ChanceError | None:
    """Measure what was told; each day counts once, whenever it began to be told of.

    Args:
        told: Of each day.
        ends: Days that are over, and whether each reached the target.
    """
    judged = [(told[day], float(end)) for day, end in ends if told.get(day)]
    if len(judged) < JUDGED_DAYS:
        return None
    reached = fmean(end for _, end in judged)
    squares = (fmean((each.chance - end) ** 2 for each in said) for said, end in judged)
    return ChanceError(
        days=len(judged),
        told=fmean(fmean(each.chance for each in said) for said, _ in judged),
        reached=reached,
        off=sqrt(fmean(squares)),
        plain=sqrt(reached * (1.0 - reached)),
    )
