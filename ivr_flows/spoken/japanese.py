"""What is said in Japanese: texts that people read and the voice reads right, as `kana` says."""

from __future__ import annotations

from datetime import date, time

_WEEKDAYS = "月火水木金土日"
_NOON_HOUR = 12
LONG_WAIT_MIN = 30
"""A longer wait is not told more exactly; nobody could promise it."""

DIGITS = {str(digit): str(digit) for digit in range(10)} | {"2": "にー", "5": "ごー", "-": "の"}
"""Digits of a number one by one, as on the telephone: short ones drawn out, の between groups."""


def day(value: date) -> str:
    """Say a day of the year: 2月2日."""
    return f"{value.month}月{value.day}日"


def day_and_weekday(value: date) -> str:
    """Say a day with its weekday: 2月3日、火曜日."""
    return f"{day(value)}、{_WEEKDAYS[value.weekday()]}曜日"


def clock(value: time) -> str:
    """Say a time of day: 午前9時, 午後5時30分, 正午."""
    if (value.hour, value.minute) == (_NOON_HOUR, 0):
        return "正午"
    half = "午前" if value.hour < _NOON_HOUR else "午後"
    minute = f"{value.minute}分" if value.minute else ""
    return f"{half}{value.hour % _NOON_HOUR}時{minute}"


def opening(value: date, opens: time) -> str:
    """Say when calls are taken next: 2月3日、火曜日の、午前9時."""
    return f"{day_and_weekday(value)}の、{clock(opens)}"


def opening_in_pieces(value: date, opens: time) -> tuple[str, ...]:
    """Say the same in pieces that many days share; 1日 alone would be read いちにち."""
    day_of_month = "ついたち" if value.day == 1 else f"{value.day}日"
    weekday = f"{_WEEKDAYS[value.weekday()]}曜日の、{clock(opens)}"
    return f"{value.month}月", day_of_month, weekday


def place(value: int) -> str:
    """Say a place in the queue: 3番目."""
    return f"{value}番目"


def wait(minutes: int) -> str:
    """Say how long a caller will presumably wait: およそ5分, 30分以上."""
    return f"{LONG_WAIT_MIN}分以上" if minutes > LONG_WAIT_MIN else f"およそ{minutes}分"


def yen(value: int) -> str:
    """Say an amount of money: 8300円 (a comma would be read as a pause)."""
    return f"{value}円"
