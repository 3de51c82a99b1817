"""Digital silence of a recording that nothing which happened in its call explains. Pure.

A telephone always makes some noise; a caller whose line sends nothing while they listen makes none,
but then the other side is heard. So what counts is silence of both sides at once, or of one side
from its beginning to its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from storage.sound_audit import Answered

TOLERANCE_S = 0.5
HOLD_ENDS = ("resumed", "answered")
"""A hold that ends by handing over ends where the next seat answers."""
TAKEN_OVER = ("answered", "handed_on", "three_way")
ENDS = {
    **{"muted": ("unmuted",), "held": HOLD_ENDS, "refused": ()},
    **dict.fromkeys(("transferred", "interrupted"), TAKEN_OVER),
    "left": (*TAKEN_OVER, "guest_left"),
}
"""Kinds of marks from which nothing need be heard, and those with which that is over.

Of two seats that talk with a caller either may leave: the other one goes on at that very instant.
"""
BEGINS = ("noticed", "begun")
"""Before these nothing is recorded."""

Span = tuple[float, float]


def unexplained(call: Answered) -> Iterator[str]:
    """Say of one kept recording what is silent, and from when to when, without a reason."""
    if call.answered_at is None:
        return
    explained = list(_explained(call, call.answered_at))
    for side in ("caller", "seat"):
        silent = call.silent.get(side, ())
        if _is_all(silent, call.duration_s) and _rest(silent, explained):
            yield f"{side}: silent from beginning to end"
            return
    for start, end in _rest(call.silent.get("both", ()), explained):
        yield f"silent from {start:.1f} s to {end:.1f} s"


def _is_all(silent: Sequence[Span], duration_s: float) -> bool:
    return sum(end - start for start, end in silent) >= duration_s - TOLERANCE_S


def _explained(call: Answered, began: datetime) -> Iterator[Span]:
    """Give the parts in which nothing need be heard, as seconds of the talk."""
    marks = sorted((each.at, each.kind) for each in call.marks)
    marks = sorted([*marks, *((at, "left") for at in call.seats_left)])
    first = [at for at, kind in marks if kind in BEGINS]
    if first:
        yield 0.0, (first[0] - began).total_seconds()
    for start, kind in marks:
        if kind in ENDS:
            over = (at for at, other in marks if at >= start and other in ENDS[kind])
            until = next(over, began + timedelta(seconds=call.duration_s))
            yield (start - began).total_seconds(), (until - began).total_seconds()


def _rest(silent: Iterable[Span], explained: Sequence[Span]) -> list[Span]:
    """Take away what is explained; what is left is told if it is longer than the tolerance."""
    left = list(silent)
    for start, end in explained:
        left = [part for each in left for part in without(each, start, end)]
    return [(start, end) for start, end in left if end - start > TOLERANCE_S]


def without(span: Span, start: float, end: float) -> Iterator[Span]:
    """Give what is left of a span, in seconds, without the time from start to end."""
    if end <= span[0] or start >= span[1]:
        yield span
        return
    if start > span[0]:
        yield span[0], start
    if end < span[1]:
        yield end, span[1]
