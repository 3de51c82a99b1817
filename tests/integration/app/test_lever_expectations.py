"""What is expected of a lever: of exactly what was pulled, also of the second within a minute."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from callcenter.commands import ShowFloor
from callcenter.floor_wishes import CapacityBent
from metrics.forecast.kinds import Lever
from metrics.forecast.told import Forecast
from storage.engine import transaction
from storage.time_tables import SeatSpell
from tests.integration.app.test_forecast_keeper import SEATS, Office, days_of, office, some_days
from tests.integration.metrics.conftest import engine, projection, sqlite_url, url

__all__ = ["engine", "office", "projection", "sqlite_url", "url"]

pytestmark = pytest.mark.integration


def lines_are(office: Office, lines: int) -> None:
    shown = ShowFloor(seats=10, lines=lines, is_bent=True, is_closed=False, ends_waiting=False)
    office.live.floor.show(shown)


async def test_each_of_two_raises_expects_its_own_part_of_what_was_told(office: Office) -> None:
    today = await some_days(office, 6)
    office.at(today, 10)
    office.sits(8)
    lines_are(office, 2)
    await office.keeper.look()
    assert office.keeper.found is not None
    (told,) = office.keeper.found.effects
    assert (told.option.lever, told.option.lines > 2) == (Lever.MORE_LINES, True)
    at = office.clock.now
    for lines in (3, 2 + told.option.lines):
        lines_are(office, lines)
        office.pulls(CapacityBent(at=at, by="sv-1", day=today, seats=10, lines=lines))
    office.pulls(CapacityBent(at=at, by="sv-1", day=today, seats=13, lines=lines))
    first, second = office.keeper.pulls  # seats bound nobody here: raising them is no lever
    assert (first.more_lines, second.more_lines) == (1, told.option.lines - 1)
    assert 0.5 < first.expected_saves < told.saves
    assert first.expected_saves + second.expected_saves == pytest.approx(told.saves)
    assert second.chance == first.expected_chance
    assert second.expected_chance == told.chance
    await office.keeper.look()
    assert office.keeper.found.lines == 2 + told.option.lines  # not the mean of what was before


async def test_before_the_day_opens_what_was_changed_for_today_counts_today_alone(
    office: Office,
) -> None:
    today = await some_days(office, 6)
    begin = datetime.combine(days_of(office)[0], time(8, 30), office.reporting.zone)
    async with transaction(office.reporting.engine) as session:
        for n, seat in enumerate(SEATS):
            session.add(SeatSpell(n=n + 1, seat=seat, state="ready", began_at=begin))
    office.at(today, 8)
    usual = await told(office)
    lines_are(office, 2)
    changed = await told(office)
    assert (usual.lines, changed.lines) == (12, 2)
    (day, week), (fewer, then) = losses(usual), losses(changed)
    assert fewer > day + 0.5
    assert then - fewer == pytest.approx(week - day, abs=0.1)


async def told(office: Office) -> Forecast:
    await office.keeper.look()
    assert office.keeper.found is not None
    return office.keeper.found


def losses(found: Forecast) -> tuple[float, float]:
    """Give how many calls today, and how many the week, is told to lose."""
    assert found.today is not None
    assert found.week is not None
    return found.today.loses, found.week.loses
