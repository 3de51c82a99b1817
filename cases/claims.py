"""Payments as the duplicate check compares them.

A city's claims are looked at column by column; one by one they are made for those few alone who
have something in common with somebody.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from cases.columns import Asked, Told, Wanted
from cases.document import Document
from cases.keys_of import Roles
from cases.one_way import WAYS
from cases.schema import Role


class Claim(NamedTuple):
    """One payment, made or to be made."""

    name: str
    """Receipt number, or the place in a list of past payees."""
    told: Told
    """What `Claims` wants, and whatever else follows it."""
    seq: int | None = None
    """The case, if it is to be paid in this run."""


class Claims:
    """Takes claims from documents, by the roles of their form."""

    def __init__(self, roles: Roles) -> None:
        def asked(*wanted: Role) -> tuple[Asked, ...]:
            return tuple(Asked(roles.field(each), WAYS.get(each)) for each in wanted)

        self.wanted = Wanted(
            own=asked(
                *(Role.APPLICANT_KANA, Role.APPLICANT_BIRTH, Role.PHONE),
                *(Role.BANK_CODE, Role.BRANCH_CODE, Role.ACCOUNT_KIND, Role.ACCOUNT_NUMBER),
            ),
            child=asked(Role.CHILD_KANA, Role.CHILD_NAME, Role.CHILD_BIRTH),
        )

    def of(self, document: Document, name: str, *, seq: int | None = None) -> Claim:
        """Give one payment."""
        return Claim(name, self.wanted.of(document), seq)


class Compared(NamedTuple):
    """A claim as it is compared."""

    name: str
    applicant: tuple[str, str]
    """Kana and birth date; empty texts where a list does not say."""
    children: Sequence[tuple[str, ...]]
    """Of each kana, name and birth date."""
    family: object
    """Applicant and children's birth dates; None if a list does not say."""
    phone: str
    account: tuple[str, ...]
    seq: int | None


class Crowd:
    """All claims that are compared with each other, in columns of their places and children."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._claims = claims
        told = [each.told for each in claims]
        self.own = list(map(itemgetter(0), told))
        """What each says, in the order in which it was asked."""
        children = list(map(itemgetter(1), told))
        everyone = list(chain.from_iterable(children))
        self.counts = list(map(len, children))
        self.kana, self.names, self.births = (list(map(itemgetter(n), everyone)) for n in range(3))

    def __getitem__(self, at: int) -> Compared:
        """Give the claim at a place."""
        name, (own, children), seq = self._claims[at]
        kana, birth, phone, bank, branch, kind, number, *_ = own
        births = sorted([born for _, _, born in children])
        return Compared(
            name,
            (kana, birth),
            children,
            (kana, birth, *births) if kana and birth else None,
            phone,
            (bank, branch, kind, number) if bank and branch and kind and number else (),
            seq,
        )
