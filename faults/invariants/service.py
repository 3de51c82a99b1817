"""I6: the front door answers at once whatever stands still behind it, and service is soon back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from faults.facts import CallerFact, Facts, Injected, Violation

TRYING_S = 0.2
PAGE_BACK_S = 5.0
"""From the office's or Asterisk's return to a page's: it tries again after 1, 2 and 4 s."""


def service(facts: Facts) -> Iterator[Violation]:
    """Judge each call's first answer, except while Asterisk itself was gone."""
    for caller in facts.callers:
        if any(_takes(fault, caller) for fault in facts.faults):
            continue
        waited_s = (caller.trying or caller.ended) - caller.invited
        if waited_s > TRYING_S:
            yield Violation("I6 trying", caller.number, f"heard nothing for {waited_s:.3f} s")


def pages_are_back(facts: Facts) -> Iterator[Violation]:
    """Judge how long pages had no socket; without a fault that takes it none may lose it."""
    for away in facts.aways:
        faults = [
            fault
            for fault in facts.faults
            if fault.stops_pages and fault.at <= away.since <= fault.until + PAGE_BACK_S
        ]
        due = max((fault.until for fault in faults), default=away.since) + PAGE_BACK_S
        if not faults and not away.is_own:
            yield Violation("I6 page", "", f"{away.seat} lost its socket for no reason")
        elif away.until > due:
            yield Violation(
                "I6 page", "", f"{away.seat} was away {away.until - due:.1f} s too long"
            )


def back_in_service(faults: Sequence[Injected], *, is_shared: bool = False) -> Iterator[Violation]:
    """Judge all outages of a row together: 99 of 100 are as short as promised.

    On a machine that is shared with other work, how long a processor was waited for is its.
    """
    promised = {fault.back_within_s for fault in faults if fault.back_within_s is not None}
    for within_s in sorted(promised):
        lasted = sorted(
            fault.until - fault.at - (fault.waited_s if is_shared else 0.0)
            for fault in faults
            if fault.back_within_s == within_s
        )
        p99 = lasted[max(0, math.ceil(len(lasted) * 0.99) - 1)]
        if p99 > within_s:
            why = f"back after {p99:.2f} s (p99 of {len(lasted)}), promised {within_s:g} s"
            yield Violation("I6 back", "", why)


def _takes(fault: Injected, caller: CallerFact) -> bool:
    return fault.takes_calls and fault.at - 0.1 <= caller.ended and caller.invited <= fault.until
