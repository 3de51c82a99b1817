"""I3: no seat in two calls, no caller at two seats, none rung in its wrap-up, none left stuck."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from faults.facts import Facts, RingFact, Violation
from faults.invariants.spans import FALLEN_S, TOUCH_S, excused_until, outages, pairs

_WRAP_UP_S = 0.2
GHOST_S = 0.1
"""How long a seat may ring after its caller has gone."""
PAGE_GHOST_S = 0.25
"""And a page, which the office and two processes of its browser have to tell."""


def seating(facts: Facts) -> Iterator[Violation]:
    """Judge the seats."""
    for a, b in combinations(sorted(facts.rings, key=lambda ring: ring.rang), 2):
        if a.seat == b.seat and b.rang < a.ended - TOUCH_S:
            why = f"{a.seat} was rung for it while it was busy with {a.number or 'somebody'}"
            yield Violation("I3 seat", b.number, why)
        elif a.number and a.number == b.number and b.rang < a.ended - TOUCH_S:
            yield Violation("I3 caller", a.number, f"was at {a.seat} and {b.seat} at once")
    yield from _ghosts(facts)
    yield from _wrap_ups(facts)
    for seat, state in facts.seats.items():
        if state != "ready":
            yield Violation("I3 stuck", "", f"{seat} is {state} when all is over")


def _ghosts(facts: Facts) -> Iterator[Violation]:
    for caller, ring in pairs(facts):
        if ring.answered is not None or ring.is_lost or ring.rang > caller.ended + GHOST_S:
            continue
        within_s = PAGE_GHOST_S if ring.is_page else GHOST_S
        due = excused_until(outages(facts), caller.ended, caller.ended + within_s)
        if ring.ended > due:
            after_s = ring.ended - caller.ended
            why = f"{ring.seat} rang on for {after_s:.2f} s after the caller had gone"
            yield Violation("I3 ghost", caller.number, why)


def _wrap_ups(facts: Facts) -> Iterator[Violation]:
    talked = [ring for ring in facts.rings if ring.answered is not None and ring.packets]
    for ring in facts.rings:
        for before in talked:
            early_s = facts.terms.wrap_up_s - (ring.rang - before.ended)
            if _is_next(before, ring) and not before.is_lost and early_s > _WRAP_UP_S:
                if _may_be_fallback(ring, facts):
                    continue  # its queue knows nothing of the talk before
                why = f"{ring.seat} was rung {early_s:.2f} s before its wrap-up was over"
                yield Violation("I3 wrap-up", ring.number, why)


def _may_be_fallback(ring: RingFact, facts: Facts) -> bool:
    return any(fault.at <= ring.rang <= fault.until + FALLEN_S for fault in outages(facts))


def _is_next(before: RingFact, ring: RingFact) -> bool:
    return before.seat == ring.seat and before.rang < ring.rang and before.ended <= ring.rang
