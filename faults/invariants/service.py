"""I6: the front door answers at once whatever stands still behind it, and service is soon back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from faults.facts import CallerFact, Facts, Injected, Violation

TRYING_S = 0.2


def service(facts: Facts) -> Iterator[Violation]:
    """Judge each call's first answer, except while Asterisk itself was gone."""
    for caller in facts.callers:
        if any(_takes(fault, caller) for fault in facts.faults):
            continue
        waited_s = (caller.trying or caller.ended) - caller.invited
        if waited_s > TRYING_S:
            yield Violation("I6 trying", caller.number, f"heard nothing for {waited_s:.3f} s")


def back_in_service(faults: Sequence[Injected]) -> Iterator[Violation]:
    """Judge all outages of a row together: 99 of 100 are as short as promised."""
    promised = {fault.back_within_s for fault in faults if fault.back_within_s is not None}
    for within_s in sorted(promised):
        lasted = sorted(
            fault.until - fault.at for fault in faults if fault.back_within_s == within_s
        )
        p99 = lasted[max(0, math.ceil(len(lasted) * 0.99) - 1)]
        if p99 > within_s:
            why = f"back after {p99:.2f} s (p99 of {len(lasted)}), promised {within_s:g} s"
            yield Violation("I6 back", "", why)


def _takes(fault: Injected, caller: CallerFact) -> bool:
    return fault.takes_calls and fault.at - 0.1 <= caller.ended and caller.invited <= fault.until
