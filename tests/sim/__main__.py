"""Play many runs: `python -m tests.sim --sequences 100000 --seed N`, `--level` or `--sweep`.

Prints a progress line, each failing seed with its shortest script, and counts at the end. Exits 1
if a promise was broken.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from tests.sim.generate import LEVELS, script_of
from tests.sim.script import Script, to_line
from tests.sim.shrink import breaks, shrink
from tests.sim.sweep import SWEEPS, broken_at_each
from tests.sim.world import play

CHUNK = 100
SHOWN_MAX = 10

Part = tuple[str, range]
"""Level or sweep, and its seeds or numbers."""


@dataclass(slots=True)
class Counts:
    """What was played."""

    sequences: int = 0
    calls: int = 0
    kills: int = 0
    faults: int = 0
    events: int = 0
    requests: int = 0
    violations: int = 0
    failing: dict[tuple[str, int], set[str]] = field(default_factory=dict)
    """Levels and seeds, or sweeps and numbers, and the kinds of promises that they broke."""

    def add(self, other: Counts) -> None:
        """Add what somebody else played."""
        for name in ("sequences", "calls", "kills", "faults", "events", "requests", "violations"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.failing.update(other.failing)

    def __str__(self) -> str:
        return (
            f"{self.sequences} sequences, {self.calls} calls, {self.kills} kills, "
            f"{self.faults} faults injected, {self.events} events, {self.requests} requests, "
            f"{self.violations} violations in {len(self.failing)} sequences"
        )


def play_some(part: Part) -> Counts:
    """Play the scripts of one part, one after the other."""
    name, numbers = part
    counts = Counts()
    for number in numbers:
        script = _script(name, number)
        broken, history = play(script)
        counts.sequences += 1
        counts.calls += len(history.callers)
        counts.kills += history.kills
        counts.faults += script.faults
        counts.events += history.events
        counts.requests += history.requests
        counts.violations += len(broken)
        if broken:
            counts.failing[name, number] = {each.kind for each in broken}
    return counts


def main(arguments: Sequence[str] | None = None) -> int:
    """Play; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.sim", description=__doc__)
    parser.add_argument("--sequences", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--level", choices=LEVELS, default="chaos")
    parser.add_argument("--sweep", choices=SWEEPS, help="one story, broken at each point in turn")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--shown", type=int, default=SHOWN_MAX, help="failing seeds to shrink")
    given = parser.parse_args(arguments)
    counts = Counts()
    with ProcessPoolExecutor(given.jobs) as pool:
        for some in pool.map(play_some, _parts(given)):
            counts.add(some)
            _say(f"\r{counts}", end="")
    _say("")
    for kind, count in Counter(kind for each in counts.failing.values() for kind in each).items():
        _say(f"{kind}: {count} sequences")
    for name in sorted(counts.failing)[: given.shown]:
        _show(name, counts.failing[name])
    return 1 if counts.failing else 0


def _parts(given: argparse.Namespace) -> Iterator[Part]:
    """Cut the work into parts that processes can share."""
    whole: Part = (given.level, range(given.seed, given.seed + given.sequences))
    if given.sweep:
        whole = (given.sweep, range(len(broken_at_each(given.sweep))))
    return chunks(whole, CHUNK)


def chunks(part: Part, size: int) -> Iterator[Part]:
    """Cut a part into smaller ones."""
    name, numbers = part
    for begin in range(0, len(numbers), size):
        yield name, numbers[begin : begin + size]


def _script(name: str, number: int) -> Script:
    return script_of(number, name) if name in LEVELS else broken_at_each(name)[number]


def _show(name: tuple[str, int], kinds: set[str]) -> None:
    """Show what fails with its shortest script."""
    script = shrink(_script(*name), breaks(kinds))
    _say(f"\n{name[0]} {name[1]}")
    for each in play(script)[0]:
        _say(f"  {each}")
    _say(f"  {to_line(script)}")


def _say(text: str, end: str = "\n") -> None:
    sys.stdout.write(text + end)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
