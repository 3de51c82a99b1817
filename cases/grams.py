"""The letters by which a case is found: neighbouring pairs of names and addresses.

Kana are folded by sound and parted at spaces, with a mark where a part begins; kanji are folded by
variant; addresses lose their numbers, which are looked at after the case was found. Each pair says
of which kind of text it is, so that a name never matches an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from cases.document import Document
from cases.schema import Role, Schema
from japan import kana, variants

KANA, NAME, PLACE = "k", "n", "a"

_START = "^"
_NUMBERS = re.compile("[0-9０-９一二三四五六七八九十〇\\-－ー‐−のノ番号丁目条地\\s\u3000]+")


def kana_grams(text: str) -> frozenset[str]:
    """Give the pairs of a kana text."""
    return _grams(KANA + part for part in _parted(text))


def name_grams(text: str) -> frozenset[str]:
    """Give the pairs of a name in kanji; a name of one letter is found by it alone."""
    return _grams(NAME + part for part in _parted(text))


def place_grams(text: str) -> frozenset[str]:
    """Give the pairs of an address, number by number left out."""
    return _grams(PLACE + part for part in _NUMBERS.split(text))


def _grams(parts: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*map(grams_of_part, parts))


@lru_cache(maxsize=1 << 17)
def grams_of_part(part: str) -> frozenset[str]:
    """Give the pairs of a part as `Grams.parts` has it: its kind, then what was written."""
    kind, text = part[:1], part[1:]
    folded = kana.fold(text) if kind == KANA else variants.fold(text)
    return frozenset(_pairs(kind, folded if kind == PLACE else _START + folded))


def _parted(text: str) -> list[str]:
    return text.replace(" ", "\u3000").split("\u3000")


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

    def of(self, document: Document) -> frozenset[str]:
        """Give the pairs of a document, each once."""
        return _grams(self.parts(document))

    def parts(self, document: Document) -> dict[str, None]:
        """Give what the pairs are taken from: parts of names and places, each with its kind.

        A city's people share them, and pairs by far more of them: many documents are noted by part.
        """
        get = document.values.get
        found = [KANA + part for field in self._own_kana for part in _parted(get(field, ""))]
        found += [NAME + part for field in self._own_names for part in _parted(get(field, ""))]
        for field in self._places:
            found += [PLACE + part for part in _NUMBERS.split(get(field, "")) if part]
        for child in document.children:
            get = child.get
            for field in self._child_kana:
                found += [KANA + part for part in _parted(get(field, ""))]
            for field in self._child_names:
                found += [NAME + part for part in _parted(get(field, ""))]
        return dict.fromkeys(found)


def _ids(schema: Schema, role: Role) -> list[str]:
    return [each.id for each in schema.fields if each.role is role]
