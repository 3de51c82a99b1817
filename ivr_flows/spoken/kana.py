"""How Japanese numbers and their counters are read, in hiragana.

Our own, because no library has the counters: num2words reads 300 as さんびゃく, but knows neither
いっぷん nor よっか. Readings follow NHK's dictionary of pronunciation where there are several.
"""

from __future__ import annotations

from datetime import date, time

_DIGITS = ("", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう")
_MYRIADS = ("", "まん", "おく", "ちょう")
_HUNDREDS = {1: "ひゃく", 3: "さんびゃく", 6: "ろっぴゃく", 8: "はっぴゃく"}
_THOUSANDS = {1: "せん", 3: "さんぜん", 8: "はっせん"}
_BEFORE_TRILLION = {"いち": "いっ", "はち": "はっ", "じゅう": "じゅっ"}
LARGEST = 10**16 - 1
"""The largest number that can be read."""

_DAYS = {
    1: "ついたち",
    2: "ふつか",
    3: "みっか",
    4: "よっか",
    5: "いつか",
    6: "むいか",
    7: "なのか",
    8: "ようか",
    9: "ここのか",
    10: "とおか",
    14: "じゅうよっか",
    20: "はつか",
    24: "にじゅうよっか",
}
_WEEKDAYS = ("げつ", "か", "すい", "もく", "きん", "ど", "にち")

_HOUR_ENDS = {"よん": "よ", "なな": "しち", "きゅう": "く"}
_MONTH_ENDS = {"よん": "し", "なな": "しち", "きゅう": "く"}
_DAY_ENDS = {"なな": "しち", "きゅう": "く"}
_PEOPLE_ENDS = {"よん": "よ", "なな": "しち"}
_YEN_ENDS = {"よん": "よ"}
_SHORT_ENDS = {"いち": "いっ", "ろく": "ろっ", "はち": "はっ", "じゅう": "じゅっ", "ゃく": "ゃっ"}
_P_ENDS = ("っ", "さん", "よん", "せん", "まん")
"""After these 分 is ぷん; after all others ふん."""


def number(value: int) -> str:
    """Read a whole number from 0 to `LARGEST`: 300 さんびゃく, 8000 はっせん, 10000 いちまん.

    Raises:
        ValueError: the number is negative or larger.
    """
    if not 0 <= value <= LARGEST:
        raise ValueError(f"{value} is not between 0 and {LARGEST}")
    if value == 0:
        return "ぜろ"
    said = ""
    for power in range(len(_MYRIADS) - 1, -1, -1):
        group = value // 10_000**power % 10_000
        if group:
            said += _group(group, _MYRIADS[power])
    return said


def _group(group: int, myriad: str) -> str:
    thousands, hundreds, tens, ones = (group // 10**n % 10 for n in (3, 2, 1, 0))
    said = _times(thousands, "せん", _THOUSANDS) + _times(hundreds, "ひゃく", _HUNDREDS)
    said += _times(tens, "じゅう", {1: "じゅう"}) + _DIGITS[ones]
    if myriad and thousands == 1:
        said = f"いっ{said}"  # いっせんまん, but せんえん
    return _changed(said, _BEFORE_TRILLION if myriad == "ちょう" else {}) + myriad


def _times(digit: int, unit: str, special: dict[int, str]) -> str:
    return special.get(digit, f"{_DIGITS[digit]}{unit}") if digit else ""


def minutes(value: int) -> str:
    """Read minutes: 1 いっぷん, 3 さんぷん, 5 ごふん, 10 じゅっぷん."""
    said = _changed(number(value), _SHORT_ENDS)
    return said + ("ぷん" if said.endswith(_P_ENDS) else "ふん")


def hour(value: int) -> str:
    """Read an hour of the clock: 4 よじ, 7 しちじ, 9 くじ, 0 れいじ."""
    return ("れい" if value == 0 else _changed(number(value), _HOUR_ENDS)) + "じ"


def day_of_month(value: int) -> str:
    """Read a day of the month: 4 よっか, 19 じゅうくにち, 20 はつか."""
    return _DAYS.get(value) or _changed(number(value), _DAY_ENDS) + "にち"


def month(value: int) -> str:
    """Read a month: 4 しがつ, 7 しちがつ, 9 くがつ."""
    return _changed(number(value), _MONTH_ENDS) + "がつ"


def weekday(day: date) -> str:
    """Read the day of the week: かようび."""
    return f"{_WEEKDAYS[day.weekday()]}ようび"


def people(value: int) -> str:
    """Count people: 1 ひとり, 2 ふたり, 4 よにん."""
    special = {1: "ひとり", 2: "ふたり"}
    return special.get(value) or _changed(number(value), _PEOPLE_ENDS) + "にん"


def yen(value: int) -> str:
    """Read an amount of money: 4 よえん, 8300 はっせんさんびゃくえん."""
    return _changed(number(value), _YEN_ENDS) + "えん"


def place(value: int) -> str:
    """Read a place in a queue: 3 さんばんめ."""
    return f"{number(value)}ばんめ"


def day(value: date) -> str:
    """Read a date without its year: にがつよっか."""
    return month(value.month) + day_of_month(value.day)


def clock(value: time) -> str:
    """Read a time of day, by its half: ごぜんくじ, ごごごじさんじゅっぷん; 12:00 is しょうご."""
    if (value.hour, value.minute) == (12, 0):
        return "しょうご"
    half = "ごぜん" if value.hour < 12 else "ごご"
    return half + hour(value.hour % 12) + (minutes(value.minute) if value.minute else "")


def _changed(said: str, ends: dict[str, str]) -> str:
    """Change how a number ends before its counter."""
    for end, changed in ends.items():
        if said.endswith(end):
            return said.removesuffix(end) + changed
    return said
