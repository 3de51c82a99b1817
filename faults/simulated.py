"""The rows that a simulated Asterisk plays: thousands of sequences with the real controller."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from faults.row import SimulatedRow
from tests.sim.__main__ import Counts, play_some
from tests.sim.sweep import broken_at_each

CHUNK = 25


def simulate(row: SimulatedRow, *, sequences: int, seed: int) -> Counts:
    """Play so many sequences of each level, and each sweep from end to end.

    A sweep has as many sequences as its story has points; with 0 sequences it is left out.
    """
    counts = Counts()
    parts = [part for level in row.levels for part in _chunks(level, seed, sequences)] + [
        part for sweep in row.sweeps for part in _chunks(sweep, 0, len(broken_at_each(sweep)))
    ]
    with ProcessPoolExecutor() as pool:
        for some in pool.map(play_some, parts):
            counts.add(some)
    return counts


def _chunks(name: str, first: int, count: int) -> Iterator[tuple[str, int, int]]:
    for begin in range(first, first + count, CHUNK):
        yield name, begin, min(CHUNK, first + count - begin)
