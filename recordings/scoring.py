"""Score sheets and what they give, draws that anybody can repeat, how far scorers agree. Pure.

A draw needs no chance of ours: every talk of the week has a rank, the SHA-256 of seed, week, person
and call; each person's lowest ranks are drawn. Who knows the seed can repeat it with `sha256sum`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

WHOLE = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing that is looked at."""

    id: str
    name: str
    weight: int
    """Its part of the hundred points."""
    most: int
    """What is given at best; the least is 0."""
    hint: str = ""
    knock_out: bool = False
    """Given 0, the whole talk has 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A campaign's score sheet and its plan of samples."""

    id: str
    """With a number at its end: a changed sheet is a new one."""
    name: str
    criteria: tuple[Criterion, ...]
    per_person: int = 2
    """So many talks of each person are drawn in a week."""
    doubles: int = 1
    """So many of a week's talks are scored by two, each without seeing the other's."""


@dataclass(frozen=True, slots=True)
class Score:
    """What a talk gets."""

    points: float
    """Of 100, to a tenth."""
    knocked_out: bool


def lacking(sheet: Sheet, marks: Mapping[str, int | None]) -> list[str]:
    """Name the criteria that have no mark, or one that the sheet does not know."""
    return [
        each.id
        for each in sheet.criteria
        if each.id not in marks
        or ((given := marks[each.id]) is not None and not 0 <= given <= each.most)
    ]


def score(sheet: Sheet, marks: Mapping[str, int | None]) -> Score:
    """Add up complete marks; what did not occur (None) leaves its weight to the others."""
    counted = [(each, given) for each in sheet.criteria if (given := marks[each.id]) is not None]
    weight = sum(each.weight for each, _ in counted)
    if any(each.knock_out and given == 0 for each, given in counted):
        return Score(0.0, knocked_out=True)
    if not weight:
        return Score(WHOLE, knocked_out=False)
    reached = sum(each.weight * given / each.most for each, given in counted)
    return Score(round(WHOLE * reached / weight, 1), knocked_out=False)


@dataclass(frozen=True, slots=True, order=True)
class Drawn:
    """A talk that was drawn."""

    staff: str
    call: str
    is_double: bool = False


def draw(talks: Iterable[tuple[str, str]], sheet: Sheet, *, week: str, seed: str) -> list[Drawn]:
    """Draw a week's talks (person, call); the same talks and seed give the same draw."""
    ranked: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for staff, call in set(talks):
        ranked[staff].append((rank(seed, week, staff, call), call))
    chosen = sorted(
        (place, staff, call)
        for staff, theirs in ranked.items()
        for place, call in sorted(theirs)[: sheet.per_person]
    )
    return sorted(
        Drawn(staff, call, n < sheet.doubles) for n, (_, staff, call) in enumerate(chosen)
    )


def rank(seed: str, week: str, staff: str, call: str) -> str:
    """Give a talk's rank: `printf 'SEED/WEEK/STAFF/CALL' | sha256sum`."""
    return hashlib.sha256(f"{seed}/{week}/{staff}/{call}".encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far two scorers see the same in the same talks."""

    marks: int
    """Pairs of marks compared."""
    same: float | None
    """Share of them that are equal; None without any, as the next."""
    near: float | None
    """Share of them that are at most one apart."""
    kappa: float | None
    """Cohen's kappa, weighted by the square of the distance; None too where chance explains all."""
    points_apart: float | None
    """Mean distance of the talks' points."""


Marks = Mapping[str, int | None]


def agreement(sheet: Sheet, pairs: Sequence[tuple[Marks, Marks]]) -> Agreement:
    """Compare pairs of scorings by one sheet; a mark for what did not occur is a mark, too."""
    both = [
        (one.get(each.id), other.get(each.id), each.most)
        for one, other in pairs
        for each in sheet.criteria
    ]
    apart = [
        abs(score(sheet, one).points - score(sheet, other).points)
        for one, other in pairs
        if not lacking(sheet, one) and not lacking(sheet, other)
    ]
    given = [
        (one / most, other / most)
        for one, other, most in both
        if one is not None and other is not None
    ]
    near = sum(
        one is other or (one is not None and other is not None and abs(one - other) <= 1)
        for one, other, _ in both
    )
    return Agreement(
        marks=len(both),
        same=sum(one == other for one, other, _ in both) / len(both) if both else None,
        near=near / len(both) if both else None,
        kappa=_kappa(given),
        points_apart=sum(apart) / len(apart) if apart else None,
    )


def by_criterion(sheet: Sheet, pairs: Sequence[tuple[Marks, Marks]]) -> list[tuple[str, float]]:
    """Give the share of equal marks of each criterion, the least agreed on first."""
    if not pairs:
        return []
    shares = [
        (
            each.name,
            sum(one.get(each.id) == other.get(each.id) for one, other in pairs) / len(pairs),
        )
        for each in sheet.criteria
    ]
    return sorted(shares, key=lambda each: each[1])


def _kappa(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Cohen (1968), weights by squares: 1 minus seen disagreement over that of chance."""
    if not pairs:
        return None
    seen = sum((one - other) ** 2 for one, other in pairs) / len(pairs)
    chance = sum((one - other) ** 2 for one, _ in pairs for _, other in pairs) / len(pairs) ** 2
    return 1 - seen / chance if chance else None
