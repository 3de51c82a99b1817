"""I5: who came first is served first, nobody waits beside an idle seat, nobody waits in silence."""

from __future__ import annotations

from collections.abc import Iterator

from faults.facts import CallerFact, Facts, RingFact, Violation
from faults.invariants.spans import (
    FALLEN_S,
    LEASE_S,
    excused_until,
    longest_gap_s,
    outages,
    pairs,
    reached,
)

JUST_NOW_S = 0.05
"""What happened so shortly before could not be known yet."""
FALLBACK_S = 1.0
"""The fallback's queue knows the waiting time in whole seconds."""
GUIDANCE_MORE_S = 1.0
"""What a machine may take longer over its announcements."""
ANSWER_S = 0.5
SILENCE_S = 2.5
IDLE_S = 3.0


def waiting(facts: Facts) -> Iterator[Violation]:
    """Judge how callers waited."""
    yield from _order(facts)
    yield from _idle(facts)
    for caller in facts.callers:
        yield from _answered(caller, facts)
        yield from _silence(caller, facts)


def _order(facts: Facts) -> Iterator[Violation]:
    """A caller who was passed over is told of once, with how often."""
    came = {caller.number: reached(caller, facts) for caller in facts.callers}
    callers = sorted(facts.callers, key=lambda each: came[each.number])
    passed: dict[str, list[str]] = {}
    for served, ring in sorted(pairs(facts), key=lambda pair: pair[1].rang):
        slack_s = JUST_NOW_S + (FALLBACK_S if _fallback_may_serve(ring.rang, facts) else 0.0)
        for other in callers:
            before_s = came[served.number] - came[other.number]
            if before_s <= slack_s:
                break
            if _waits(other, ring.rang, slack_s, facts):
                why = f"{ring.seat} was rung for {served.number}, who came {before_s:.2f} s later"
                passed.setdefault(other.number, []).append(why)
    for number, reasons in passed.items():
        yield Violation("I5 order", number, f"was passed over {len(reasons)} x, first {reasons[0]}")


def _waits(caller: CallerFact, at: float, slack_s: float, facts: Facts) -> bool:
    """Whether a caller could have been offered at an instant, known for long enough."""
    since = offerable(caller, facts)
    if since is None or since > at - slack_s or caller.ended <= at + JUST_NOW_S:
        return False
    return not any(
        ring.number == caller.number and ring.rang <= at and ring.ended >= at - slack_s
        for ring in facts.rings
    )


def offerable(caller: CallerFact, facts: Facts) -> float | None:
    """Say from when on a caller has surely heard what must be heard before a seat rings."""
    if caller.answered is None:
        return None
    guided = caller.answered + facts.terms.guidance_s + GUIDANCE_MORE_S
    return excused_until(outages(facts), caller.answered, guided)


def _fallback_may_serve(at: float, facts: Facts) -> bool:
    return any(fault.at <= at <= fault.until + FALLEN_S for fault in outages(facts))


def _idle(facts: Facts) -> Iterator[Violation]:
    """A caller who can be offered never waits beside a seat that has nothing to do."""
    for caller in facts.callers:
        since = offerable(caller, facts)
        if since is None or caller.is_lost:
            continue
        rung = [ring.rang for ring in facts.rings if ring.number == caller.number]
        until = min([caller.ended, *rung])
        for seat in facts.seats:
            began, idle_s = _longest_idle(seat, since, until, facts)
            due = excused_until(outages(facts), began, began + IDLE_S)
            if began + idle_s > due:
                why = f"waited {idle_s:.1f} s while {seat} had nothing to do"
                yield Violation("I5 idle", caller.number, why)
                break


def _longest_idle(seat: str, since: float, until: float, facts: Facts) -> tuple[float, float]:
    """Give the begin and length of the seat's longest rest inside a span."""
    best, at = (since, 0.0), since
    busy = [
        *(
            (ring.rang, ring.ended + _rest_s(ring, facts))
            for ring in facts.rings
            if ring.seat == seat
        ),
        *((away.since, away.until) for away in facts.aways if away.seat == seat),
    ]
    for began, over in sorted(busy):
        best = max(best, (at, min(began, until) - at), key=lambda span: span[1])
        at = max(at, over)
    return max(best, (at, until - at), key=lambda span: span[1])


def _rest_s(ring: RingFact, facts: Facts) -> float:
    return facts.terms.wrap_up_s if ring.answered is not None else 0.0


def _answered(caller: CallerFact, facts: Facts) -> Iterator[Violation]:
    """A caller is answered at once, or by the fallback."""
    if caller.is_lost:
        return
    over = min(caller.answered or float("inf"), caller.ended)
    due = reached(caller, facts) + ANSWER_S
    for fault in outages(facts):
        if fault.at <= due and fault.until >= caller.invited:
            late = fault.until + LEASE_S if fault.takes_calls else caller.invited + FALLEN_S
            due = max(due, late)
    if over > due:
        why = f"was not answered for {over - caller.invited:.2f} s"
        yield Violation("I5 answer", caller.number, why)


def _silence(caller: CallerFact, facts: Facts) -> Iterator[Violation]:
    """Outside a talk, which is judged for itself, a caller always hears something."""
    if caller.answered is None:
        return
    began = caller.answered
    rings = [ring for ring in facts.rings if ring.number == caller.number]
    for ring in sorted(rings, key=lambda each: each.answered or float("inf")):
        if ring.answered is None or ring.answered > caller.ended:
            break
        yield from _hush(caller, began, ring.answered)
        # Two who talk have no lease: whom the seat leaves while nobody commands, waits for that.
        began = excused_until(outages(facts), ring.ended, ring.ended)
    yield from _hush(caller, began, caller.ended)


def _hush(caller: CallerFact, began: float, ended: float) -> Iterator[Violation]:
    gap = longest_gap_s(caller.packets, began, ended) if ended > began else 0.0
    if gap > SILENCE_S:
        yield Violation("I5 silence", caller.number, f"waited {gap:.2f} s in silence")
