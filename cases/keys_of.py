"""What the rows of a case are found by, taken from its document by the roles of the form."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cases.blinds import Blinds
from cases.document import Document
from cases.field_rules import read_date
from cases.schema import Role, Schema
from japan.kana import fold
from japan.width import narrow_digits

_HYPHENS = frozenset("-‐‑‒–—−ー")


@dataclass(frozen=True, slots=True)
class Keys:
    """The columns of a row that follow from its document."""

    birth_on: date | None
    phone_key: bytes | None
    account_key: bytes | None
    household_key: bytes | None


class Roles:
    """Gives the values that play a role, wherever the form has them."""

    def __init__(self, schema: Schema) -> None:
        self._ids = {each.role: each.id for each in schema.fields if each.role is not None}
        self._account = [
            self._ids.get(role, "")
            for role in (
                *(Role.BANK_CODE, Role.BRANCH_CODE),
                *(Role.ACCOUNT_KIND, Role.ACCOUNT_NUMBER),
            )
        ]

    def of(self, role: Role, document: Document, child: int = 0) -> str:
        """Give the value that plays a role; empty if the form has none."""
        return document.at(self._ids.get(role, ""), child)

    def field(self, role: Role) -> str:
        """Give the id of the field that plays a role; empty if the form has none."""
        return self._ids.get(role, "")

    def account(self, document: Document) -> tuple[str, ...]:
        """Give bank, branch, kind and number; empty texts where something is missing."""
        get = document.values.get
        return tuple([get(each, "") for each in self._account])

    def people(self, document: Document) -> Iterator[tuple[str, date]]:
        """Give the applicant and the children by folded kana and birth date, as far as written."""
        pairs = [(Role.APPLICANT_KANA, Role.APPLICANT_BIRTH, 0)]
        pairs += [
            (Role.CHILD_KANA, Role.CHILD_BIRTH, child)
            for child in range(1, len(document.children) + 1)
        ]
        for kana, birth, child in pairs:
            name = fold(self.of(kana, document, child))
            day = read_date(self.of(birth, document, child))
            if name and day is not None:
                yield name, day

    def keys(self, document: Document, blinds: Blinds) -> Keys:
        """Make the columns of a row."""
        values = document.values
        phone = values.get(self._ids.get(Role.PHONE, ""), "")
        digits = phone if phone.isascii() and phone.isdigit() else _digits(phone)
        account = self.account(document)
        address = _even(values.get(self._ids.get(Role.ADDRESS, ""), ""))
        return Keys(
            birth_on=read_date(values.get(self._ids.get(Role.APPLICANT_BIRTH, ""), "")),
            phone_key=blinds.phone_key(digits) if digits else None,
            account_key=blinds.account_key(*account) if all(account) else None,
            household_key=blinds.household_key(address) if address else None,
        )


def _even(address: str) -> str:
    """Write an address in one way: widths made even, hyphens one kind, no blanks."""
    plain = unicodedata.normalize("NFKC", address)
    return "".join("-" if each in _HYPHENS else each for each in plain if not each.isspace())


def _digits(phone: str) -> str:
    """Read a mistyped number all the same, so that its case is found when it calls."""
    return "".join(each for each in narrow_digits(phone) if each in "0123456789")
