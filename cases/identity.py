"""Is the caller who they say? What they told is compared with the application, field by field.

Pure. The agent types what was said and hears which of it fits, never what stands in the
application. A name is compared by its letters and by its sound; a place by a part of it that is
long enough to be no guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from cases.document import Document
from cases.field_rules import read_date
from cases.keys_of import Roles
from cases.schema import Role
from japan.kana import fold
from japan.width import narrow_digits

SHORTEST_PLACE = 5
"""Letters of an address that somebody must tell: a ward alone is known to everybody."""


class Item(StrEnum):
    """What a caller may tell."""

    NAME = "name"
    BIRTH = "birth"
    ADDRESS = "address"
    CHILD = "child"
    """A child's name and birth date."""
    PHONE = "phone"


class Relation(StrEnum):
    """Who the caller is to the applicant."""

    SELF = "self"
    PROXY = "proxy"
    """Speaks for the applicant with their power of attorney."""
    HELPER = "helper"
    """Helps with the call while the applicant is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the caller said; empty where nothing was."""

    name: str = ""
    birth: str = ""
    address: str = ""
    child_name: str = ""
    child_birth: str = ""
    phone: str = ""


def fitting(told: Told, document: Document, roles: Roles) -> frozenset[Item]:
    """Give the items that were told and fit."""
    return frozenset(_fitting(told, document, roles))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a campaign takes for proof of who a caller is."""

    needed: tuple[Item, ...] = (Item.NAME, Item.BIRTH)
    """All of these."""
    besides: tuple[Item, ...] = (Item.ADDRESS, Item.CHILD, Item.PHONE)
    count: int = 1
    """And so many of `besides`."""

    def is_given(self, items: frozenset[Item]) -> bool:
        """Tell whether what fitted is proof."""
        return items.issuperset(self.needed) and len(items & set(self.besides)) >= self.count


def _fitting(told: Told, document: Document, roles: Roles) -> Iterator[Item]:
    names = (Role.APPLICANT_NAME, Role.APPLICANT_KANA)
    if _is_one_of(told.name, [roles.of(role, document) for role in names]):
        yield Item.NAME
    if _is_same_day(told.birth, roles.of(Role.APPLICANT_BIRTH, document)):
        yield Item.BIRTH
    place = fold(told.address)
    if len(place) >= SHORTEST_PLACE and place in fold(roles.of(Role.ADDRESS, document)):
        yield Item.ADDRESS
    if any(_is_child(told, document, roles, n) for n in range(1, len(document.children) + 1)):
        yield Item.CHILD
    digits = _digits(told.phone)
    if digits and digits == _digits(roles.of(Role.PHONE, document)):
        yield Item.PHONE


def _is_child(told: Told, document: Document, roles: Roles, child: int) -> bool:
    names = [roles.of(role, document, child) for role in (Role.CHILD_NAME, Role.CHILD_KANA)]
    birth = roles.of(Role.CHILD_BIRTH, document, child)
    return _is_one_of(told.child_name, names) and _is_same_day(told.child_birth, birth)


def _is_one_of(told: str, names: list[str]) -> bool:
    key = fold(told)
    return bool(key) and key in {fold(each) for each in names}


def _is_same_day(told: str, written: str) -> bool:
    day = read_date(narrow_digits(told.strip()))
    return day is not None and day == read_date(written)


def _digits(text: str) -> str:
    return re.sub("[^0-9]", "", narrow_digits(text))
