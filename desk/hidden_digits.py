"""Digits in what somebody wrote, found however they are written. Pure.

A digit is one of any script, in a circle or raised, or a kanji (〇 to 九). A number goes on over
whatever is no letter (spaces, dots, brackets, hyphens, line ends, 一 read as a dash), and over ー
and の, as in 011の234の5678. Numbers spoken in letters (ゼロイチイチ, 千二百) are words.
"""

from __future__ import annotations

import re

LEAST_HIDDEN = 4
"""So many digits in a row are hidden, and more."""
LEAST_SOUGHT = 2
"""So many in a row are not looked for: pairs alone would tell a hidden number bit by bit."""
_DIGIT = r"[\d〇零一二三四五六七八九壱弐参²³¹⁰⁴-⁹₀-₉①-⒛⓪-⓿❶-➓㈠-㈨㊀-㊈\U0001F100-\U0001F10A]"
_BETWEEN = r"[\W_ーｰのノﾉ]*+"


def _row(least: int) -> re.Pattern[str]:
    return re.compile(f"{_DIGIT}(?:{_BETWEEN}{_DIGIT}){{{least - 1},}}")


_HIDDEN, _SOUGHT = _row(LEAST_HIDDEN), _row(LEAST_SOUGHT)


def hide(text: str, sign: str) -> str:
    """Put a sign in the place of each row of `LEAST_HIDDEN` digits or more."""
    return _HIDDEN.sub(sign, text)


def names_digits(text: str) -> bool:
    """Tell whether a text that is looked for has `LEAST_SOUGHT` digits in a row."""
    return _SOUGHT.search(text) is not None
