"""What people write in many ways made one, so that payments can be compared letter by letter."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache

from cases.field_rules import read_date
from cases.schema import Role
from japan import kana, variants
from japan.width import narrow_digits

EDITION = f"1/{unicodedata.unidata_version}"
"""Changes when one of the ways makes something else of a text: copies of before are then not used.

A test holds the two together.
"""


class Way(StrEnum):
    """What is made of a text."""

    SOUND = "sound"
    """A name in kana as it sounds."""
    LETTERS = "letters"
    """A name in kanji, one letter for all its variants."""
    DAY = "day"
    """An ISO date; what is no date stays, to be equal to itself alone."""
    DIGITS = "digits"


WAYS = {
    Role.APPLICANT_KANA: Way.SOUND,
    Role.APPLICANT_BIRTH: Way.DAY,
    Role.PHONE: Way.DIGITS,
    Role.CHILD_KANA: Way.SOUND,
    Role.CHILD_NAME: Way.LETTERS,
    Role.CHILD_BIRTH: Way.DAY,
}


def maker(way: Way) -> Callable[[str], str]:
    """Give what makes it."""
    return _MAKERS[way]


def _sound(text: str) -> str:
    surname, _, given = text.partition("\u3000")
    return _folded(surname) + _folded(given)


def _letters(text: str) -> str:
    surname, _, given = text.partition("\u3000")
    return _one_variant(surname) + _one_variant(given)


# By part of a name: a city's people share those, and seldom a whole name.
_folded = lru_cache(maxsize=1 << 17)(kana.fold)
_one_variant = lru_cache(maxsize=1 << 17)(variants.fold)


@lru_cache(maxsize=1 << 16)
def _day(birth: str) -> str:
    read = read_date(birth)
    return birth if read is None else read.isoformat()


def _digits(phone: str) -> str:
    if phone.isascii() and phone.isdigit():
        return phone
    return "".join(each for each in narrow_digits(phone) if each.isdigit())


_MAKERS: dict[Way, Callable[[str], str]] = {
    Way.SOUND: _sound,
    Way.LETTERS: _letters,
    Way.DAY: _day,
    Way.DIGITS: _digits,
}
