"""Spans of time in what was seen: talks, outages, gaps of sound. Epoch seconds throughout."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from faults.facts import CallerFact, ControlFact, Facts, Injected, RingFact, WaitFact

SETTLED_S = 0.3
"""So long after the seat's first packet the talk counts as established."""
_END_S = 0.1
"""The last packets of a talk may not come any more."""
TOUCH_S = 0.3
"""For so long the end of one ring and the begin of the next may cross on the wire."""
LEASE_S = 2.0
"""So long after the controller's last sign the fallback takes a waiting caller."""
FALLEN_S = LEASE_S + 0.8
"""From the controller's last sign to the fallback: a lease, and a claim that nobody takes."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A caller and a seat who talk, and from when to when their talk was established."""

    caller: CallerFact
    ring: RingFact
    began: float
    ended: float


def talk_of(caller: CallerFact, ring: RingFact) -> Talk | None:
    """Give the established talk of a caller at a seat; None if it never came to one."""
    if ring.answered is None or not ring.packets:
        return None
    began = ring.packets[0] + SETTLED_S
    ended = min(ring.ended, caller.ended) - _END_S
    return Talk(caller, ring, began, ended) if ended - began > SETTLED_S else None


def talks(facts: Facts) -> Iterator[Talk]:
    """Give all established talks."""
    for caller, ring in pairs(facts):
        talk = talk_of(caller, ring)
        if talk is not None:
            yield talk


def pairs(facts: Facts) -> Iterator[tuple[CallerFact, RingFact]]:
    """Give each ring of a seat with the caller that it was for."""
    callers = {caller.number: caller for caller in facts.callers}
    for ring in facts.rings:
        if ring.number in callers:
            yield callers[ring.number], ring


def reached(caller: CallerFact, facts: Facts) -> float:
    """Say when a call reached Asterisk: its INVITE may have asked in vain while that was dead."""
    if caller.trying is None:
        return caller.invited
    asked_in_vain = any(
        fault.takes_calls and caller.invited <= fault.until and fault.at <= caller.trying
        for fault in facts.faults
    )
    return caller.trying if asked_in_vain else caller.invited


def gaps(times: Sequence[float], began: float, ended: float) -> Iterator[tuple[float, float]]:
    """Give the times without a packet in a span, its ends included."""
    inside = times[bisect_left(times, began) : bisect_right(times, ended)]
    yield from pairwise((began, *inside, ended))


def longest_gap_s(times: Sequence[float], began: float, ended: float) -> float:
    """Give the longest time without a packet in a span, its ends included."""
    return max((b - a for a, b in gaps(times, began, ended)), default=0.0)


def heard_again(times: Sequence[float], at: float) -> float:
    """Say when the next packet came; that instant itself if none did."""
    place = bisect_left(times, at)
    return times[place] if place < len(times) else at


def waited_s(waits: Iterable[WaitFact], began: float, ended: float) -> float:
    """Say how long Asterisk was kept from a processor in a span, and as it ended."""
    return sum(wait.longest_s for wait in waits if wait.at <= ended and wait.until >= began)


def yardstick_s(controls: Iterable[ControlFact], began: float, ended: float) -> float | None:
    """Give the control calls' longest gap in a span; None if none was heard then.

    A gap that reaches into the span counts whole: it is the same moment of the same machine.
    """
    longest: float | None = None
    for control in controls:
        first = max(0, bisect_left(control.packets, began) - 1)
        inside = control.packets[first : bisect_right(control.packets, ended) + 1]
        for a, b in pairwise(inside):
            longest = max(longest or 0.0, b - a)
    return longest


def outages(facts: Facts) -> list[Injected]:
    """Give the faults during which nobody commanded Asterisk."""
    return [fault for fault in facts.faults if fault.stops_controller]


def excused_until(faults: Iterable[Injected], began: float, by: float) -> float:
    """Move a deadline that an outage overlaps: what was due is due `by - began` after its end."""
    due = by
    for fault in faults:
        if fault.at <= due and fault.until >= began:
            due = max(due, fault.until + (by - began))
    return due
