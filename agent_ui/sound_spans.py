"""Which parts of a sound are worth being seen: held, left out, or silent. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storage.kept import Shape
from storage.listening import Found
from storage.vault_tables import CallMark

BEGIN_AND_END = {"held": "held", "resumed": "held", "muted": "muted", "unmuted": "muted"}
BEGINS = ("held", "muted")


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the sound, in seconds of its time line."""

    start_s: float
    end_s: float
    kind: str
    """`held`, `muted`, or `silent`: neither side spoke, and nobody wanted that."""


def spans_of(found: Found, marks: Sequence[CallMark], shape: Shape) -> list[Span]:
    """Give the parts, in their order; what was held or muted is not told as silent, too."""
    wanted = list(_wanted(found, marks))
    silent = (
        Span(start, end, "silent")
        for start, end in shape.silences
        if not any(each.start_s < end and start < each.end_s for each in wanted)
    )
    return sorted([*wanted, *silent], key=lambda each: (each.start_s, each.kind))


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
