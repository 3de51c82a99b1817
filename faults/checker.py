"""The checker: everything that was seen in a round against everything that is promised."""

from __future__ import annotations

from collections.abc import Iterator

from faults.facts import Facts, Violation
from faults.invariants.filing import filing
from faults.invariants.seating import seating
from faults.invariants.service import pages_are_back, service
from faults.invariants.talking import talking
from faults.invariants.waiting import waiting


def check(facts: Facts) -> list[Violation]:
    """List every promise that was broken; an empty list if none was."""
    return [
        *talking(facts),
        *filing(facts),
        *seating(facts),
        *_left_behind(facts),
        *waiting(facts),
        *service(facts),
        *pages_are_back(facts),
        *(Violation("I7 leak", "", where) for where in facts.leaks),
    ]


def _left_behind(facts: Facts) -> Iterator[Violation]:
    """I4: nothing stays after the last hang-up."""
    for each in facts.left:
        yield Violation("I4 left", "", f"still in Asterisk: {each}")
    for each in facts.orphans:
        yield Violation("I4 orphan", "", f"no row names {each}")
