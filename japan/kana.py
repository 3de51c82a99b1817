"""Kana as the ear hears it: one form for all the ways in which people write the same sound.

`fold` makes keys for searching and comparing, never text to show: hiragana and katakana, half and
full width, small and large letters, long marks, hyphens, spaces and dots all meet.
"""

from __future__ import annotations

import unicodedata

_HIRAGANA = {code: chr(code + 0x60) for code in range(0x3041, 0x3097)}
_TO_HIRAGANA = {code: chr(code - 0x60) for code in range(0x30A1, 0x30F7)}
_LARGE = {
    ord(small): large
    for small, large in zip("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ", strict=True)
}
_SAME_SOUND = {ord(one): other for one, other in zip("ヂヅヲヰヱ", "ジズオイエ", strict=True)}
_DROPPED = dict.fromkeys(map(ord, " \u3000\t\r\n・･.,'’-‐‑‒–—―−ー－ｰ゛゜゙゚"), None)
_KATAKANA = {**_LARGE, **_SAME_SOUND}
_FOLD: dict[int, str | None] = {
    **{code: _KATAKANA.get(ord(letter), letter) for code, letter in _HIRAGANA.items()},
    **_KATAKANA,
    **_DROPPED,
}
"""All at once: letter by letter it is the same as one after the other, and a third of the time."""


def fold(text: str) -> str:
    """Give the key of a kana text; other letters stay, in NFKC and upper case."""
    return unicodedata.normalize("NFKC", text).translate(_FOLD).upper()


def to_katakana(text: str) -> str:
    """Write hiragana as katakana."""
    return text.translate(_HIRAGANA)


def to_hiragana(text: str) -> str:
    """Write katakana as hiragana."""
    return text.translate(_TO_HIRAGANA)
