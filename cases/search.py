"""Finding a case by what a caller says: number, phone, birth date, account, name, place.

The index ranks candidates by pairs of letters; the documents of the best then decide, so that a
pair that is no longer true costs a look and never a wrong answer. A mistyped or misheard letter
spoils two pairs of a name, and half of them are enough. Nothing in a question tells a name from a
place (豊平 is both): it is asked as either, each by itself, and the better of them counts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.document import Document
from cases.field_rules import read_date
from cases.grams import kana_grams, name_grams, place_grams
from cases.numbering import read_number
from cases.schema import WITHHELD, Role
from cases.store import Actor, Shelf
from japan.kana import fold
from japan.width import narrow_digits
from storage.bulk import insert_columns
from storage.case_tables import Case, CaseGram, CaseSight

ENOUGH = 0.5
"""Share of a question's pairs that a case must have."""

_CANDIDATES = 200
_KANA = re.compile("[ァ-ヺ]+")
_PHONE = re.compile("0[0-9]{9,10}")
_BETWEEN = "[-‐－ー/・ \u3000]*"
_ACCOUNT = re.compile(
    f"([0-9]{{4}}){_BETWEEN}([0-9]{{3}}){_BETWEEN}(普通|当座)?{_BETWEEN}([0-9]{{7}})"
)
"""Numbers of bank, branch and account, as a bank book has them."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A case that was found; a protected person's has no document (責任者対応)."""

    case: Case
    document: Document | None
    score: float
    """1 is exactly what was asked for."""


async def find(
    session: AsyncSession,
    shelf: Shelf,
    text: str,
    *,
    actor: Actor,
    most: int = 20,
    shows_protected: bool = True,
) -> list[Hit]:
    """Find cases, the best first; that they were seen is written in the same transaction.

    Without `shows_protected` those of protected persons are not found: that they exist would be
    told by it.
    """
    exact = _exact(shelf, text.strip())
    if exact is not None:
        rows = await session.exec(select(Case).where(exact).order_by(col(Case.seq)).limit(most))
        hits = [_hit(shelf, case, 1.0) for case in rows]
    else:
        hits = await _by_letters(session, shelf, text, most)
    hits = [each for each in hits if shows_protected or not each.case.is_protected]
    seen = {"case": [each.case.seq for each in hits]}
    same = {"at": actor.at, "by": actor.by, "how": "find"}
    await insert_columns(session, CaseSight, seen, same=same)
    return hits


def _exact(shelf: Shelf, text: str) -> ColumnElement[bool] | None:
    number = read_number(text)
    if number is not None:
        return col(Case.number) == number
    digits = re.sub("[-‐－ー()（） ]", "", narrow_digits(text))
    if _PHONE.fullmatch(digits):
        return col(Case.phone_key) == shelf.vault.phone_key(digits)
    account = _ACCOUNT.fullmatch(narrow_digits(text))
    if account is not None:
        return col(Case.account_key).in_(_account_keys(shelf, *account.groups()))
    born = read_date(narrow_digits(text))
    return None if born is None else col(Case.birth_on) == born


def _account_keys(
    shelf: Shelf, bank: str, branch: str, kind: str | None, number: str
) -> list[bytes]:
    """Give the keys of an account whose kind may not have been told."""
    field = shelf.schema.having(Role.ACCOUNT_KIND)
    kinds = [kind] if kind else (field.choices if field else ())
    return [shelf.vault.account_key(bank, branch, each, number) for each in kinds]


async def _by_letters(session: AsyncSession, shelf: Shelf, text: str, most: int) -> list[Hit]:
    asked = _readings(text)
    lists = await _lists(session, shelf, frozenset().union(*asked))
    best: dict[int, Hit] = {}
    for reading in asked:
        found = [lists[each] for each in reading if each in lists]
        for hit in await _alike(session, shelf, reading, found, most):
            known = best.get(hit.case.seq)
            if known is None or known.score < hit.score:
                best[hit.case.seq] = hit
    hits = sorted(best.values(), key=lambda each: (-each.score, each.case.seq))
    return [each for each in hits if each.score >= ENOUGH][:most]


async def _lists(
    session: AsyncSession, shelf: Shelf, pairs: frozenset[str]
) -> dict[str, list[bytes]]:
    """Give the index' lists of cases, by the pairs that it has."""
    pair_of = {shelf.vault.token(each): each for each in pairs}
    lists: defaultdict[str, list[bytes]] = defaultdict(list)
    rows = select(CaseGram.token, CaseGram.cases).where(col(CaseGram.token).in_(pair_of))
    for token, cases in await session.exec(rows) if pair_of else ():
        lists[pair_of[token]].append(cases)
    return lists


async def _alike(
    session: AsyncSession,
    shelf: Shelf,
    asked: frozenset[str],
    lists: Iterable[list[bytes]],
    most: int,
) -> list[Hit]:
    """Open the cases that have enough of one reading's pairs, until nobody better can follow."""
    ranked = _ranked(lists, need=ENOUGH * len(asked))
    hits: list[Hit] = []
    for at in range(0, len(ranked), most):
        # The index may name a pair too many and never one too few: nobody further down is better.
        if sum(each.score * len(asked) >= ranked[at][1] for each in hits) >= most:
            break
        hits += await _opened(session, shelf, [seq for seq, _ in ranked[at : at + most]], asked)
    return hits


def _ranked(lists: Iterable[list[bytes]], *, need: float) -> list[tuple[int, int]]:
    """Give the cases that have enough of the pairs, and how many, the best first."""
    import numpy as np  # a tenth of a second: imports and payments do without it

    pairs = [np.frombuffer(b"".join(each), dtype="<u4") for each in lists]
    if not pairs:
        return []
    counts = np.zeros(1 + max(int(each.max()) for each in pairs), dtype=np.int16)
    for each in pairs:
        has = np.zeros(len(counts), dtype=np.bool_)
        has[each] = True  # once, in however many segments it stands
        counts += has
    found = np.flatnonzero(counts >= need)
    best = found[np.argsort(-counts[found], kind="stable")][:_CANDIDATES]
    return [(int(seq), int(counts[seq])) for seq in best]


async def _opened(
    session: AsyncSession, shelf: Shelf, seqs: list[int], asked: frozenset[str]
) -> list[Hit]:
    rows = await session.exec(select(Case).where(col(Case.seq).in_(seqs)))
    return [_likened(shelf, case, asked) for case in rows]


def _readings(text: str) -> list[frozenset[str]]:
    """Give the pairs of a question, as a name and as a place; all in kana, a name is a sound."""
    named = kana_grams if _KANA.fullmatch(fold(text)) else name_grams
    return [pairs for pairs in (named(text), place_grams(text)) if pairs]


def _likened(shelf: Shelf, case: Case, asked: frozenset[str]) -> Hit:
    document = shelf.read(case)
    score = len(asked & shelf.grams.of(document)) / len(asked)
    return Hit(case, None if case.is_protected else document, score)


def _hit(shelf: Shelf, case: Case, score: float) -> Hit:
    return Hit(case, None if case.is_protected else shelf.read(case), score)


def applicant(shelf: Shelf, hit: Hit) -> str:
    """Give the applicant's name as it may be shown."""
    if hit.document is None:
        return WITHHELD
    return shelf.roles.of(Role.APPLICANT_NAME, hit.document)
