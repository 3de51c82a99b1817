"""Telephone numbers as one form, E.164, and who calls whom.

`to_e164` reads what people type, applications hold and trunks deliver. Its rules are our own and
short, because the controller loads this file and starts in 0.2 s: the package `phonenumbers` costs
0.4 s and 23 MB for what a Japanese call centre needs, a leading 0 and nine or ten digits. It is the
oracle of our tests instead: every number that it calls valid in Japan is read the same here. Which
exchanges exist is not judged, so a number that nobody has (`011-000-0100`) is read as well.

Whatever comes from outside is answered with a value; nothing here raises for bad input.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NewType

from japan import sip_address
from japan.withheld import Withheld, asks_privacy, lettered_reason, named_reason

E164 = NewType("E164", str)
"""A `+`, the country's code and the number, digits only: `+81112113944` (ITU-T E.164)."""

CalledBy = Literal["uri", "to", "p_called_party_id"]
"""Where a trunk says which number was called: the request's URI, To, or P-Called-Party-ID."""


class Why(StrEnum):
    """Why a text is no telephone number."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_DIGITS = "not_digits"
    """It holds something that no number has: words, two numbers, an extension."""
    NO_SUCH_NUMBER = "no_such_number"
    """Digits only, but too few, too many, or none of ours (110, 119)."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A text that is no telephone number."""

    why: Why


@dataclass(frozen=True, slots=True)
class KnownCaller:
    """A caller whose number may be shown, matched and called back."""

    number: E164


@dataclass(frozen=True, slots=True)
class WithheldCaller:
    """A caller without a number; one that came all the same is not kept here."""

    reason: Withheld


_HYPHENS = (
    "-\u00ad\u058a\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u207b\u2212"
    "\u2500\u2501\u30fc\uff70\ufe58\ufe63"
)
_BRACKETS = "()[]{}〔〕【】「」｢｣"
_BLANKS = " \t\u00a0\u2002\u2003\u2009\u202f\u3000\u200b\u200e\u200f\u202a\u202c\u2060\ufeff"
_DROPPED = frozenset(_HYPHENS + _BRACKETS + _BLANKS + ".")

_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_PLAIN: dict[int, str | None] = {
    **{code: None if char in _DROPPED else char for code, char in _FULL_WIDTH.items()},
    **{ord(char): None for char in _DROPPED},
}

_DIGITS = re.compile(r"\+?[0-9]+")
_JAPANESE = re.compile(r"[25-9]0[0-9]{8}|(?![25-9]0)[1-9][0-9]{8}")
"""After the leading 0: 050, 060, 070, 080 (0800), 090 and 020 have ten digits, all others nine."""
_FOREIGN = re.compile(r"(?!81)[1-9][0-9]{6,14}")
_WITHHOLDING = re.compile(r"18[46](?=[0+])")

_LONGEST_NUMBER = 64


def to_e164(text: str) -> E164 | Unreadable:
    """Read a number in any of its usual forms.

    `011...`, `+81...`, `81...`, `010` and a country's code, tel: and SIP URIs, full-width digits,
    hyphens of every kind, brackets, blanks, dots. A 184 or 186 before it is not stripped here.
    """
    if len(text) > sip_address.LONGEST:
        return Unreadable(Why.TOO_LONG)
    plain = sip_address.user_of(text.strip()).translate(_PLAIN)
    if not plain:
        return Unreadable(Why.EMPTY)
    if len(plain) > _LONGEST_NUMBER:
        return Unreadable(Why.TOO_LONG)
    if not _DIGITS.fullmatch(plain):
        return Unreadable(Why.NOT_DIGITS)
    return _with_country(plain)


def national(number: E164) -> str:
    """Write a number as it is dialled in Japan: `0112113944`; a foreign one stays as it is."""
    return f"0{number[3:]}" if number.startswith("+81") else number


def strip_withholding_prefix(text: str) -> str:
    """Take off a leading 184 (hide my number) or 186 (show it); other text stays as it is.

    For numbers that staff type or an application holds, before `to_e164`; never for a caller's
    own number, which no network delivers with them.
    """
    plain = text.strip().translate(_PLAIN)
    return plain[3:] if _WITHHOLDING.match(plain) else text


def read_caller(
    *, from_number: str, from_name: str, asserted_identity: str, privacy: str, trusted: bool
) -> KnownCaller | WithheldCaller:
    """Tell who calls, as far as it may be known.

    `from_number` is the number of the From header or the whole address; `asserted_identity` is
    P-Asserted-Identity, several values parted by commas, believed only of a `trusted` trunk
    (RFC 3325). An anonymous From or any Privacy list with id, user or header is withheld, and then
    a number left in P-Asserted-Identity is not given out at all.
    """
    name = from_name or sip_address.name_of(from_number)
    reason = named_reason(name, sip_address.user_of(from_number), from_number)
    if reason or asks_privacy(privacy):
        return WithheldCaller(reason or Withheld.ANONYMOUS)
    asserted = _asserted(asserted_identity) if trusted else None
    if asserted:
        return asserted
    number = to_e164(from_number)
    if isinstance(number, Unreadable):
        return WithheldCaller(lettered_reason(name, from_number))
    return KnownCaller(number)


def read_called(*, request_uri: str, to: str, p_called_party_id: str, by: CalledBy) -> str:
    """Tell the called number in E.164, or what was dialled if it is no number.

    A header that the trunk was said to use and did not send is replaced by the request's URI.
    What was dialled is cut to 64 printable characters; it may be anybody's number, or a name.
    """
    headers = {"uri": request_uri, "to": to, "p_called_party_id": p_called_party_id}
    chosen = (headers[by] or request_uri)[: sip_address.LONGEST]
    number = to_e164(chosen)
    if not isinstance(number, Unreadable):
        return number
    dialled = sip_address.user_of(chosen)
    return "".join(char for char in dialled if char.isprintable())[:_LONGEST_NUMBER]


def _asserted(header: str) -> KnownCaller | WithheldCaller | None:
    if len(header) > sip_address.LONGEST:
        return None
    found = sip_address.addresses(header)
    for address in found:
        name, user = sip_address.name_of(address), sip_address.user_of(address)
        reason = named_reason(name, user, address)
        if reason:
            return WithheldCaller(reason)
    numbers = (to_e164(address) for address in found)
    return next((KnownCaller(each) for each in numbers if not isinstance(each, Unreadable)), None)


def _with_country(plain: str) -> E164 | Unreadable:
    if plain.startswith("+"):
        digits = plain[1:]
    elif plain.startswith("010"):
        digits = plain[3:]
    elif plain.startswith("0"):
        digits = f"81{plain[1:]}"
    elif plain.startswith("81"):
        digits = plain
    else:
        return Unreadable(Why.NO_SUCH_NUMBER)
    if _FOREIGN.fullmatch(digits):
        return E164(f"+{digits}")
    inland = digits.removeprefix("81").removeprefix("0" if plain[0] != "0" else "")
    if digits.startswith("81") and _JAPANESE.fullmatch(inland):
        return E164(f"+81{inland}")
    return Unreadable(Why.NO_SUCH_NUMBER)
