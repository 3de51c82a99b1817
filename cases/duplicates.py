"""Whether somebody would be paid twice (重複確認): one pass over all who are or were to be paid.

Everybody is compared with those who stand before: people paid elsewhere or in earlier runs first,
then the payees of this run in their order. What proves a second payment blocks the later one; what
only looks like it holds both, as far as they are not paid yet, until a supervisor decides. Of one
pair only the strongest level is told. Source: requirements 3.3, SPR-III-3-4-4.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from cases.document import Document
from cases.field_rules import read_date
from cases.keys_of import Roles
from cases.near_names import near_pairs
from cases.schema import Role
from japan import kana, variants
from japan.width import narrow_digits

VERSION = "1"
"""Kept with every check; it changes when a level does."""

NEAR = 2
"""So many letters of a child's kana may differ."""


class Level(StrEnum):
    """How two payments are alike, the strongest first."""

    CHILD = "child"
    """The same child: kana and birth date."""
    APPLICANT = "applicant"
    """The same applicant with children born on the same dates."""
    ACCOUNT = "account"
    """The same account of two different applicants."""
    NEAR = "near"
    """Children born on one day with names alike, or with one phone."""


LEVELS = tuple(Level)
BLOCKING = frozenset({Level.CHILD, Level.APPLICANT})
WORDS = {
    Level.CHILD: "同じ児童",
    Level.APPLICANT: "同じ申請者と児童",
    Level.ACCOUNT: "別の申請者と同じ口座",
    Level.NEAR: "よく似た児童",
}


class Child(NamedTuple):
    """A child as it is compared."""

    kana: str
    name: str
    birth: str


class Claim(NamedTuple):
    """One payment, made or to be made."""

    name: str
    """Receipt number, or the place in a list of past payees."""
    applicant: tuple[str, str]
    """Kana and birth date; empty texts where a list does not say."""
    children: tuple[Child, ...]
    family: object
    """Applicant and children's birth dates; None if a list does not say."""
    phone: str
    account: tuple[str, ...]
    seq: int | None = None
    """The case, if it is to be paid in this run."""


class Match(NamedTuple):
    """A payee of this run who is like somebody else."""

    seq: int
    level: Level
    against: str
    """The other one's receipt number or place."""


class Claims:
    """Takes from documents what is compared, by the roles of their form."""

    def __init__(self, roles: Roles) -> None:
        self._account = roles.account
        of = roles.field
        self._applicant = of(Role.APPLICANT_KANA), of(Role.APPLICANT_BIRTH)
        self._child = of(Role.CHILD_KANA), of(Role.CHILD_NAME), of(Role.CHILD_BIRTH)
        self._phone = of(Role.PHONE)

    def of(self, document: Document, name: str, *, seq: int | None = None) -> Claim:
        """Give one payment."""
        get = document.values.get
        kana_at, name_at, birth_at = self._child
        children = tuple(
            [
                Child(
                    _sound(each.get(kana_at, "")),
                    _kanji(each.get(name_at, "")),
                    _day(each.get(birth_at, "")),
                )
                for each in document.children
            ]
        )
        kana_at, birth_at = self._applicant
        applicant = _sound(get(kana_at, "")), _day(get(birth_at, ""))
        births = [each.birth for each in children]
        family = (applicant, *sorted(births)) if all(applicant) else None
        account = self._account(document)
        phone = _digits(get(self._phone, ""))
        return Claim(name, applicant, children, family, phone, account if all(account) else (), seq)


def find_matches(payees: Sequence[Claim], priors: Sequence[Claim]) -> list[Match]:
    """Compare every payee with all priors and with the payees before; in the payees' order."""
    everybody = [*priors, *payees]
    near = _near_children(everybody)
    book, found = _Book(near), dict[Match, None]()
    for at in sorted(_alike(everybody, near)):
        claim = everybody[at]
        if at >= len(priors):
            found.update(dict.fromkeys(book.compare(claim)))
        book.add(claim)
    return list(found)


_Near = Mapping[tuple[str, str], Sequence[str]]
"""For the kana and the birth date of a child the kana of that day that are near."""


def _near_children(claims: Iterable[Claim]) -> _Near:
    days: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for claim in claims:
        for child in claim.children:
            days[child.birth][child.kana] = None
    near: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    births = list(days)
    for at, (one, other) in near_pairs([list(days[each]) for each in births], most=NEAR):
        near[one, births[at]].append(other)
        near[other, births[at]].append(one)
    return near


def _alike(claims: Sequence[Claim], near: _Near) -> set[int]:
    """Give the places of those who have anything in common with somebody: few of a city.

    Hashes are compared, all at once: two that meet by chance cost a look and nothing else.
    """
    import numpy as np  # a tenth of a second: who pays nobody does without it

    owners, hashes = array("q"), array("q")
    found: set[int] = set()
    for at, claim in enumerate(claims):
        keys = [hash(each) for each in _keys(claim)]
        hashes.extend(keys)
        owners.extend([at] * len(keys))
        if any([(child.kana, child.birth) in near for child in claim.children]):
            found.add(at)
    known = np.frombuffer(hashes, dtype=np.int64)
    order = np.argsort(known, kind="stable")
    same = known[order[1:]] == known[order[:-1]]
    twice = np.concatenate((order[1:][same], order[:-1][same]))
    found.update(np.frombuffer(owners, dtype=np.int64)[twice].tolist())
    return found


def _keys(claim: Claim) -> list[object]:
    """Give all that may be the same of two payments, each kind with its own mark."""
    phone = claim.phone
    keys: list[object] = []
    for sound, name, birth in claim.children:
        keys.append((sound, birth))
        if name:
            keys.append((1, name, birth))
        if phone:
            keys.append((2, phone, birth))
    if claim.family is not None:
        keys.append((3, claim.family))
    if claim.account:
        keys.append((4, claim.account))
    return keys


class _Book:
    """All who stand before, by what may be alike: nobody is compared with everybody."""

    def __init__(self, near: _Near) -> None:
        self._near = near
        self._children: defaultdict[tuple[str, str], list[Claim]] = defaultdict(list)
        self._families: defaultdict[object, list[Claim]] = defaultdict(list)
        self._accounts: defaultdict[tuple[str, ...], list[Claim]] = defaultdict(list)
        self._kanji: defaultdict[tuple[str, str], list[Claim]] = defaultdict(list)
        self._phones: defaultdict[tuple[str, str], list[Claim]] = defaultdict(list)

    def add(self, claim: Claim) -> None:
        for child in claim.children:
            birth = child.birth
            self._children[child.kana, birth].append(claim)
            if child.name:
                self._kanji[child.name, birth].append(claim)
            if claim.phone:
                self._phones[claim.phone, birth].append(claim)
        if claim.family is not None:
            self._families[claim.family].append(claim)
        if claim.account:
            self._accounts[claim.account].append(claim)

    def compare(self, payee: Claim) -> Iterator[Match]:
        """Give the matches of a payee, and of those whom it makes doubtful too."""
        assert payee.seq is not None
        strongest: dict[str, tuple[Level, Claim]] = {}
        for level, other in self._alike(payee):
            strongest.setdefault(other.name, (level, other))
        for level, other in strongest.values():
            yield Match(payee.seq, level, other.name)
            if level not in BLOCKING and other.seq is not None:
                yield Match(other.seq, level, payee.name)

    def _alike(self, payee: Claim) -> list[tuple[Level, Claim]]:
        """Give all who are alike, the strongest level first."""
        children, phone = payee.children, payee.phone
        same, kanji, phones = self._children, self._kanji, self._phones
        proved = [
            (Level.CHILD, other)
            for child in children
            for other in same.get((child.kana, child.birth), ())
        ]
        proved += [(Level.APPLICANT, other) for other in self._families.get(payee.family, ())]
        if payee.account:
            proved += [
                (Level.ACCOUNT, other)
                for other in self._accounts.get(payee.account, ())
                if other.applicant != payee.applicant
            ]
        for child in children:
            birth = child.birth
            proved += [(Level.NEAR, other) for other in phones.get((phone, birth), ())]
            proved += [(Level.NEAR, other) for other in kanji.get((child.name, birth), ())]
            proved += [
                (Level.NEAR, other)
                for sound in self._near.get((child.kana, birth), ())
                for other in same.get((sound, birth), ())
            ]
        return proved


def _sound(text: str) -> str:
    surname, _, given = text.partition("\u3000")
    return _folded(surname) + _folded(given)


def _kanji(text: str) -> str:
    surname, _, given = text.partition("\u3000")
    return _one_variant(surname) + _one_variant(given)


# By part of a name: a city's people share those, and seldom a whole name.
_folded = lru_cache(maxsize=1 << 17)(kana.fold)
_one_variant = lru_cache(maxsize=1 << 17)(variants.fold)


def _digits(phone: str) -> str:
    if phone.isascii() and phone.isdigit():
        return phone
    return "".join(each for each in narrow_digits(phone) if each.isdigit())


@lru_cache(maxsize=1 << 16)
def _day(birth: str) -> str:
    """Write a date in one way; what is none stays, to be equal to itself alone."""
    read = read_date(birth)
    return birth if read is None else read.isoformat()
