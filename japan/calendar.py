"""Public holidays of Japan, the days of operation between two dates, offices' and banks' days.

The holidays are those of the package `holidays` (国民の祝日に関する法律, 振替休日 and 国民の休日
included). A new law or a city's own rule does not wait for its next release: days are added and
removed by hand. Loaded where a campaign is read, never by the controller, which receives dates.
"""

from __future__ import annotations

from datetime import date, timedelta

import holidays

_NEW_YEAR = {(12, 31), (1, 1), (1, 2), (1, 3)}


def public_holidays(first: date, last: date) -> dict[date, str]:
    """Give the public holidays from `first` to `last`, both included, with their Japanese names."""
    years = range(first.year, last.year + 1)
    found = holidays.country_holidays("JP", years=years, language="ja")
    return {day: name for day, name in sorted(found.items()) if first <= day <= last}


def months_after(day: date, months: int) -> date:
    """Give the same day so many months later; a month that has no such day gives its last."""
    first = date(day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def is_bank_day(day: date) -> bool:
    """Tell whether banks work on a day: no weekend, no holiday, not 31 December to 3 January.

    Source: 銀行法施行令 第5条.
    """
    if day.weekday() >= 5 or (day.month, day.day) in _NEW_YEAR:
        return False
    return day not in public_holidays(day, day)


def next_bank_day(day: date) -> date:
    """Give the first day from `day` on, itself included, on which banks work."""
    while not is_bank_day(day):
        day += timedelta(days=1)
    return day


def is_business_day(day: date) -> bool:
    """Tell whether offices work on a day (営業日): a weekday that is no public holiday."""
    return day.weekday() < 5 and not public_holidays(day, day)


def next_business_day(day: date) -> date:
    """Give the first business day from `day` on, itself included."""
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def previous_business_day(day: date) -> date:
    """Give the last business day up to `day`, itself included."""
    while not is_business_day(day):
        day -= timedelta(days=1)
    return day
