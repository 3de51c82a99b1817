"""What share of callers is lost at a load: the birth-death chain of a call centre, solved exactly.

Calls come by chance, seats serve them, who waits loses patience, and who finds every line taken is
lost (M/M/c/K with impatience, "Erlang-A" on K lines: Garnett, Mandelbaum and Reiman, *Manufacturing
& Service Operations Management* 4 (2002) 208). Times are seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.forecast.days import Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """How callers are served."""

    seats: float
    """That take calls; a part of a seat is a seat for a part of the time."""
    lines: int
    handling_s: float
    """A seat's time for one call: ring, talk, hold, wrap-up."""
    patience_s: float
    """How long callers wait on the average before they give up or meet the limit."""
    early: float = 0.0
    """The share that hangs up while it is greeted, whatever the load."""
    factor: float = 1.0
    """What past days lost beside what this computes for them: breaks, hard calls, late phones."""


def lost_share(per_half_hour: Array, service: Service) -> Array:
    """Give the share of calls that are lost, for each number of calls in half an hour."""
    low = int(service.seats)
    part = service.seats - low
    found = _lost(per_half_hour, low, service)
    if part:
        found = (1 - part) * found + part * _lost(per_half_hour, low + 1, service)
    return np.asarray(1.0 - (1.0 - service.early) * (1.0 - found))


def _lost(per_half_hour: Array, seats: int, service: Service) -> Array:
    rate = np.maximum(per_half_hour, 1e-9) / 1800.0
    most = max(service.lines, 1)
    there = np.arange(1, most + 1)
    waiting = np.maximum(there - seats, 0)
    ends = np.minimum(there, seats) / service.handling_s + waiting / service.patience_s
    logs = np.log(rate)[:, None] * there - np.cumsum(np.log(ends))
    logs = np.concatenate([np.zeros((len(rate), 1)), logs], axis=1)
    chance = np.exp(logs - logs.max(axis=1, keepdims=True))
    chance /= chance.sum(axis=1, keepdims=True)
    gave_up = (chance[:, 1:] * waiting).sum(axis=1) / service.patience_s / rate
    return np.asarray(np.clip(chance[:, most] + gave_up, 0.0, 1.0))
