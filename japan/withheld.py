"""Why a caller's number is not shown, read from what Japanese carriers put in its place.

The carriers give `anonymous@anonymous.invalid` as the From address and say why in its display name:
`Anonymous`, `Coin line/payphone`, `Unavailable`, `Interaction with other service`; older gateways
and the analogue number display give the single letters P, C, O and S (RFC 3323, RFC 3325, TTC
JJ-90.10). What a city's callers see on their own phones is 非通知, 公衆電話, 表示圏外.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Withheld(StrEnum):
    """Why a caller's number is not shown; the values are those of `callcenter.events.Withheld`."""

    ANONYMOUS = "anonymous"
    """非通知: the caller asked for it."""
    PAYPHONE = "payphone"
    """公衆電話."""
    OUT_OF_AREA = "out_of_area"
    """表示圏外: the network could not carry the number."""
    UNKNOWN = "unknown"
    """不明: no number came, or none that can be read."""


_WORDS = {
    Withheld.ANONYMOUS: (
        *("anonymous", "restricted", "withheld", "private", "private number"),
        *("非通知", "非通知設定"),
    ),
    Withheld.PAYPHONE: ("coin line/payphone", "coin line", "payphone", "公衆電話"),
    Withheld.OUT_OF_AREA: (
        *("unavailable", "interaction with other service", "out of area"),
        *("表示圏外", "通知圏外"),
    ),
}
_REASONS = {word: reason for reason, words in _WORDS.items() for word in words}

_LETTERS = {
    "p": Withheld.ANONYMOUS,
    "c": Withheld.PAYPHONE,
    "o": Withheld.OUT_OF_AREA,
    "s": Withheld.OUT_OF_AREA,
}

_HIDING = frozenset({"id", "user", "header"})

_ANONYMOUS_HOST = "@anonymous.invalid"

_LONGEST_WORD = 64


def asks_privacy(header: str) -> bool:
    """Tell whether a Privacy header, with any list of values, wants the number kept back.

    `id`, `user` and `header` do; `none`, `critical`, `session` and `history` do not. A list that
    contradicts itself (`none; id`) does: showing a number cannot be taken back.
    """
    return not _HIDING.isdisjoint(re.split(r'[;,\s"]+', header.lower()))


def named_reason(*texts: str) -> Withheld | None:
    """Find the reason that the parts of an address name outright, even beside a number.

    The most telling part wins: a display name `Coin line/payphone` says more than the address
    `anonymous` beside it.
    """
    found = {_REASONS.get(_word(text)) for text in texts}
    if any(_ANONYMOUS_HOST in text.lower() for text in texts):
        found.add(Withheld.ANONYMOUS)
    telling = (Withheld.PAYPHONE, Withheld.OUT_OF_AREA, Withheld.ANONYMOUS)
    return next((reason for reason in telling if reason in found), None)


def lettered_reason(*texts: str) -> Withheld:
    """Find the reason of a number that is missing: a carrier's single letter, else unknown.

    To be asked only when there is no number: a display name may be a single letter.
    """
    letters = (_LETTERS.get(_word(text)) for text in texts)
    return next((reason for reason in letters if reason), Withheld.UNKNOWN)


def withholding_words() -> tuple[str, ...]:
    """List the words that stand in a number's place, in small letters and without blanks.

    For Asterisk's dialplan, which serves by itself while there is no controller.
    """
    return tuple(dict.fromkeys("".join(word.split()) for word in _REASONS))


def _word(text: str) -> str:
    return " ".join(text[:_LONGEST_WORD].replace('"', " ").casefold().split())
