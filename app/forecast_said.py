"""What was told of each day's probability, hour by hour, and how far off it was on past days."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from callcenter.campaign import OpenDay
from metrics.forecast.chances import ChanceError, Said, chance_error, noted
from metrics.forecast.rows import Seen
from metrics.forecast.told import Forecast, decode
from metrics.reporting import Reporting
from storage import forecasts
from storage.forecast_tables import Outlook

PAST = timedelta(days=120)


class SaidWatch:
    """Keeps what is told of a day within what is shown of it, and judges the days before."""

    def __init__(self, reporting: Reporting) -> None:
        self._reporting = reporting
        self._said: tuple[Said, ...] = ()
        self._error: ChanceError | None = None

    async def begin(self, today: date, seen: Seen) -> None:
        """Begin a day: what an office before this one told of it counts. `DatabaseUnavailable`."""
        kept = await forecasts.outlooks(self._reporting.engine, today - PAST, today)
        told = await asyncio.to_thread(_told, kept)
        target = self._reporting.plan.definition.target_percent or 0
        ends = [
            (each.day, (each.offered - seen.lost.get(each.day, 0)) * 100 >= target * each.offered)
            for each in seen.days
        ]
        self._said, self._error = told.get(today, ()), chance_error(told, ends)

    def judged(self, told: Forecast, day: OpenDay) -> Forecast:
        """Note what is told within the hours, and put the probability's own error beside it."""
        local = told.at.astimezone(self._reporting.zone)
        if told.today is not None and day.opens <= local.time() < day.closes:
            self._said = noted(self._said, local.hour, told.today.chance)
        return replace(told, said=self._said, chance_error=self._error)


def _told(kept: Sequence[Outlook]) -> Mapping[date, tuple[Said, ...]]:
    found = ((each.day, decode(each.content)) for each in kept)
    return {day: told.said for day, told in found if told is not None}
