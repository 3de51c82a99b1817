"""What holds for one field by itself: F-01 to F-24 as kinds, compiled once for each field.

A check takes what was written and gives what is kept of it and what is wrong. Values that are right
pass one regular expression; only wrong ones are looked at closely.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from cases.findings import Code
from cases.schema import Field, Kind
from japan.width import HALF, has_half_width, widen
from japan.zengin import to_bank_letters

Codes = tuple[Code, ...]
_FISCAL_MONTH = 4
Check = Callable[[str, date], tuple[str, Codes]]
"""From what was written and the day of receipt to what is kept and what is wrong."""

HOLDER_LETTERS = 30

_KATAKANA = "ァ-ヺー・ヽヾ"
_SPACES = " \u3000\t\r\n"
_GAP = re.compile("[ \u3000]+")
_TEXT = re.compile(f"[^{HALF}]+")
_NAME = re.compile(f"[^{HALF}\u3000]+(?:\u3000[^{HALF}\u3000]+)+")
_KANA_NAME = re.compile(f"[{_KATAKANA}]+(?:\u3000[{_KATAKANA}]+)+")
_KANA = re.compile(f"[{_KATAKANA}\u3000（）．－]+")
_NOT_BLANK = r"(?=\s*[^\s\0])"
_DIGITS = re.compile("[0-9]+")
_DATE = re.compile(r"([0-9]{4})(?:-|/|年)([0-9]{1,2})(?:-|/|月)([0-9]{1,2})日?")


def check_of(field: Field, *, widened: bool) -> Check:
    """Compile the check of a field; `widened` writes its half-width letters in full width."""
    if field.kind in _WRITTEN:
        return _full_width(*_WRITTEN[field.kind], widened)
    match field.kind:
        case Kind.KANA:
            return _holder(_full_width(_KANA, _in_kana, widened))
        case Kind.DIGITS:
            return _digits(field)
        case Kind.DATE:
            return _date(field)
        case Kind.CHOICE:
            return _choice(field)
        case Kind.COUNT:
            return lambda value, _: (value, () if _is_count(value) else (Code.DIGIT,))
        case _:
            return lambda value, _: (value, ())


def glance_of(field: Field) -> str:
    """Write the expression of values that are right as they stand, a NUL behind them.

    A value that passes is never blank, and its check gives it back without a finding; but a date
    is to be asked of `quick_date`, too, and whoever needs it looks whether it is after the receipt.
    """
    match field.kind:
        case Kind.TEXT | Kind.NAME | Kind.KANA_NAME:
            return f"{_NOT_BLANK}{_WRITTEN[field.kind][0].pattern}"
        case Kind.CHOICE:
            return f"(?:{'|'.join(re.escape(each) for each in field.choices if each.strip())})"
        case Kind.DIGITS:
            lengths = "|".join(f"[0-9]{{{each}}}" for each in field.lengths) or "[0-9]+"
            return f"(?={re.escape(field.prefix)})(?:{lengths})(?=\0)"
        case Kind.COUNT:
            return "[0-9]{1,2}"
        case Kind.DATE:
            return "[0-9]{4}-[0-9]{2}-[0-9]{2}"
        case Kind.KANA:
            # So few letters have room, whichever of them banks write as two.
            return f"{_NOT_BLANK}[ァ-ワヲ-ヴー\u3000]{{1,{HOLDER_LETTERS // 2}}}"
        case Kind.ATTACHMENT | Kind.FREE:
            return f"{_NOT_BLANK}[^\0]+"


def _full_width(right: re.Pattern[str], wrong: Callable[[str], Codes], widened: bool) -> Check:
    is_right = right.fullmatch

    def check(value: str, _: date) -> tuple[str, Codes]:
        if is_right(value):
            return value, ()
        kept = _GAP.sub("\u3000", value.strip(_SPACES)) if wrong is not _in_text else value.strip()
        if not is_right(kept) and widened:
            kept = widen(kept)
        return (kept, ()) if is_right(kept) else (value, wrong(value))

    return check


def _in_text(value: str) -> Codes:
    return (Code.WIDTH,)


def _in_name(value: str) -> Codes:
    return _width(value) + _space(value)


def _in_kana_name(value: str) -> Codes:
    return _width(value) + _letters(value, _KANA) + _space(value)


def _in_kana(value: str) -> Codes:
    return _width(value) + _letters(value, _KANA)


_WRITTEN: dict[Kind, tuple[re.Pattern[str], Callable[[str], Codes]]] = {
    Kind.TEXT: (_TEXT, _in_text),
    Kind.NAME: (_NAME, _in_name),
    Kind.KANA_NAME: (_KANA_NAME, _in_kana_name),
}


def _width(value: str) -> Codes:
    return (Code.WIDTH,) if has_half_width(_GAP.sub("", value.strip(_SPACES))) else ()


def _letters(value: str, allowed: re.Pattern[str]) -> Codes:
    """Judge the full-width letters alone: the half-width ones are another finding."""
    wide = "".join(_TEXT.findall(value))
    return (Code.KANA,) if wide and not allowed.fullmatch(wide) else ()


def _space(value: str) -> Codes:
    return () if _GAP.search(value.strip(_SPACES)) else (Code.NAME_SPACE,)


def _holder(written: Check) -> Check:
    def check(value: str, received: date) -> tuple[str, Codes]:
        kept, wrong = written(value, received)
        if wrong:
            return kept, wrong
        letters = to_bank_letters(kept)
        if isinstance(letters, str) and len(letters) <= HOLDER_LETTERS:
            return kept, ()
        return kept, (Code.BANK_LETTERS,)

    return check


def _digits(field: Field) -> Check:
    lengths, prefix = frozenset(field.lengths), field.prefix

    def check(value: str, _: date) -> tuple[str, Codes]:
        if not _DIGITS.fullmatch(value):
            return value, (Code.DIGIT,)
        if lengths and len(value) not in lengths:
            return value, (Code.LENGTH,)
        return value, () if value.startswith(prefix) else (Code.PREFIX,)

    return check


def _date(field: Field) -> Check:
    first, last, by_receipt = field.not_before, field.not_after, field.not_after_receipt
    most = field.fiscal_age_most

    def check(value: str, received: date) -> tuple[str, Codes]:
        day = read_date(value)
        if day is None:
            return value, (Code.DATE,)
        too_old = most is not None and day < _born_from(received, most)
        if too_old or (first and day < first):
            return day.isoformat(), (Code.DATE_EARLY,)
        if (last and day > last) or (by_receipt and day > received):
            return day.isoformat(), (Code.DATE_LATE,)
        return day.isoformat(), ()

    return check


def _born_from(received: date, age: int) -> date:
    """Give the first birth date of who reaches an age in the fiscal year of a day, or later.

    By law an age is reached on the day before the birthday: who was born on April 1 reaches it on
    March 31, a fiscal year before who was born on April 2 (年齢計算ニ関スル法律).
    """
    year = received.year if received.month >= _FISCAL_MONTH else received.year - 1
    return date(year - age, _FISCAL_MONTH, 2)


def quick_date(field: Field) -> Callable[[str], bool]:
    """Compile a look that tells dates which are right as they stand; the receipt has no say."""
    first, last = field.not_before or date.min, field.not_after or date.max

    @lru_cache(maxsize=1 << 15)
    def is_right(value: str) -> bool:
        day = read_date(value)
        return day is not None and value == day.isoformat() and first <= day <= last

    return is_right


def _choice(field: Field) -> Check:
    known = frozenset(field.choices)
    return lambda value, _: (value, () if value in known else (Code.CHOICE,))


def _is_count(value: str) -> bool:
    return len(value) <= 2 and _DIGITS.fullmatch(value) is not None


@lru_cache(maxsize=1 << 16)
def read_date(value: str) -> date | None:
    """Read a date as pull-downs and offices write it: 2026-02-03, 2026/2/3, 2026年2月3日."""
    found = _DATE.fullmatch(value)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
