"""The answer rate (応答率) of Sapporo's contract, SPR-II-3-5-ウ, read as ambiguity A-03 says:

connected to a person ÷ inbound offered within hours, with abandoned, overflow-ended and seen-busy
calls in the denominator and short abandons not taken out. Literally every call that arrived in
hours is offered: also those that failed for our reasons, met an early closing, took a callback or
were answered by the flow. Only after_hours and not_in_operation stay out. Other definitions come
as versioned data; this is the one that stands until then.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from callcenter.outcome import Outcome

CLAUSE = "SPR-II-3-5-ウ (A-03)"
TARGET = Fraction(90, 100)
OUTSIDE_HOURS = frozenset({Outcome.AFTER_HOURS, Outcome.NOT_IN_OPERATION})


def answer_rate(counts: Mapping[Outcome, int]) -> Fraction | None:
    """Give the exact rate, 0 to 1; None if no call was offered (shown as "–", no alert)."""
    offered = sum(count for outcome, count in counts.items() if outcome not in OUTSIDE_HOURS)
    return Fraction(counts.get(Outcome.ANSWERED, 0), offered) if offered else None


def meets_target(rate: Fraction | None) -> bool:
    """Compare unrounded: 899 of 999 is shown as 90.0 % and does not meet 90 %."""
    return rate is None or rate >= TARGET
