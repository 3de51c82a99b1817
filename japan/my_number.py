"""An individual number (マイナンバー) in a free text: it must never be kept, so it is found first.

Twelve digits whose last one is the check digit of the eleven before (Order of the Ministry of
Internal Affairs No. 85 of 2014, article 5). People write them in groups, in wide digits, too.
"""

from __future__ import annotations

import re
import unicodedata

LENGTH = 12
REFUSED = "マイナンバーと思われる12桁の数字があります。記録できません。"
"""What is said to whoever typed one."""
_GROUPED = re.compile(r"[0-9]+(?:[ ,./_・\-‐-―−ー][0-9]+)*", re.ASCII)
_APART = re.compile(
    r"[0-9]{3,}(?:[\s,./_・、。:;()\[\]「」『』【】〔〕<>|\-‐-―−ー]{1,4}[0-9]{3,})*", re.ASCII
)
"""Groups that stand further apart: of three digits at least, or days and times would be found."""
_GROUP = re.compile(r"[0-9]+", re.ASCII)


def holds_my_number(text: str) -> bool:
    """Tell whether whole groups of digits, one after the other, make an individual number."""
    plain = unicodedata.normalize("NFKC", text)
    found = (*_GROUPED.findall(plain), *_APART.findall(plain))
    return any(_holds(_GROUP.findall(each)) for each in found)


def _holds(groups: list[str]) -> bool:
    for first in range(len(groups)):
        digits = ""
        for group in groups[first:]:
            digits += group
            if len(digits) >= LENGTH:
                break
        if len(digits) == LENGTH and _is_right(digits):
            return True
    return False


def _is_right(digits: str) -> bool:
    backward = [int(digit) for digit in reversed(digits[:-1])]
    weights = (*range(2, 8), *range(2, 7))
    rest = sum(digit * weight for digit, weight in zip(backward, weights, strict=True)) % 11
    return int(digits[-1]) == (0 if rest <= 1 else 11 - rest)
