"""Whether somebody would be paid twice (重複確認): one pass over all who are or were to be paid.

Everybody is compared with those who stand before: people paid elsewhere or in earlier runs first,
then the payees of this run in their order. What proves a second payment blocks the later one; what
only looks like it holds both, as far as they are not paid yet, until a supervisor decides. Of one
pair only the strongest level is told. Source: requirements 3.3, SPR-III-3-4-4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from cases.document import Document
from cases.field_rules import read_date
from cases.keys_of import Roles
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


@dataclass(frozen=True, slots=True)
class Child:
    """A child as it is compared."""

    kana: str
    name: str
    birth: str
    letters: int
    """One bit for each letter of the kana: a quick look before the slow one."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One payment, made or to be made."""

    name: str
    """Receipt number, or the place in a list of past payees."""
    applicant: tuple[str, str]
    """Kana and birth date; empty texts where a list does not say."""
    children: tuple[Child, ...]
    phone: str
    account: tuple[str, ...]
    seq: int | None = None
    """The case, if it is to be paid in this run."""


@dataclass(frozen=True, slots=True)
class Match:
    """A payee of this run who is like somebody else."""

    seq: int
    level: Level
    against: str
    """The other one's receipt number or place."""


def claim_of(roles: Roles, document: Document, name: str, *, seq: int | None = None) -> Claim:
    """Take from a document what is compared."""
    of = roles.of
    children = tuple(
        _child(
            of(Role.CHILD_KANA, document, number),
            of(Role.CHILD_NAME, document, number),
            of(Role.CHILD_BIRTH, document, number),
        )
        for number in range(1, len(document.children) + 1)
    )
    account = roles.account(document)
    return Claim(
        name=name,
        applicant=(
            kana.fold(of(Role.APPLICANT_KANA, document)),
            _day(of(Role.APPLICANT_BIRTH, document)),
        ),
        children=children,
        phone="".join(each for each in narrow_digits(of(Role.PHONE, document)) if each.isdigit()),
        account=account if all(account) else (),
        seq=seq,
    )


def find_matches(payees: Sequence[Claim], priors: Iterable[Claim]) -> list[Match]:
    """Compare every payee with all priors and with the payees before; in the payees' order."""
    book = _Book()
    for each in priors:
        book.add(each)
    found: dict[Match, None] = {}
    for payee in payees:
        found.update(dict.fromkeys(book.compare(payee)))
        book.add(payee)
    return list(found)


class _Book:
    """All who stand before, by what may be alike."""

    def __init__(self) -> None:
        self._children: defaultdict[tuple[str, str], list[Claim]] = defaultdict(list)
        self._applicants: defaultdict[object, list[Claim]] = defaultdict(list)
        self._accounts: defaultdict[tuple[str, ...], list[Claim]] = defaultdict(list)
        self._births: defaultdict[str, list[tuple[Child, Claim]]] = defaultdict(list)
        self._phones: defaultdict[tuple[str, str], list[Claim]] = defaultdict(list)

    def add(self, claim: Claim) -> None:
        for child in claim.children:
            self._children[child.kana, child.birth].append(claim)
            self._births[child.birth].append((child, claim))
            if claim.phone:
                self._phones[claim.phone, child.birth].append(claim)
        if all(claim.applicant):
            self._applicants[_family(claim)].append(claim)
        if claim.account:
            self._accounts[claim.account].append(claim)

    def compare(self, payee: Claim) -> Iterator[Match]:
        """Give the matches of a payee, and of those whom it makes doubtful too."""
        assert payee.seq is not None
        strongest: dict[str, tuple[Level, Claim]] = {}
        for level, other in chain(self._proved(payee), self._suspected(payee)):
            strongest.setdefault(other.name, (level, other))
        for level, other in strongest.values():
            yield Match(payee.seq, level, other.name)
            if level not in BLOCKING and other.seq is not None:
                yield Match(other.seq, level, payee.name)

    def _proved(self, payee: Claim) -> Iterator[tuple[Level, Claim]]:
        for child in payee.children:
            for other in self._children.get((child.kana, child.birth), ()):
                yield Level.CHILD, other
        if all(payee.applicant):
            for other in self._applicants.get(_family(payee), ()):
                yield Level.APPLICANT, other

    def _suspected(self, payee: Claim) -> Iterator[tuple[Level, Claim]]:
        if payee.account:
            for other in self._accounts.get(payee.account, ()):
                if other.applicant != payee.applicant:
                    yield Level.ACCOUNT, other
        for child in payee.children:
            for other in self._near(child, payee.phone):
                yield Level.NEAR, other

    def _near(self, child: Child, phone: str) -> Iterator[Claim]:
        if phone:
            yield from self._phones.get((phone, child.birth), ())
        # A changed letter changes two bits at most, so most children of a day are passed over here.
        letters, most = child.letters, 2 * NEAR
        for known, claim in self._births.get(child.birth, ()):
            is_alike = (letters ^ known.letters).bit_count() <= most and (
                kana.distance(child.kana, known.kana, most=NEAR) <= NEAR
            )
            if is_alike or (child.name and child.name == known.name):
                yield claim


def _family(claim: Claim) -> object:
    return claim.applicant, tuple(sorted(each.birth for each in claim.children))


def _child(sound: str, name: str, birth: str) -> Child:
    folded = kana.fold(sound)
    letters = 0
    for letter in folded:
        letters |= 1 << (ord(letter) & 127)
    return Child(folded, variants.fold(name), _day(birth), letters)


def _day(birth: str) -> str:
    """Write a date in one way; what is none stays, to be equal to itself alone."""
    read = read_date(birth)
    return birth if read is None else read.isoformat()
