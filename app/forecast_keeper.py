"""Tells once a minute how the day will end, in a thread beside the loop; pages only read it.

What past days taught is learned once a day. The evening before, or at the latest before the day
opens, what is told of the next open day is kept for good. A lever that was pulled is measured for
an hour beside what would have been lost without it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from statistics import fmean

from app.forecast_evening import keep_next
from app.forecast_floor import Sample, freed, hours_of, options_of, sample, situation_of
from app.forecast_levers import LeverWatch
from app.forecast_said import SaidWatch
from app.live import Live
from callcenter.campaign import CapacityRow, OpenDay, SeatCap
from callcenter.contact import Calling
from callcenter.floor_wishes import CapacityBent, CapacityRestored
from callcenter.lines import row_of
from callcenter.record import Record
from metrics.forecast import rows
from metrics.forecast.kinds import Knows
from metrics.forecast.learned import Learned, Served, Staffed, service_of
from metrics.forecast.losses import Service
from metrics.forecast.past import Occasion, Plan
from metrics.forecast.told import Forecast, encode, foretell
from metrics.reporting import Reporting
from metrics.vital import ForecastSigns
from storage import forecasts
from storage.errors import DatabaseUnavailable
from storage.forecast_tables import LeverPull, Outlook

log = logging.getLogger(__name__)

LOOK_S = 60.0
SAMPLES = 10
"""Looks at the seats whose mean is counted on: one who just went for a paper is not gone."""
PAST = timedelta(days=400)
SERVED = timedelta(days=28)
"""Days from which it is read how callers are served."""


class ForecastKeeper:
    """Keeps the forecast of the day."""

    def __init__(
        self,
        live: Live,
        reporting: Reporting,
        *,
        calling: Callable[[], Calling],
        changed: Callable[[], None],
    ) -> None:
        self.found: Forecast | None = None
        """None before the first look."""
        self.levers = LeverWatch(reporting, freed=partial(freed, live))
        self._live = live
        self._reporting = reporting
        self._calling = calling
        self._changed = changed
        self._samples: deque[Sample] = deque(maxlen=SAMPLES)
        self._day: date | None = None
        """The day for which it was learned."""
        self._learned: Learned
        self._seen: rows.Seen
        self._usual: Service
        self._has_worked = False
        """Whether it is known how many seats usually work."""
        self._said = SaidWatch(reporting)
        self._open = {each.day: each for each in reporting.campaign.open_days}

    @property
    def pulls(self) -> list[LeverPull]:
        """Give the day's levers, with what was measured of them."""
        return self.levers.pulls

    def heard(self, record: Record) -> None:
        """Take note of a lever that is pulled."""
        self.levers.heard(record, self.found)
        if isinstance(record.event, CapacityBent | CapacityRestored):
            self.levers.capacity = self._live.capacity()
            self._bend_samples()

    async def run(self) -> None:
        """Look for ever; a database that is away is asked again."""
        while True:
            try:
                await self.look()
            except DatabaseUnavailable as exc:
                log.debug("the forecast is late", extra={"action": "forecast_late", "why": exc.why})
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """Tell anew; raises `DatabaseUnavailable`."""
        at, today = self._live.now(), self._reporting.today
        if self._day != today:
            await self._learn(today)
        await keep_next(self._reporting, at, lambda: self._learned, self._with_today)
        if today not in self._open:
            self._samples.clear()
            self.found = self._plain(at, Knows.CLOSED)
        elif self._reporting.plan.definition.target_percent is None:
            self.found = self._plain(at, Knows.NO_TARGET)
        else:
            self._samples.append(sample(self._live))
            service = self._service(at, self._open[today])
            situation = situation_of(
                self._live,
                self._open[today],
                service=service,
                seen=self._seen,
                later=[(each, *self._planned(each)) for each in self._later(today)],
                options=options_of(self._live, self._reporting.plan.recall, self._calling()),
            )
            known = self.levers.service
            told, drawn = await asyncio.to_thread(foretell, self._learned, situation)
            if self.levers.service is known:  # else a lever was pulled meanwhile
                self.levers.service = service
            self.levers.drawn = drawn
            self.levers.capacity = self._live.capacity()
            self.found = self._said.judged(told, self._open[today])
        self._live.signs.forecast = signs_of(self.found)
        outlook = Outlook(day=today, at=at, content=encode(self.found))
        await forecasts.show(self._reporting.engine, outlook)
        await self.levers.measure(at, today)
        self._changed()

    async def _learn(self, today: date) -> None:
        """Learn from the days before."""
        reporting, yesterday = self._reporting, today - timedelta(days=1)
        engine, zone, definition = reporting.engine, reporting.zone, reporting.plan.definition
        past = [each for each in reporting.campaign.open_days if each.day < today]
        await rows.note_staffing(engine, [each for each in past if each.day > today - PAST], zone)
        self._seen = await rows.seen(engine, definition, zone, today - PAST, yesterday)
        recent = await rows.seen(engine, definition, zone, today - SERVED, yesterday)
        working = await forecasts.staffing(engine, today - SERVED, yesterday)
        staffed = rows.staffed(recent, working, zone)
        self._learned = await asyncio.to_thread(self._learned_of, self._seen)
        self._usual, self._has_worked = self._usual_of(recent.served, staffed, today), bool(staffed)
        await self.levers.begin(today)
        await self._said.begin(today, self._seen)
        self._day = today

    async def _with_today(self) -> Learned:
        """Learn anew, with the day that is over now."""
        reporting, today = self._reporting, self._reporting.today
        seen = await rows.seen(
            reporting.engine, reporting.plan.definition, reporting.zone, today - PAST, today
        )
        return await asyncio.to_thread(self._learned_of, seen)

    def _learned_of(self, seen: rows.Seen) -> Learned:
        plan = Plan(
            open_days=sorted(self._open),
            occasions=[Occasion(day, kind) for day, kind, _ in self._reporting.plan.occasions],
        )
        hours = {day: hours_of(each) for day, each in self._open.items()}
        return Learned(plan, [each for each in seen.days if each.day in self._open], hours)

    def _usual_of(self, served: Served, staffed: list[Staffed], today: date) -> Service:
        """Say how callers are served at the seats that usually work; at the contract's at first."""
        campaign, row = self._reporting.campaign, row_of(self._reporting.campaign, today)
        seats = fmean(each.seats for each in staffed) if staffed else float(row.seats)
        return service_of(
            served, staffed, wrap_up_s=campaign.wrap_up_s, lines=row.lines, seats=seats
        )

    def _service(self, at: datetime, day: OpenDay) -> Service:
        """Say how callers are served now: before the day opens as usual, with today's lines."""
        local = at.astimezone(self._reporting.zone)
        if local.time() < day.opens:
            self._samples.clear()
            return self._within(self._live.capacity())
        return Service(
            seats=fmean(each.seats for each in self._samples),
            lines=max(1, round(fmean(each.lines for each in self._samples))),
            handling_s=self._usual.handling_s,
            patience_s=self._usual.patience_s,
            early=self._usual.early,
            factor=self._usual.factor,
        )

    def _bend_samples(self) -> None:
        """What was looked at before says nothing of what was changed for today."""
        now, has_cap = sample(self._live), self._live.campaign.seat_cap is SeatCap.CONTRACT
        for number, each in enumerate(self._samples):
            seats = now.seats if has_cap else each.seats
            self._samples[number] = Sample(seats, now.lines)

    def _planned(self, day: date) -> tuple[float, int]:
        """Say with how many seats and lines a later day is served: levers end with today."""
        usual = self._within(row_of(self._reporting.campaign, day))
        return usual.seats, usual.lines

    def _within(self, row: CapacityRow) -> Service:
        """Say how callers are served as usual, with the lines, and within the seats, of a day."""
        has_cap = self._live.campaign.seat_cap is SeatCap.CONTRACT
        seats = self._usual.seats if self._has_worked else float(row.seats)
        return replace(
            self._usual, seats=min(seats, row.seats) if has_cap else seats, lines=row.lines
        )

    def _later(self, today: date) -> list[date]:
        sunday = today + timedelta(days=6 - today.weekday())
        return [day for day in sorted(self._open) if today < day <= sunday]

    def _plain(self, at: datetime, knows: Knows) -> Forecast:
        return Forecast(
            at=at,
            day=self._reporting.today,
            knows=knows,
            target_percent=self._reporting.plan.definition.target_percent,
            learned_days=len(self._learned.days),
            error=self._learned.error,
        )


def signs_of(found: Forecast) -> ForecastSigns | None:
    """Give what Prometheus is told; None where nothing is told."""
    if found.today is None or found.week is None:
        return None
    low, middle, high = found.today.offered
    return ForecastSigns(
        day_chance=found.today.chance,
        week_chance=found.week.chance,
        offered={"low": low, "middle": middle, "high": high},
        may_lose=found.today.may_lose,
        loses=found.today.loses,
        error=found.error.share if found.error else None,
        chance_error=found.chance_error.off if found.chance_error else None,
    )
