"""When calls are taken: the campaign's period, days and hours, judged at a call's arrival.

The calendar decides before anything else (A-04): a call that arrived at 17:59:59 is served, one at
18:00:00 hears the closing announcement. Instants are UTC; days and hours are the campaign's zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from callcenter.campaign import Campaign, OpenDay


class Verdict(StrEnum):
    """What the calendar says of an instant."""

    OPEN = "open"
    NOT_YET = "not_yet"
    OVER = "over"
    HOLIDAY = "holiday"
    CLOSED_DAY = "closed_day"
    BEFORE_OPENING = "before_opening"
    AFTER_CLOSING = "after_closing"


class Opening:
    """A campaign's calendar, ready to be asked."""

    def __init__(self, campaign: Campaign) -> None:
        self.zone = ZoneInfo(campaign.zone)
        self._days: dict[date, OpenDay] = {each.day: each for each in campaign.open_days}
        self._services = {
            service.id: {each.day: each for each in service.open_days}
            for service in campaign.services
        }
        self._ready_by = campaign.ready_by
        self._holidays = campaign.holidays
        self._first = campaign.operation_from
        self._last = campaign.operation_to

    def day_of(self, at: datetime) -> date:
        """Tell the business date of an instant."""
        return at.astimezone(self.zone).date()

    def clock_of(self, at: datetime) -> time:
        """Tell the time of day of an instant, in the campaign's zone."""
        return at.astimezone(self.zone).time()

    def judge(self, at: datetime) -> Verdict:
        """Say whether calls are taken at this instant, and if not, why not (SPR-II-3-1-ア)."""
        return self._judge(at, self._days)

    def judge_service(self, service: str, at: datetime) -> Verdict:
        """Say the same of a service inside the campaign.

        Raises:
            KeyError: the campaign has no such service.
        """
        return self._judge(at, self._services[service])

    @property
    def services(self) -> tuple[str, ...]:
        """The services that have hours of their own."""
        return tuple(self._services)

    def is_staff_due(self, at: datetime) -> bool:
        """Whether the contract's seats are to be staffed: from `ready_by` to the closing hour."""
        local = at.astimezone(self.zone)
        match self.judge(at):
            case Verdict.OPEN:
                return True
            case Verdict.BEFORE_OPENING:
                return self._ready_by is not None and local.time() >= self._ready_by
            case _:
                return False

    def _judge(self, at: datetime, days: Mapping[date, OpenDay]) -> Verdict:
        local = at.astimezone(self.zone)
        today = local.date()
        if today < self._first:
            return Verdict.NOT_YET
        if today > self._last:
            return Verdict.OVER
        hours = days.get(today)
        if hours is None:
            return Verdict.HOLIDAY if today in self._holidays else Verdict.CLOSED_DAY
        if local.time() < hours.opens:
            return Verdict.BEFORE_OPENING
        return Verdict.OPEN if local.time() < hours.closes else Verdict.AFTER_CLOSING

    def closing(self, at: datetime) -> datetime | None:
        """Tell when calls are taken no more on an instant's day; None if none are taken then."""
        today = self.day_of(at)
        hours = self._days.get(today)
        return None if hours is None else self.instant(today, hours.closes)

    def next_boundary(self, at: datetime) -> datetime:
        """Tell the next instant at which the verdict or the capacity row may change."""
        local = at.astimezone(self.zone)
        today = local.date()
        hours = self._days.get(today)
        marks = [self.instant(today + timedelta(days=1), time(0))]
        if hours is not None:
            marks += [self.instant(today, hours.opens), self.instant(today, hours.closes)]
            if self._ready_by is not None:
                marks.append(self.instant(today, self._ready_by))
        return min(mark for mark in marks if mark > at)

    def next_opening(self, at: datetime) -> date | None:
        """Tell the day on which calls are taken next, from now on; None after the last one."""
        today, clock = self.day_of(at), at.astimezone(self.zone).time()
        return next(
            (
                day
                for day, hours in self._days.items()
                if day > today or (day == today and clock < hours.opens)
            ),
            None,
        )

    def instant(self, day: date, clock: time) -> datetime:
        """Tell the instant of a day and a time in the campaign's zone."""
        return datetime.combine(day, clock, tzinfo=self.zone).astimezone(UTC)
