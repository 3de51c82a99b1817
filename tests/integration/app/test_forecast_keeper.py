"""The forecast as the office keeps it, on both databases: told, kept the evening before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.forecast_board import board_values
from app.forecast_keeper import ForecastKeeper
from app.home import Home
from app.live import Live
from callcenter.campaign import Campaign
from callcenter.commands import Command, Refuse, ShowCall, ShowSeat
from callcenter.contact import Calling
from callcenter.events import Event, OutboundPaused, TimerFired
from callcenter.floor_wishes import CapacityBent, SeatsRecalled
from callcenter.outcome import Outcome
from callcenter.record import Record
from metrics.content import Cell
from metrics.forecast.chances import Said
from metrics.forecast.kinds import Knows, Lever
from metrics.forecast.told import Forecast, decode, encode
from metrics.history import history
from metrics.history_time import Asked, By, Grain
from metrics.reporting import Reporting
from storage import forecasts
from storage.engine import transaction
from storage.forecast_tables import Outlook
from storage.projection import Projection
from storage.rollup_tables import CallSlot
from storage.time_tables import SeatSpell
from tests.integration.metrics.calls import Call, record
from tests.integration.metrics.conftest import engine, projection, sqlite_url, url
from tests.integration.metrics.shipped import Clock, reporting

__all__ = ["engine", "projection", "sqlite_url", "url"]

pytestmark = pytest.mark.integration

PER_HALF = (2, 4, 5, 5, 4, 3, 2, 2, 3, 4, 4, 4, 3, 3, 3, 2, 2, 1)
"""Calls of an ordinary day, from 09:00 on."""
HOUR_MS = 3_600_000
SEATS = tuple(f"seat-{n:02}" for n in range(1, 11))


class Office:
    """A keeper with its floor and its database."""

    def __init__(self, engine: AsyncEngine, projection: Projection) -> None:
        self.clock = Clock(datetime(2026, 2, 2, tzinfo=UTC))
        self.reporting = reporting(engine, self.clock)
        self.projection = projection
        self.n = self.levers = 0
        self.calling = Calling.OFF
        self.live = Live(
            Home(Path("/nowhere")),
            campaign=self.campaign,
            definition=self.reporting.plan.definition,
            lines=(),
            clock=self.clock,
            version="0",
        )
        self.keeper = self.fresh()

    @property
    def campaign(self) -> Campaign:
        return self.reporting.campaign

    def fresh(self) -> ForecastKeeper:
        """A keeper as after a restart of the office."""
        return ForecastKeeper(
            self.live, self.reporting, calling=lambda: self.calling, changed=lambda: None
        )

    def at(self, day: date, hour: int, minute: int = 0) -> None:
        self.clock.now = datetime.combine(day, time(hour, minute), self.reporting.zone)

    async def lives(self, calls: Iterator[Call]) -> None:
        """Write calls as the rows and the boards have them."""
        records = []
        for each in calls:
            self.n += 1
            records.append(record(self.n, each))
            self.live.numbers.apply(records[-1])
        for begin in range(0, len(records), 500):
            await self.projection.apply(records[begin : begin + 500])

    def sits(self, seats: int, *, away: int = 0, reason: str = "back_office") -> None:
        """So many people are at work, and so many sit there for another reason."""
        for n, seat in enumerate(SEATS):
            state = "ready" if n < seats else "not_ready"
            self.live.floor.show(
                ShowSeat(
                    seat=seat,
                    state=state,
                    since=self.clock.now,
                    reason=reason if seats <= n < seats + away else "",
                    call=None,
                    registered=n < seats + away,
                )
            )

    def pulls(self, event: Event, *commands: Command) -> None:
        """A lever stands in the log, and the keeper hears of it."""
        self.levers += 1
        self.keeper.heard(Record(n=10_000 + self.levers, event=event, commands=commands))


def a_day(
    office: Office, day: date, *, factor: float = 1.0, lost_of: int = 0, until: int = 18
) -> Iterator[Call]:
    """One day's calls; of each `lost_of` one is lost, 0: none."""
    number = 0
    for slot, usual in enumerate(PER_HALF[:until]):
        for n in range(round(usual * factor)):
            number += 1
            at = datetime.combine(day, time(9), office.reporting.zone)
            is_lost = lost_of and number % lost_of == 0
            yield Call(
                id=f"{day}-{number}",
                at=at + timedelta(minutes=30 * slot, seconds=29 * n),
                outcome=Outcome.ABANDONED_IN_QUEUE if is_lost else Outcome.ANSWERED,
                wait=40.0 if is_lost else 4.0,
                ring=0.0 if is_lost else 3.0,
                talk=0.0 if is_lost else 200.0,
            )


@pytest.fixture
def office(engine: AsyncEngine, projection: Projection) -> Office:
    return Office(engine, projection)


def days_of(office: Office) -> list[date]:
    return [each.day for each in office.campaign.open_days]


async def some_days(office: Office, count: int) -> date:
    """Let so many days pass, in sums alone; gives the one that comes."""
    async with transaction(office.reporting.engine) as session:
        for n, day in enumerate(days_of(office)[:count]):
            begin = datetime.combine(day, time(9), office.reporting.zone)
            for slot, usual in enumerate(PER_HALF):
                calls = round(usual * (1.0 + 0.06 * (n % 3)))
                for outcome, share in ((Outcome.ANSWERED, 1), (Outcome.ABANDONED_IN_QUEUE, 0.1)):
                    session.add(
                        CallSlot(
                            business_date=day,
                            slot=begin + timedelta(minutes=30 * slot),
                            line="",
                            outcome=outcome,
                            calls=round(calls * share),
                            guidance_ms=0,
                            wait_ms=round(calls * share * 4_000),
                            ring_ms=round(calls * share * 3_000),
                            talk_ms=calls * 200_000 if share == 1 else 0,
                            hold_ms=0,
                        )
                    )
    return days_of(office)[count]


async def test_a_campaign_that_is_too_young_says_so(office: Office) -> None:
    today = await some_days(office, 4)
    office.at(today, 10)
    office.sits(8)
    await office.keeper.look()
    assert office.keeper.found is not None
    assert office.keeper.found.knows is Knows.TOO_FEW_DAYS
    values = board_values(office.keeper.found, [])["forecast"]
    assert (values["learned_days"], values["needed_days"], values["day"]) == (4, 5, None)
    assert b"madoguchi_forecast" not in office.live.numbers.render()


@pytest.mark.clause("SUI-11-1-ケ", "OTR-6-4-ア-1")
async def test_the_day_and_the_week_are_told_and_what_would_help(office: Office) -> None:
    today = await some_days(office, 12)
    office.at(today, 13)
    await office.lives(a_day(office, today, factor=1.4, lost_of=9, until=8))
    office.sits(1, away=3)
    office.live.floor.show(
        ShowCall(
            call="now",
            state="talking",
            since=office.clock.now,
            line="",
            arrived_at=office.clock.now,
            seat=SEATS[0],
            holds_line=True,
        )
    )
    await office.keeper.look()
    found = office.keeper.found
    assert found is not None
    assert found.today is not None
    assert found.week is not None
    assert found.come == sum(round(1.4 * each) for each in PER_HALF[:8]) + 1
    assert found.lost == (found.come - 1) // 9
    assert found.today.chance < 0.5
    assert found.today.offered[0] < found.today.offered[1] < found.today.offered[2]
    assert found.week.offered[1] > found.today.offered[1]
    recall = next(each for each in found.effects if each.option.lever is Lever.RECALL)
    assert recall.option.reason == "back_office"
    assert recall.option.seats == 3.0
    assert recall.saves > 1
    assert recall.chance > found.today.chance
    assert found.error is not None
    assert found.error.days == 7
    kept = await forecasts.shown(office.reporting.engine, today)
    assert kept is not None
    assert decode(kept.content) == found
    told = office.live.numbers.render().decode()
    assert 'madoguchi_forecast_chance_ratio{span="day"}' in told
    assert 'madoguchi_forecast_offered{bound="high"}' in told


async def test_the_probabilitys_own_error_is_shown_and_what_was_told_outlives_a_restart(
    office: Office,
) -> None:
    today = await some_days(office, 6)
    for day in days_of(office)[:6]:
        then = Forecast(
            at=office.clock.now, day=day, knows=Knows.TOLD, said=(Said(hour=10, chance=0.7),)
        )
        row = Outlook(day=day, at=office.clock.now, content=encode(then))
        await forecasts.show(office.reporting.engine, row)
    office.at(today, 10, 5)
    office.sits(8)
    await office.keeper.look()
    office.at(today, 11, 5)
    again = office.fresh()
    await again.look()
    assert again.found is not None
    assert [each.hour for each in again.found.said] == [10, 11]
    error = again.found.chance_error
    assert error is not None
    assert (error.days, round(error.told, 2), error.reached) == (6, 0.7, 1.0)
    assert error.off == pytest.approx(0.3)
    assert not error.is_better
    assert board_values(again.found, [])["forecast"]["chance_error"]["off"] == 30
    assert "madoguchi_forecast_chance_error_ratio 0.3" in office.live.numbers.render().decode()


async def test_a_lever_is_measured_beside_what_was_expected_of_it(office: Office) -> None:
    today = await some_days(office, 8)
    office.at(today, 10)
    office.sits(1, away=4)
    await office.keeper.look()
    wish = SeatsRecalled(at=office.clock.now, by="sv-1", reason="back_office")
    office.pulls(wish, Refuse(reason="nobody_away"))
    assert office.keeper.pulls == []
    office.pulls(wish)
    (pull,) = office.keeper.pulls
    assert pull.expected_chance > pull.chance
    assert pull.expected_saves > 1
    office.sits(5)
    await office.lives(each for each in a_day(office, today, factor=2.0, lost_of=20, until=4))
    office.at(today, 10, 30)
    await office.keeper.look()
    (kept,) = await forecasts.pulls(office.reporting.engine, today)
    since = list(a_day(office, today, factor=2.0, lost_of=20, until=3))[-10:]
    assert kept.offered == len(since)
    assert kept.lost == sum(each.outcome is not Outcome.ANSWERED for each in since)
    assert kept.would_lose > kept.lost + 1  # one seat for ten calls in half an hour
    office.at(today, 12)
    again = office.fresh()
    await again.look()
    (measured,) = again.pulls
    assert measured.measured_at == measured.at + timedelta(hours=1)
    shown = board_values(again.found, again.pulls)[f"pull/{measured.n}"]
    assert shown["minutes"] == 60
    assert shown["saved"] == round(measured.would_lose - measured.lost, 1)


async def test_pauses_and_more_lines_are_levers_too(office: Office) -> None:
    today = await some_days(office, 6)
    office.at(today, 10)
    office.sits(5)
    office.calling = Calling.ON
    await office.keeper.look()
    assert office.keeper.found is not None
    assert office.keeper.found.effects == ()  # nobody calls applicants: a pause would free no seat
    office.sits(2)
    office.live.floor.show(
        ShowCall(
            call="ours",
            state="talking",
            since=office.clock.now,
            line="",
            arrived_at=office.clock.now,
            seat=SEATS[0],
            holds_line=True,
            kind="deficiency",
        )
    )
    keeper = office.keeper = office.fresh()
    await keeper.look()
    assert keeper.found is not None
    assert keeper.found.effects[0].option.lever is Lever.PAUSE_CALLING
    assert keeper.found.effects[0].saves > 1
    at, lines = office.clock.now, keeper.found.lines
    office.pulls(OutboundPaused(at=at, by="sv-1"))
    office.pulls(CapacityBent(at=at, by="sv-1", day=today, seats=0, lines=lines + 2))
    office.pulls(CapacityBent(at=at, by="sv-1", day=today, seats=0, lines=lines - 2))
    office.pulls(TimerFired(at=at, timer="t"))
    office.pulls(OutboundPaused(at=at - timedelta(minutes=6), by="sv-1"))  # long past
    assert [each.lever for each in office.keeper.pulls] == ["pause_calling", "more_lines"]


async def test_the_evening_before_the_next_day_is_foretold_for_good_and_history_shows_it(
    office: Office,
) -> None:
    today = await some_days(office, 8)
    engine, coming = office.reporting.engine, days_of(office)[9]
    office.at(today, 17)
    await office.lives(a_day(office, today))
    await office.keeper.look()
    assert not await forecasts.is_foretold(engine, coming)  # while a day is open nothing is kept
    office.at(today, 18, 20)
    await office.keeper.look()
    days, slots = await forecasts.foretold(engine, coming, coming)
    assert days[coming].low < days[coming].offered < days[coming].high
    assert days[coming].learned_days == 9  # today as well
    assert sum(slots.values()) == pytest.approx(days[coming].offered)
    assert len(slots) == 18
    office.at(coming, 8)
    await office.fresh().look()
    again, _ = await forecasts.foretold(engine, coming, coming)
    assert again == days
    office.at(coming, 18, 30)
    await office.lives(a_day(office, coming, factor=1.2))
    named = await shown(office, today, coming, Grain.DAY)
    offered = sum(round(1.2 * each) for each in PER_HALF)
    told = round(days[coming].offered)
    assert named("着信") == [sum(PER_HALF), offered]
    assert named("着信の予測") == [None, told]  # nobody foretold the first
    assert named("予測との差") == [None, offered - told]
    nine = datetime.combine(coming, time(9), office.reporting.zone)
    by_hour = await shown(office, coming, coming, Grain.HOUR)
    first_hour = slots[nine] + slots[nine + timedelta(minutes=30)]
    assert by_hour("着信の予測")[0] == round(first_hour)
    assert (await shown(office, coming, coming, Grain.WEEK))("着信の予測") == [told]


async def shown(
    office: Office, first: date, last: date, grain: Grain
) -> Callable[[str], list[Cell]]:
    """Give the history's cells by their column's name."""
    asked = Asked(first=first, last=last, grain=grain, by=By.CAMPAIGN)
    section = (await history(office.reporting, asked)).section
    names = [each.name for each in section.columns]
    return lambda name: [row[names.index(name)] for row in section.rows]


async def test_who_worked_stands_beside_the_contracts_seats(office: Office) -> None:
    today, zone = await some_days(office, 6), office.reporting.zone
    yesterday = days_of(office)[5]
    begin = datetime.combine(yesterday, time(8, 30), zone)
    async with transaction(office.reporting.engine) as session:
        for n, seat in enumerate(SEATS[:6]):
            session.add(SeatSpell(n=n + 1, seat=seat, state="ready", began_at=begin))
            leaves = begin + timedelta(hours=5)  # 13:30: half of nine hours
            away = SeatSpell(n=n + 100, seat=seat, state="not_ready", began_at=leaves)
            session.add_all([away] if n < 2 else [])
    office.at(today, 8)
    await office.keeper.look()
    named = await shown(office, yesterday, yesterday, Grain.DAY)
    assert named("契約の席数") == [10]
    assert named("応対できた席（平均）") == [(5 * 9 * HOUR_MS, 9 * HOUR_MS)]
    by_week = await shown(office, yesterday, yesterday, Grain.WEEK)
    assert by_week("契約の席数") == [(10 * 9 * HOUR_MS, 9 * HOUR_MS)]
    by_hour = await shown(office, yesterday, yesterday, Grain.HOUR)
    assert by_hour("契約の席数") == [10] * 9
    worked = [6, 6, 6, 6, 5, 4, 4, 4, 4]
    assert by_hour("応対できた席（平均）") == [(each * HOUR_MS, HOUR_MS) for each in worked]


async def test_a_closed_day_and_a_rate_without_a_target_are_told_as_such(office: Office) -> None:
    await some_days(office, 6)
    office.at(date(2026, 2, 14), 10)  # a Saturday
    await office.keeper.look()
    assert office.keeper.found is not None
    assert office.keeper.found.knows is Knows.CLOSED
    office.at(date(2026, 2, 16), 10)
    plan = office.reporting.plan
    definition = replace(plan.definition, target_percent=None)
    office.reporting = _with(office.reporting, replace(plan, definition=definition))
    keeper = office.fresh()
    await keeper.look()
    assert keeper.found is not None
    assert keeper.found.knows is Knows.NO_TARGET


def _with(reporting: Reporting, plan: object) -> Reporting:
    return replace(reporting, plan=plan)  # type: ignore[arg-type]
