"""What one version says otherwise than another, letter by letter where lines differ. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text, and what became of it."""

    change: Change
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """Give the pieces of both texts in their order; what is the same is given once."""
    return _joined(_by_lines(before.splitlines(keepends=True), after.splitlines(keepends=True)))


def _by_lines(before: list[str], after: list[str]) -> Iterator[Piece]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, new = "".join(before[i1:i2]), "".join(after[j1:j2])
        if tag == "replace":
            yield from _by_letters(gone, new)
        elif tag == "equal":
            yield Piece(Change.SAME, new)
        else:
            yield Piece(Change.GONE, gone)
            yield Piece(Change.NEW, new)


def _by_letters(before: str, after: str) -> Iterator[Piece]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece(Change.SAME, after[j1:j2])
        else:
            yield Piece(Change.GONE, before[i1:i2])
            yield Piece(Change.NEW, after[j1:j2])


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for each in pieces:
        if not each.text:
            continue
        if joined and joined[-1].change is each.change:
            joined[-1] = Piece(each.change, joined[-1].text + each.text)
        else:
            joined.append(each)
    return joined
