"""The periods of reports, written as people and commands write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from japan.era import wareki

_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"\d{4}")
_FISCAL_MONTH = 4


class Kind(StrEnum):
    """What a report is of."""

    WEEKLY = "weekly"
    DAILY = "daily"
    COMPLAINT = "complaint"
    """The complaints of one day (SPR-II-3-4-オ)."""
    MONTHLY = "monthly"
    YEARLY = "yearly"
    """A fiscal year, from April to March."""
    STAFF = "staff"
    """What each person did in a week."""
    COMPLETION = "completion"
    """That the work of a month is done (完了届, SET-I-11)."""
    PERSONAL_DATA = "personal_data"
    """How personal data were handled in a month (SPR-別紙-10)."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included, and the name that commands take."""

    name: str
    first: date
    last: date

    @property
    def after(self) -> date:
        """Give the day after the last one."""
        return self.last + timedelta(days=1)

    @property
    def written(self) -> str:
        """Write it for a paper: 令和8年2月2日（月）から令和8年2月8日（日）まで."""
        if self.first == self.last:
            return wareki(self.first)
        return f"{wareki(self.first)}から{wareki(self.last)}まで"


def week_of(day: date) -> Period:
    """Give the week (Monday to Sunday, A-15) of a day, named as ISO 8601 does."""
    first = day - timedelta(days=day.weekday())
    year, week, _ = day.isocalendar()
    return Period(f"{year}-W{week:02d}", first, first + timedelta(days=6))


def day_of(day: date) -> Period:
    """Give one day."""
    return Period(day.isoformat(), day, day)


def month_of(day: date) -> Period:
    """Give the calendar month of a day."""
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return Period(f"{day:%Y-%m}", first, following - timedelta(days=1))


def year_of(day: date) -> Period:
    """Give the fiscal year (年度) of a day."""
    year = day.year if day.month >= _FISCAL_MONTH else day.year - 1
    last = date(year + 1, _FISCAL_MONTH, 1) - timedelta(days=1)
    return Period(str(year), date(year, _FISCAL_MONTH, 1), last)


def period_of(kind: Kind, day: date) -> Period:
    """Give the period of a kind of report in which a day lies."""
    match kind:
        case Kind.WEEKLY | Kind.STAFF:
            return week_of(day)
        case Kind.DAILY | Kind.COMPLAINT:
            return day_of(day)
        case Kind.MONTHLY | Kind.COMPLETION | Kind.PERSONAL_DATA:
            return month_of(day)
        case Kind.YEARLY:
            return year_of(day)


def read_period(kind: Kind, name: str) -> Period | None:
    """Read a period's name, `2026-W06`, `2026-02-02`, `2026-02` or `2026`; None if it is none."""
    try:
        found = period_of(kind, _a_day(kind, name))
    except ValueError:
        return None
    return found if found.name == name else None


def _a_day(kind: Kind, name: str) -> date:
    match kind:
        case Kind.WEEKLY | Kind.STAFF if found := _WEEK.fullmatch(name):
            return date.fromisocalendar(int(found[1]), int(found[2]), 1)
        case Kind.DAILY | Kind.COMPLAINT:
            return date.fromisoformat(name)
        case Kind.MONTHLY | Kind.COMPLETION | Kind.PERSONAL_DATA if found := _MONTH.fullmatch(name):
            return date(int(found[1]), int(found[2]), 1)
        case Kind.YEARLY if _YEAR.fullmatch(name):
            return date(int(name), _FISCAL_MONTH, 1)
        case _:
            raise ValueError(name)
