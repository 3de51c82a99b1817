"""Full width and half width, as forms ask for them (全角, 半角) and as people mistype them.

Half width is what takes one column on a Japanese terminal: ASCII, half-width katakana and their
marks. Everything else, external characters and unknown scripts included, counts as full width, so
that no letter of a name is ever refused for being rare.
"""

from __future__ import annotations

import re
import unicodedata

HALF = r"\x00-\x7f\xa0-\xff｡-ﾟ￨-￮"
"""The half-width characters, as the inside of a regular expression's brackets."""

_KANA = re.compile(r"[｡-ﾟ]+")
_WIDE = {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {0x20: "\u3000"}
_HALF = re.compile(f"[{HALF}]")
_DIGITS = {
    ord(wide): narrow for wide, narrow in zip("０１２３４５６７８９", "0123456789", strict=True)
}


def has_half_width(text: str) -> bool:
    """Tell whether a text has a half-width character; a line end is one."""
    return _HALF.search(text) is not None


def widen(text: str) -> str:
    """Write half-width characters as full-width ones, voiced kana as one letter each."""
    kana = _KANA.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return kana.translate(_WIDE)


def narrow_digits(text: str) -> str:
    """Write full-width digits as half-width ones; nothing else changes."""
    return text.translate(_DIGITS)
