"""Receipt numbers (受付番号): prefix, channel, a number without gaps, and a digit that checks them.

The check is ISO/IEC 7064 MOD 11,10 over channel and number, which finds every mistyped digit and
almost every swap of neighbours. A number is given once and never again (SPR-III-3-2-ウ).
"""

from __future__ import annotations

import re

from cases.schema import Channel
from japan.width import narrow_digits

LETTERS: dict[Channel, str] = {Channel.ONLINE: "O", Channel.POST: "P", Channel.CLIENT: "C"}
PUSH = "A"
"""The letter of those who are paid without an application."""

DIGITS = 6
_ORDER = "OPCA"
_PLAIN = {code: chr(code - 0xFEE0) for code in range(0xFF21, 0xFF5B)}
_PLAIN |= {ord(hyphen): "-" for hyphen in "－ー‐−–—"}
_SHAPE = re.compile(r"([A-Z]{1,3})-?([OPCA])-?([0-9]{6,9})-?([0-9])")


def number_of(prefix: str, letter: str, seq: int) -> str:
    """Write the receipt number of a case; `letter` is a channel's or `PUSH`."""
    digits = f"{seq:0{DIGITS}d}"
    return f"{prefix}-{letter}-{digits}-{check_digit(letter, digits)}"


def read_number(text: str) -> str | None:
    """Read a number as people type it, without hyphens or in full width; None if it is none."""
    plain = narrow_digits(text).translate(_PLAIN).upper().strip()
    found = _SHAPE.fullmatch(plain)
    if found is None or check_digit(found[2], found[3]) != found[4]:
        return None
    return f"{found[1]}-{found[2]}-{found[3]}-{found[4]}"


def seq_of(number: str) -> int:
    """Give the number within a receipt number that was read or written here."""
    return int(number.rsplit("-", 2)[1])


def check_digit(letter: str, digits: str) -> str:
    """Compute the check digit (ISO/IEC 7064 MOD 11,10)."""
    product = 10
    for digit in f"{_ORDER.index(letter)}{digits}":
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)
