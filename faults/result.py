"""What a row came to, and how it is printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from faults.facts import Violation

_HEAD = f"{'row':<5}{'runs':>6}{'faults':>8}{'calls':>8}{'violations':>12}{'seed':>12}  what"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """All rounds of one row."""

    row: str
    title: str
    runs: int
    faults: int
    calls: int
    violations: tuple[Violation, ...]
    seed: int
    evidence: str = ""
    """The folder where the evidence is kept; empty if nothing was broken."""


def table(results: Iterable[Result]) -> Iterator[str]:
    """Write the table."""
    yield _HEAD
    for each in results:
        yield (
            f"{each.row:<5}{each.runs:>6}{each.faults:>8}{each.calls:>8}"
            f"{len(each.violations):>12}{each.seed:>12}  {each.title}"
        )


def verdict(results: Iterable[Result]) -> Iterator[str]:
    """Write every violation with its seed and evidence, or that there is none."""
    results = list(results)
    for each in results:
        for violation in each.violations:
            yield f"VIOLATION {each.row} {violation} (seed {each.seed}, evidence {each.evidence})"
    for (row, invariant), count in _counted(results).items():
        yield f"FAILED {row}: {count} x {invariant}"
    if not any(each.violations for each in results):
        faults = sum(each.faults for each in results)
        calls = sum(each.calls for each in results)
        yield f"PASSED: {faults} faults, {calls} calls, no promise was broken"


def _counted(results: Iterable[Result]) -> Counter[tuple[str, str]]:
    return Counter((each.row, found.invariant) for each in results for found in each.violations)
