"""The shape of a campaign's calendar: period, operation, hours, closed days, services.

What each key means stands in the campaigns that we ship.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from config.validation import Section

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""In the order of `date.weekday`."""
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
"""The years whose public holidays are known."""
_CLOCK = r"([01]\d|2[0-3]):([0-5]\d)"
_SPAN = re.compile(rf"{_CLOCK}-{_CLOCK}")
_TIME = re.compile(_CLOCK)
_YEARLY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_LEAP_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Span:
    """The hours of a day."""

    opens: time
    closes: time


def _span(text: object) -> Span:
    found = _SPAN.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError('受付時間は "09:00-18:00" の形で書いてください。')
    opens_h, opens_m, closes_h, closes_m = (int(part) for part in found.groups())
    span = Span(time(opens_h, opens_m), time(closes_h, closes_m))
    if span.opens >= span.closes:
        raise ValueError("終了時刻は開始時刻より後にしてください。")
    return span


def _clock(text: object) -> time:
    found = _TIME.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError('時刻は "08:50" の形で書いてください。')
    return time(int(found[1]), int(found[2]))


def _month_day(text: object) -> tuple[int, int]:
    found = _YEARLY.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError('毎年の日は "12-29" の形（月-日）で書いてください。')
    month, day = int(found[1]), int(found[2])
    try:
        date(_LEAP_YEAR, month, day)
    except ValueError as exc:
        raise ValueError(f"{month} 月 {day} 日という日はありません。") from exc
    return month, day


def _day(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(f"年は {_FIRST_YEAR} から {_LAST_YEAR} までです。年を確かめてください。")
    return day


Day = Annotated[date, AfterValidator(_day)]
Text = Annotated[str, Field(min_length=1)]
Hours = Annotated[Span, BeforeValidator(_span)]
Clock = Annotated[time, BeforeValidator(_clock)]
MonthDay = Annotated[tuple[int, int], BeforeValidator(_month_day)]
"""Month and day of every year."""
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Nth = Annotated[int, Field(ge=1, le=5)]


class Period(Section):
    """The contract's own period; its first day is the day of signature."""

    first: Day | None = Field(alias="from", default=None)
    last: Day = Field(alias="to")


class EarlyStart(Section):
    """A start before the agreed one, and the report to the client that allows it."""

    first: Day = Field(alias="from")
    reported: Text


class Renewal(Section):
    """A further term of the same contract, and where it was agreed (SHJ-委-5)."""

    first: Day = Field(alias="from")
    last: Day = Field(alias="to")
    agreed: Text


class Operation(Section):
    """From when to when calls are taken."""

    first: Day = Field(alias="from")
    last: Day = Field(alias="to")
    early_start: EarlyStart | None = None
    renewals: list[Renewal] = Field(default_factory=list)

    @property
    def opens(self) -> date:
        """The first day on which calls are taken, an early start counted in."""
        return self.early_start.first if self.early_start else self.first

    @property
    def ends(self) -> date:
        """The last day on which calls are taken, renewals counted in."""
        return max([self.last, *(each.last for each in self.renewals)])

    @property
    def terms(self) -> list[tuple[date, date]]:
        """The terms, first and last days included, in the order of the file."""
        return [(self.opens, self.last), *((each.first, each.last) for each in self.renewals)]


class Week(Section):
    """The hours of each weekday; a day that is left out is closed."""

    mon: Hours | None = None
    tue: Hours | None = None
    wed: Hours | None = None
    thu: Hours | None = None
    fri: Hours | None = None
    sat: Hours | None = None
    sun: Hours | None = None

    @property
    def by_weekday(self) -> dict[int, Span]:
        """The hours by `date.weekday`, closed days left out."""
        spans = {number: getattr(self, name) for number, name in enumerate(WEEKDAYS)}
        return {number: span for number, span in spans.items() if span is not None}


class WeekFrom(Week):
    """Other hours from a day on, and where they were agreed (SUI-12-4/5)."""

    first: Day = Field(alias="from")
    agreed: Text


class MonthlyRow(Section):
    """Hours of some of a month's days of one weekday: the second and fourth Saturday (SUI-7-2)."""

    weekday: Weekday
    weeks: Annotated[list[Nth], Field(min_length=1)]
    hours: Hours

    def names(self, day: date) -> bool:
        """Whether a day is one of these."""
        is_weekday = day.weekday() == WEEKDAYS.index(self.weekday)
        return is_weekday and (day.day + 6) // 7 in self.weeks


class SpecialRow(Section):
    """One day that is open although no rule says so, or at other hours (SUI-7-6)."""

    day: Day
    hours: Hours
    why: Text


class YearlyRow(Section):
    """Days that are closed in every year, both included: 12-29 to 01-03 (SUI-7-1, SET-I-5)."""

    first: MonthDay = Field(alias="from")
    last: MonthDay = Field(alias="to")

    def names(self, day: date) -> bool:
        """Whether a day is one of these; the span may lead over the year's end."""
        it = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= it <= self.last
        return it >= self.first or it <= self.last


class Holidays(Section):
    """Which days are closed although their weekday is open."""

    public: bool
    add: list[Day]
    remove: list[Day]
    yearly: list[YearlyRow] = Field(default_factory=list)


class ServiceRow(Section):
    """A service inside the campaign with hours of its own (SUI-7-4, SUI-11-9-イ)."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
    name: Text
    hours: Week | None = None
    """None: those of the centre."""
    monthly_hours: list[MonthlyRow] | None = None
    special_days: list[SpecialRow] = Field(default_factory=list)
