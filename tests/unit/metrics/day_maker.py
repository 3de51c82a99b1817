"""Days of call centres that never were, made in another way than the forecast thinks of them.

Calls add up here (callers of the base, of each letter, of each payment), a letter's callers come by
its delivery and then by patience, letters differ in number, and now and then the press writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from metrics.forecast.past import Day, Occasion, Plan

FIRST = date(2026, 2, 2)


@dataclass(frozen=True, slots=True)
class Centre:
    """One campaign's plan and all its days."""

    plan: Plan
    days: list[Day]


def centre(seed: int, length: int = 82) -> Centre:
    """Make one campaign of so many open days."""
    chance = np.random.default_rng(seed)
    days: list[date] = []
    at = FIRST
    while len(days) < length:
        if at.weekday() < 5 and chance.random() > 0.04:  # some weekdays are holidays
            days.append(at)
        at += timedelta(days=1)
    base = float(np.exp(chance.uniform(np.log(60), np.log(900))))
    weekday = 1 + chance.normal(0, 0.08, 7) + np.array([0.25, 0.05, 0, 0, 0.08, 0, 0])
    drift = np.interp(np.arange(length), [0, 30, 55, length], chance.uniform(0.7, 1.4, 4))
    after_break = [0.15 if n and (days[n] - days[n - 1]).days > 3 else 0 for n in range(length)]
    calls = base * drift * (weekday[[each.weekday() for each in days]] + after_break)
    occasions = []
    for start in sorted(chance.choice(np.arange(3, length - 5), 5, replace=False)):
        occasions.append(Occasion(days[start], "mailing"))
        calls += base * chance.lognormal(0, 0.25) * _letters(chance, start, length)
    for start in range(int(chance.integers(8, 18)), length, 20):
        occasions.append(Occasion(days[start], "payment"))
        spike = chance.uniform(0.35, 0.8) * np.array([1.0, 0.6, 0.25, 0.1])
        calls[start : start + 4] += base * spike[: length - start]
    calls *= chance.gamma(1 / 0.09**2, 0.09**2, length)
    struck = chance.random(length) < 0.02
    calls[struck] *= chance.uniform(0.6, 1.9, struck.sum())
    plan = Plan(open_days=days, occasions=occasions)
    return Centre(plan, [_day(chance, each, n) for each, n in zip(days, calls, strict=True)])


def _letters(chance: np.random.Generator, start: int, length: int) -> np.ndarray:
    """Spread a mailing's callers: three days of delivery, then everybody in their own time."""
    patience = chance.uniform(1.5, 3.5)
    delivered = np.zeros(length)
    for late, share in enumerate((0.25, 0.5, 0.25)):
        if start + late < length:
            delivered[start + late] = share
    own = np.exp(-np.arange(length) / patience)
    return chance.uniform(1.6, 3.0) * np.convolve(delivered, own / own.sum())[:length]


def _day(chance: np.random.Generator, day: date, calls: float) -> Day:
    """Spread a day's calls over 09:00 to 18:00: two peaks, and a morning that is never the same."""
    halves = np.arange(18, 36)
    x = halves / 2 + 0.25
    shape = 1.2 * np.exp(-0.5 * ((x - 10.2) / 1.1) ** 2) + np.exp(-0.5 * ((x - 14.5) / 1.8) ** 2)
    shape = (shape + 0.15) * np.exp(chance.normal(0, 0.025) * (13.5 - x))
    counts = chance.poisson(calls * shape / shape.sum())
    return Day(day, {int(half): int(n) for half, n in zip(halves, counts, strict=True)})
