"""What is told of the next open day is kept the evening before, for good: history shows it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta

from callcenter.campaign import OpenDay
from metrics.forecast.learned import Learned
from metrics.forecast.outlook import INNER
from metrics.forecast.past import HALVES
from metrics.forecast.rows import HALF_HOUR
from metrics.reporting import Reporting
from storage import forecasts
from storage.forecast_tables import DayForecast, SlotForecast

log = logging.getLogger(__name__)

AFTER_CLOSE = timedelta(minutes=15)
"""When the last callers of a day are likely to be done."""


async def keep_next(
    reporting: Reporting,
    at: datetime,
    learned: Callable[[], Learned],
    with_today: Callable[[], Awaitable[Learned]],
) -> None:
    """Keep what is told of the open day that comes next, unless it is kept.

    Args:
        reporting: Of which campaign.
        at: Now; while a day is open nothing is kept, so that nobody is wise after the event.
        learned: From the days before today.
        with_today: From today as well.
    """
    coming, is_over = _coming(reporting, at)
    if coming is None or await forecasts.is_foretold(reporting.engine, coming):
        return
    found = await with_today() if is_over else learned()
    if found.is_enough:
        await _keep(reporting, found, coming, at)


def _coming(reporting: Reporting, at: datetime) -> tuple[date | None, bool]:
    """Give the day to be told of now, and whether today is an open day that is over."""
    days = {each.day: each for each in reporting.campaign.open_days}
    today = reporting.today
    is_over = is_before = False
    if today in days:
        opens, closes = _hours(days[today], reporting)
        is_over, is_before = at >= closes + AFTER_CLOSE, at < opens
        if not is_over and not is_before:
            return None, False
    coming = [day for day in days if day > today or (is_before and day == today)]
    return min(coming, default=None), is_over


def _hours(day: OpenDay, reporting: Reporting) -> tuple[datetime, datetime]:
    opens, closes = (
        datetime.combine(day.day, each, reporting.zone) for each in (day.opens, day.closes)
    )
    return opens, closes


async def _keep(reporting: Reporting, learned: Learned, day: date, at: datetime) -> None:
    told, shape = learned.tell(day, 1), learned.shape(day)
    low, offered, high = (told.quantile(each) for each in (INNER[0], 0.5, INNER[1]))
    row = DayForecast(
        day=day,
        made_at=at,
        offered=offered,
        low=low,
        high=high,
        learned_days=len(learned.days),
    )
    midnight = datetime.combine(day, time(), reporting.zone)
    slots = [
        SlotForecast(slot=midnight + half * HALF_HOUR, day=day, offered=offered * share)
        for half in range(HALVES)
        if (share := float(shape.shares[half])) > 0.0
    ]
    await forecasts.keep_forecast(reporting.engine, row, slots)
    extra = {"action": "forecast_kept", "day": day.isoformat(), "offered": round(offered)}
    log.info("the next day was foretold", extra=extra)
