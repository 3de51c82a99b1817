"""I1: no established talk is cut, falls silent or is left behind by our doing."""

from __future__ import annotations

from collections.abc import Iterator

from faults.facts import CallerFact, ControlFact, Facts, RingFact, Violation
from faults.invariants.spans import (
    TOUCH_S,
    Talk,
    excused_until,
    gaps,
    heard_again,
    outages,
    pairs,
    talks,
    waited_s,
    yardstick_s,
)

ABOVE_CONTROL_S = 0.02
JOINED_S = 2.0
"""From a seat's answer to its caller's voice."""
FREED_S = 1.5
"""From one party's hang-up until the other is freed or waits again."""
_NEAR_HZ = 10.0


def talking(facts: Facts) -> Iterator[Violation]:
    """Judge every talk, and every answer that should have become one."""
    if facts.rings and not any(control.packets for control in facts.controls):
        yield Violation("I1 control", "", "no control call was heard, so gaps cannot be judged")
    for talk in talks(facts):
        yield from _gaps(talk, facts)
        yield from _cut(talk)
        yield from _voices(talk)
    for caller, ring in pairs(facts):
        yield from _joined(caller, ring, facts)
        yield from _left_alone(caller, ring, facts)


def _gaps(talk: Talk, facts: Facts) -> Iterator[Violation]:
    control = yardstick_s(facts.controls, talk.began, talk.ended)
    if control is None:
        control = yardstick_s(facts.controls, 0.0, float("inf")) or 0.0
    for who, packets, sent in (
        ("seat", talk.ring.packets, talk.caller.sent),
        ("caller", talk.caller.packets, talk.ring.sent),
    ):
        # What the other one did not send, nobody could hear.
        own = yardstick_s((ControlFact(packets=sent),), talk.began, talk.ended) or 0.0
        allowed = max(control, own)
        # Nor what Asterisk was not given a processor for, where that is known: the kernel counts a
        # wait as it is over, which may be after the talk's end.
        gap = max(
            b - a if b - a <= allowed else b - a - waited_s(facts.waits, a, heard_again(packets, b))
            for a, b in gaps(packets, talk.began, talk.ended)
        )
        if gap > allowed + ABOVE_CONTROL_S:
            why = f"the {who} heard nothing for {gap * 1000:.0f} ms, control {allowed * 1000:.0f}"
            yield Violation("I1 gap", talk.caller.number, f"{why} at {talk.ring.seat}")


def _cut(talk: Talk) -> Iterator[Violation]:
    is_ours = talk.ring.ended_by == "them" and talk.caller.ended_by == "them"
    if is_ours and not (talk.ring.is_lost or talk.caller.is_lost):
        why = f"the talk with {talk.ring.seat} was ended by neither of them"
        yield Violation("I1 cut", talk.caller.number, why)


def _voices(talk: Talk) -> Iterator[Violation]:
    ears = (
        ("seat", talk.ring.seat_heard, talk.caller.tone_hz),
        ("caller", talk.ring.caller_heard, talk.ring.tone_hz),
    )
    for who, heard, expected in ears:
        if heard is None:
            continue
        if not any(abs(hz - expected) <= _NEAR_HZ for hz in heard):
            why = f"the {who} at {talk.ring.seat} did not hear the other one ({expected} Hz)"
            yield Violation("I1 voice", talk.caller.number, f"{why} but {_told(heard)}")
        elif any(abs(hz - expected) > _NEAR_HZ for hz in heard):
            why = f"the {who} at {talk.ring.seat} heard somebody else: {_told(heard)}"
            yield Violation("I3 stranger", talk.caller.number, why)


def _told(heard: tuple[float, ...]) -> str:
    return ", ".join(f"{hz:.0f} Hz" for hz in heard) or "nothing"


def _joined(caller: CallerFact, ring: RingFact, facts: Facts) -> Iterator[Violation]:
    """An answered seat hears its caller soon, or is let go."""
    if ring.answered is None or ring.is_lost:
        return
    heard = ring.packets[0] if ring.packets else None
    over = min(heard or float("inf"), ring.ended, caller.ended)
    due = excused_until(outages(facts), ring.answered, ring.answered + JOINED_S)
    if over > due:
        why = f"{ring.seat} answered and heard nobody for {over - ring.answered:.2f} s"
        yield Violation("I1 join", caller.number, why)


def _left_alone(caller: CallerFact, ring: RingFact, facts: Facts) -> Iterator[Violation]:
    """When one hangs up, the other is freed; a caller may instead be rung for again."""
    if ring.answered is None or ring.is_lost or caller.is_lost:
        return
    first, last = sorted((ring.ended, caller.ended))
    due = excused_until(outages(facts), first, first + FREED_S)
    for away in facts.aways:
        if away.seat == ring.seat and away.since <= due and away.until >= first:
            due = max(due, away.until + FREED_S)  # how long it may be away is judged by itself
    if last <= due:
        return
    who = ring.seat if ring.ended > caller.ended else "the caller"
    # The ring that takes the place of one that was never joined may begin before that one is over.
    is_rung_for = any(
        other.number == caller.number and other.rang >= first - TOUCH_S and other.ended > first
        for other in facts.rings
        if other is not ring
    )
    if not (who == "the caller" and is_rung_for):
        why = f"{who} was left alone for {last - first:.2f} s after the other one hung up"
        yield Violation("I1 left alone", caller.number, why)
