"""The letters by which a case is found: neighbouring pairs of names and addresses.

Kana are folded by sound and parted at spaces, with a mark where a part begins; kanji are folded by
variant; addresses lose their numbers, which are looked at after the case was found. Each pair says
of which kind of text it is, so that a name never matches an address.
"""

from __future__ import annotations

import re
from functools import lru_cache

from cases.document import Document
from cases.schema import Role, Schema
from japan import kana, variants

KANA, NAME, PLACE = "k", "n", "a"

_START = "^"
_SPACE = re.compile("[ \u3000]+")
_NUMBERS = re.compile("[0-9０-９一二三四五六七八九十〇\\-－ー‐−のノ番号丁目条地\\s\u3000]+")


@lru_cache(maxsize=1 << 17)
def kana_grams(text: str) -> frozenset[str]:
    """Give the pairs of a kana text."""
    parts = [kana.fold(each) for each in _SPACE.split(text)]
    return frozenset(gram for part in parts if part for gram in _pairs(KANA, _START + part))


@lru_cache(maxsize=1 << 17)
def name_grams(text: str) -> frozenset[str]:
    """Give the pairs of a name in kanji; a name of one letter is found by it alone."""
    parts = [variants.fold(each) for each in _SPACE.split(text)]
    return frozenset(gram for part in parts if part for gram in _pairs(NAME, _START + part))


def place_grams(text: str) -> frozenset[str]:
    """Give the pairs of an address, number by number left out."""
    return frozenset().union(*map(_place_part, _NUMBERS.split(text)))


@lru_cache(maxsize=1 << 16)
def _place_part(text: str) -> frozenset[str]:
    return frozenset(_pairs(PLACE, variants.fold(text)))


def _pairs(kind: str, text: str) -> list[str]:
    return [kind + text[at : at + 2] for at in range(len(text) - 1)]


class Grams:
    """Takes the pairs of a document by the form's roles."""

    def __init__(self, schema: Schema) -> None:
        self._own_kana = _ids(schema, Role.APPLICANT_KANA)
        self._own_names = _ids(schema, Role.APPLICANT_NAME)
        self._child_kana = _ids(schema, Role.CHILD_KANA)
        self._child_names = _ids(schema, Role.CHILD_NAME)
        self._places = [
            each.id for each in schema.fields if each.role is Role.ADDRESS and not each.per_child
        ]

    def of(self, document: Document) -> set[str]:
        """Give the pairs of a document, each once."""
        get = document.values.get
        found = [kana_grams(get(field, "")) for field in self._own_kana]
        found += [name_grams(get(field, "")) for field in self._own_names]
        found += [place_grams(get(field, "")) for field in self._places]
        for child in document.children:
            found += [kana_grams(child.get(field, "")) for field in self._child_kana]
            found += [name_grams(child.get(field, "")) for field in self._child_names]
        return set().union(*found)


def _ids(schema: Schema, role: Role) -> list[str]:
    return [each.id for each in schema.fields if each.role is role]
