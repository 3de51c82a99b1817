"""The rows that a simulated Asterisk plays: thousands of sequences with the real controller."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor

from faults.row import SimulatedRow
from tests.sim.__main__ import Counts, chunks, play_some
from tests.sim.sweep import broken_at_each

CHUNK = 25


def simulate(row: SimulatedRow, *, sequences: int, seed: int, every: int = 1) -> Counts:
    """Play so many sequences of each level, and each sweep from end to end.

    A sweep has as many sequences as its story has points; `every` 8 takes each eighth of them,
    beginning with the one of the seed.
    """
    counts = Counts()
    wholes = [
        *((level, range(seed, seed + sequences)) for level in row.levels),
        *((sweep, range(seed % every, len(broken_at_each(sweep)), every)) for sweep in row.sweeps),
    ]
    parts = [part for whole in wholes for part in chunks(whole, CHUNK)]
    with ProcessPoolExecutor() as pool:
        for some in pool.map(play_some, parts):
            counts.add(some)
    return counts
