"""Dates as Japanese papers write them: 和暦, with the weekday. Pure."""

from __future__ import annotations

from datetime import date

_ERAS = ((date(2019, 5, 1), "令和"), (date(1989, 1, 8), "平成"))
"""Newest first, by their first day (元号法)."""
WEEKDAYS = "月火水木金土日"


def wareki(day: date, *, weekday: bool = True) -> str:
    """Write a day: 令和8年2月2日（月）; the first year of an era is 元年.

    Raises:
        ValueError: the day lies before 平成.
    """
    for begin, era in _ERAS:
        if day >= begin:
            year = day.year - begin.year + 1
            written = f"{era}{'元' if year == 1 else year}年{day.month}月{day.day}日"
            return f"{written}（{WEEKDAYS[day.weekday()]}）" if weekday else written
    raise ValueError(day.isoformat())
