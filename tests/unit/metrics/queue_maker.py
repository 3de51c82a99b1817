"""Callers of one day at seats and lines, one by one: what the computation of losses is held to."""

from __future__ import annotations

import heapq

import numpy as np

from metrics.forecast.losses import Service


def lost(arrivals: np.ndarray, service: Service, chance: np.random.Generator) -> np.ndarray:
    """Say of each arrival (seconds, ascending) whether it is lost; seats are served in order."""
    handling = chance.exponential(service.handling_s, len(arrivals))
    patience = chance.exponential(service.patience_s, len(arrivals))
    seats = [0.0] * int(service.seats)
    there: list[float] = []  # when each who is there leaves
    found = np.zeros(len(arrivals), bool)
    for n, at in enumerate(arrivals):
        while there and there[0] <= at:
            heapq.heappop(there)
        begin = max(at, seats[0])
        if len(there) >= service.lines:
            found[n] = True
        elif begin - at > patience[n]:
            found[n] = True
            heapq.heappush(there, at + patience[n])
        else:
            heapq.heapreplace(seats, begin + handling[n])
            heapq.heappush(there, begin + handling[n])
    return found
