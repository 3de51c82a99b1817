"""Which parts of a sound are worth being seen: held, left out, or silent. Pure.

Left out is what was asked to be and is digital silence; where it is not, that is told instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recordings.analysis import SILENCE_S
from recordings.unexplained import HOLD_ENDS, without
from storage.kept import Shape, Spans
from storage.listening import Found
from storage.vault_tables import CallMark

BEGIN_AND_END = {
    **{"held": "held", **dict.fromkeys(HOLD_ENDS, "held")},
    **{"muted": "muted", "unmuted": "muted"},
}
BEGINS = ("held", "muted")
LATE_S = 0.5
"""So late a mute may come without anything having been heard."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the sound, in seconds of its time line."""

    start_s: float
    end_s: float
    kind: str
    """`held`, `muted`; `heard`: to be muted, and is not; `silent`: neither side spoke, and nobody
    wanted that."""


def spans_of(found: Found, marks: Sequence[CallMark], shape: Shape) -> list[Span]:
    """Give the parts, in their order; what was held or muted is not told as silent, too.

    What is left of a silence beside it is told as any other silence, from `SILENCE_S` on.
    """
    asked = list(_wanted(found, marks))
    wanted = [part for each in asked for part in _as_it_is(each, shape)]
    silent = (Span(start, end, "silent") for start, end in _unasked(shape.silences, asked))
    return sorted([*wanted, *silent], key=lambda each: (each.start_s, each.kind))


def _unasked(silences: Spans, asked: Sequence[Span]) -> Iterator[tuple[float, float]]:
    left = list(silences)
    for each in asked:
        left = [part for span in left for part in without(span, each.start_s, each.end_s)]
    yield from ((start, end) for start, end in left if end - start >= SILENCE_S)


def _as_it_is(asked: Span, shape: Shape) -> Iterator[Span]:
    """Divide what was to be muted into what is and what is not."""
    if asked.kind != "muted":
        yield asked
        return
    at_s = asked.start_s
    for start, end in shape.muted:
        start_s, end_s = max(start, at_s), min(end, asked.end_s)
        if end_s > start_s:
            yield from _heard(at_s, start_s)
            yield Span(start_s, end_s, "muted")
            at_s = end_s
    yield from _heard(at_s, asked.end_s)


def _heard(start_s: float, end_s: float) -> Iterator[Span]:
    if end_s - start_s > LATE_S:
        yield Span(start_s, end_s, "heard")


def _wanted(found: Found, marks: Sequence[CallMark]) -> Iterator[Span]:
    began, length = found.call.answered_at, found.sound.duration_s
    if began is None:
        return
    since: dict[str, float] = {}
    for mark in sorted(marks, key=lambda each: each.at):
        at_s = max(0.0, min((mark.at - began).total_seconds(), length))
        kind = BEGIN_AND_END.get(mark.kind, "")
        if mark.kind in BEGINS:
            since.setdefault(kind, at_s)
        elif kind in since:
            yield from _span(since.pop(kind), at_s, kind)
    for kind, start_s in since.items():
        yield from _span(start_s, length, kind)


def _span(start_s: float, end_s: float, kind: str) -> Iterator[Span]:
    if end_s > start_s:
        yield Span(round(start_s, 2), round(end_s, 2), kind)
