"""When each report is due: business days, the contract's end, and what is late. Pure.

SPR-II-3-4-エ, SPR-II-3-4-オ, A-14, A-16, A-18.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from callcenter.campaign import OpenDay
from japan.calendar import next_business_day, previous_business_day
from metrics.period import Kind, Period, period_of


class Rule(StrEnum):
    """On which day a report is due."""

    NEXT_WEEK = "next_week"
    """The first business day of the next week (翌週第一営業日)."""
    NEXT_BUSINESS_DAY = "next_business_day"
    """翌営業日."""
    NEXT_MONTH = "next_month"
    """A day of the next month; if that is closed, the business day before (A-50)."""
    NONE = "none"
    """When it is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What due days depend on."""

    zone: ZoneInfo
    open_days: Sequence[OpenDay]
    """All days of operation, ascending."""
    at: time
    """Until when on the day."""
    month_day: int = 10
    """For `NEXT_MONTH`."""

    @property
    def end(self) -> datetime:
        """The close of the last day: nothing can be handed in after the contract (A-14)."""
        last = self.open_days[-1]
        return datetime.combine(last.day, last.closes, self.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One report that is to be handed in."""

    kind: Kind
    period: Period
    at: datetime

    @property
    def report(self) -> str:
        """Name the report."""
        return report_id(self.kind, self.period)


def report_id(kind: Kind, period: Period) -> str:
    """Name the report of a kind and period."""
    return f"{kind.value}-{period.name}"


def due_at(rule: Rule, period: Period, terms: Terms) -> datetime | None:
    """Tell until when the report of a period is due; None if it is due only when asked for."""
    day = _due_day(rule, period, terms)
    return None if day is None else min(datetime.combine(day, terms.at, terms.zone), terms.end)


def _due_day(rule: Rule, period: Period, terms: Terms) -> date | None:
    following = period.last + timedelta(days=1)
    match rule:
        case Rule.NEXT_WEEK | Rule.NEXT_BUSINESS_DAY:
            return next_business_day(following)
        case Rule.NEXT_MONTH:
            return previous_business_day(following + timedelta(days=terms.month_day - 1))
        case Rule.NONE:
            return None


def closes_at(period: Period, terms: Terms) -> datetime:
    """Tell when a period is over: at its last midnight, or at the close of the last day of all."""
    midnight = datetime.combine(period.last + timedelta(days=1), time(), terms.zone)
    return min(midnight, terms.end)


def dues(
    kind: Kind, rule: Rule, terms: Terms, *, days: Iterable[date] | None = None
) -> Iterator[Due]:
    """List the reports of a kind; `days` are those that ask for one, all days of operation else."""
    seen: set[str] = set()
    for day in (each.day for each in terms.open_days) if days is None else sorted(days):
        period = period_of(kind, day)
        at = due_at(rule, period, terms)
        if at is not None and period.name not in seen:
            seen.add(period.name)
            yield Due(kind=kind, period=period, at=at)
