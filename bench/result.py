"""What was measured, and whether it is good enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.call_book import Placed

BOUND = 1.5
"""Our p99 may be at most so many times that of Queue(), without recording."""

BOUND_RATES = frozenset({10, 30, 60})
"""Calls a second at which the bound holds; other rates are only shown."""


def percentile(values: Sequence[float], percent: float) -> float:
    """Give the smallest value that so many percent do not exceed; not a number of nothing."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else math.nan


@dataclass(slots=True)
class Side:
    """All blocks of one side at one rate; processor time is in seconds."""

    calls: list[Placed] = field(default_factory=list)
    controller_s: float = 0.0
    asterisk_s: float = 0.0
    restarts: int = 0
    """Blocks in which the controller was started anew."""

    @property
    def failed(self) -> int:
        """Count the lost calls."""
        return sum(call.failed for call in self.calls)

    def answer_ms(self, percent: float) -> float:
        """Give a percentile of the time from INVITE to answer."""
        times = [call.answer_ms for call in self.calls if call.answer_ms is not None]
        return percentile(times, percent)

    def per_call_ms(self, seconds: float) -> float:
        """Spread processor time over the calls."""
        return seconds * 1000 / len(self.calls) if self.calls else math.nan


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides at one rate."""

    rate: int
    recording: bool
    ours: Side
    queue: Side

    def ratio(self, percent: float) -> float:
        """Say how many times as long ours takes."""
        theirs = self.queue.answer_ms(percent)
        return self.ours.answer_ms(percent) / theirs if theirs else math.nan

    def complaints(self) -> list[str]:
        """Say what is not good enough, at the rates that are bound."""
        if self.rate not in BOUND_RATES:
            return []
        found = []
        where = f"{self.rate} calls/s {'with' if self.recording else 'without'} recording"
        if self.ours.failed:
            found.append(f"{where}: we lost {self.ours.failed} of {len(self.ours.calls)} calls")
        if self.ours.restarts:
            found.append(f"{where}: our controller began anew in {self.ours.restarts} blocks")
        if not self.recording and not self.ratio(99) <= BOUND:
            found.append(f"{where}: our p99 is {self.ratio(99):.2f} times that of Queue()")
        return found
