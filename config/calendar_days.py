"""From the calendar's rules to plain days: which are open and when, which are closed, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from callcenter.campaign import OpenDay
from config.calendar_file import (
    Holidays,
    MonthlyRow,
    Operation,
    ServiceRow,
    Span,
    SpecialRow,
    Week,
    WeekFrom,
)
from japan.calendar import public_holidays


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What decides on which days a campaign, or one of its services, is open."""

    operation: Operation
    holidays: Holidays
    hours: Week
    changes: Sequence[WeekFrom] = ()
    monthly: Sequence[MonthlyRow] = ()
    specials: Sequence[SpecialRow] = ()

    def of(self, service: ServiceRow) -> Calendar:
        """Give the calendar of a service: its own hours, the centre's closed and special days.

        A special day of the centre opens a service whose hours are the centre's, and one that has
        hours on that weekday or not (SUI-11-9-オ-4); a day of its own opens that service alone.
        """
        own = service.hours is not None
        return Calendar(
            operation=self.operation,
            holidays=self.holidays,
            hours=service.hours if service.hours is not None else self.hours,
            changes=() if own else self.changes,
            monthly=self.monthly if service.monthly_hours is None else service.monthly_hours,
            specials=(*self.specials, *service.special_days),
        )

    def days(self) -> tuple[OpenDay, ...]:
        """Give every open day with its hours, ascending."""
        closed = self.closed()
        found: dict[date, Span] = {}
        for first, last in self.operation.terms:
            for day in _span_of_days(first, last):
                hours = self._hours(day, is_closed=day in closed)
                if hours is not None:
                    found[day] = hours
        return tuple(OpenDay(day, found[day].opens, found[day].closes) for day in sorted(found))

    def closed(self) -> frozenset[date]:
        """Give the days that are closed as holidays: public, yearly, added, less the removed."""
        first, last = self.operation.opens, self.operation.ends
        public = public_holidays(first, last) if self.holidays.public else {}
        yearly = (
            day
            for day in _span_of_days(first, last)
            if any(row.names(day) for row in self.holidays.yearly)
        )
        days = {*public, *yearly, *self.holidays.add} - {*self.holidays.remove}
        return frozenset(day for day in days if first <= day <= last)

    def rest_days(self) -> frozenset[date]:
        """Give the closed days on which the centre would be open otherwise."""
        return frozenset(day for day in self.closed() if self._hours(day, is_closed=False))

    def undecided(self) -> list[date]:
        """Give the public holidays on which a monthly rule would open, and nobody said so (A-38).

        A weekday's own hours do not need it: that they do not hold on holidays is the rule.
        """
        if not self.holidays.public:
            return []
        named = {*self.holidays.add, *self.holidays.remove, *(each.day for each in self.specials)}
        public = public_holidays(self.operation.opens, self.operation.ends)
        return [
            day
            for day in public
            if day not in named
            and any(row.names(day) for row in self.monthly)
            and not any(row.names(day) for row in self.holidays.yearly)
        ]

    def _hours(self, day: date, *, is_closed: bool) -> Span | None:
        special = [row for row in self.specials if row.day == day]
        if special:
            return special[-1].hours
        if is_closed:
            return None
        monthly = [row for row in self.monthly if row.names(day)]
        if monthly:
            return monthly[-1].hours
        return self._week(day).by_weekday.get(day.weekday())

    def _week(self, day: date) -> Week:
        begun = [each for each in self.changes if each.first <= day]
        return max(begun, key=lambda each: each.first, default=self.hours)


def _span_of_days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=each) for each in range((last - first).days + 1)]
