"""Which numbers may be dialled, and how they are written for a trunk.

Allowed: 0AB-J, 050, 060/070/080/090, 0120 and 0800. Never: 00 and 010 (abroad), 0570 and 0990 and
their like (the caller pays for a service), 020, short codes. 110, 118, 119 only by a supervisor's
rule. A 184 or 186 before the number is taken off: our number is always shown.

Source: 電気通信番号計画 (MIC notice 2019-6); the agents' panel's rule for dialling out.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from japan.phone import E164, Unreadable, national, strip_withholding_prefix, to_e164

EMERGENCY = frozenset({"110", "118", "119"})
"""Police, coast guard, fire and ambulance."""
_SERVICES = re.compile(r"0(570|990|170|180|190|910)|020")
_ABROAD = re.compile(r"\+(?!81)|00|010")
_SHORT = re.compile(r"[0-9#*]{1,6}")


class NotDialled(StrEnum):
    """Why a number is not dialled."""

    NO_NUMBER = "no_number"
    ABROAD = "abroad"
    SERVICE = "service"
    SHORT = "short"
    EMERGENCY = "emergency"
    """It is, but only a supervisor may."""


def to_dial(text: str, *, emergency: bool = False) -> E164 | NotDialled:
    """Read a number that somebody typed, or an application holds, as one that may be dialled.

    Args:
        text: In any usual form.
        emergency: Whether 110, 118 and 119 may be dialled; they are given back as they are.
    """
    typed = strip_withholding_prefix(text)
    number = to_e164(typed)
    if isinstance(number, Unreadable):
        return _short(typed, emergency=emergency)
    inland = national(number)
    if _ABROAD.match(inland):
        return NotDialled.ABROAD
    return NotDialled.SERVICE if _SERVICES.match(inland) else number


def as_dialled(number: str, *, with_country: bool) -> str | None:
    """Write a kept number for a trunk, `0312345678` or `+81312345678`; None if it may not be."""
    if number in EMERGENCY:
        return number
    allowed = to_dial(number)
    if isinstance(allowed, NotDialled):
        return None
    return allowed if with_country else national(allowed)


def _short(typed: str, *, emergency: bool) -> E164 | NotDialled:
    plain = unicodedata.normalize("NFKC", typed)
    digits = "".join(each for each in plain if each in "0123456789#*")
    if digits in EMERGENCY:
        return E164(digits) if emergency else NotDialled.EMERGENCY
    if digits.startswith(("00", "010")):
        return NotDialled.ABROAD
    return NotDialled.SHORT if _SHORT.fullmatch(digits) else NotDialled.NO_NUMBER
