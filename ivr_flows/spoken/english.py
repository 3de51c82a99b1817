"""What is said in English: words only, because voices read figures in many ways.

Our own thirty lines: `num2words` would bring an abandoned parser of options along and still lacks
clock times, and no other library is needed for the numbers of a telephone line.
"""

from __future__ import annotations

from datetime import date, time

from ivr_flows.spoken.japanese import LONG_WAIT_MIN

_ONES_TEXT = (
    "zero one two three four five six seven eight nine ten eleven twelve "
    "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_ONES = _ONES_TEXT.split()
_TENS = [".", ".", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_GROUPS = ((10**9, "billion"), (10**6, "million"), (1_000, "thousand"), (100, "hundred"))
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
    "twenty": "twentieth",
    "thirty": "thirtieth",
}
_MONTHS_TEXT = (
    "January February March April May June July August September October November December"
)
_MONTHS = _MONTHS_TEXT.split()
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_NOON_HOUR = 12

DIGITS = {str(digit): word for digit, word in enumerate(_ONES[:10])}
"""Digits of a number one by one; nothing is said between its groups."""


def number(value: int) -> str:
    """Say a whole number below a trillion: eight thousand three hundred.

    Raises:
        ValueError: the number is negative or larger.
    """
    if not 0 <= value < 10**12:
        raise ValueError(f"{value} is not between 0 and a trillion")
    if value < len(_ONES):
        return _ONES[value]
    if value < 100:
        tens, ones = divmod(value, 10)
        return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
    size, word = next(each for each in _GROUPS if value >= each[0])
    most, rest = divmod(value, size)
    return f"{number(most)} {word}" + (f" {number(rest)}" if rest else "")


def ordinal(value: int) -> str:
    """Say a place in a row: third, twenty-first, fortieth."""
    said = number(value)
    head, last = said[: -len(_last(said))], _last(said)
    return head + _ORDINALS.get(
        last, f"{last.removesuffix('y')}ieth" if last[-1] == "y" else f"{last}th"
    )


def _last(said: str) -> str:
    return said.replace("-", " ").split()[-1]


def day(value: date) -> str:
    """Say a day of the year: February second."""
    return f"{_MONTHS[value.month - 1]} {ordinal(value.day)}"


def day_and_weekday(value: date) -> str:
    """Say a day with its weekday: Tuesday, February third."""
    return f"{_WEEKDAYS[value.weekday()]}, {day(value)}"


def clock(value: time) -> str:
    """Say a time of day: nine a.m., five thirty p.m., eight oh five a.m., noon."""
    if (value.hour, value.minute) == (_NOON_HOUR, 0):
        return "noon"
    half = "a.m." if value.hour < _NOON_HOUR else "p.m."
    minute = f"oh {number(value.minute)}" if 0 < value.minute < 10 else number(value.minute)
    return (
        f"{number((value.hour - 1) % _NOON_HOUR + 1)}{f' {minute}' if value.minute else ''} {half}"
    )


def opening(value: date, opens: time) -> str:
    """Say when calls are taken next: Tuesday, February third, at nine a.m."""
    return f"{day_and_weekday(value)}, at {clock(opens)}"


def opening_in_pieces(value: date, opens: time) -> tuple[str, ...]:
    """Say the same in pieces that many days share."""
    weekday, month = _WEEKDAYS[value.weekday()], _MONTHS[value.month - 1]
    return f"{weekday},", month, f"{ordinal(value.day)},", f"at {clock(opens)}"


def place(value: int) -> str:
    """Say a place in the queue: number three."""
    return f"number {number(value)}"


def wait(minutes: int) -> str:
    """Say how long a caller will presumably wait: about five minutes."""
    if minutes > LONG_WAIT_MIN:
        return f"more than {number(LONG_WAIT_MIN)} minutes"
    return f"about {number(minutes)} minute{'' if minutes == 1 else 's'}"


def yen(value: int) -> str:
    """Say an amount of money: eight thousand three hundred yen."""
    return f"{number(value)} yen"
