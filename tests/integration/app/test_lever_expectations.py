"""What is expected of a lever: of exactly what was pulled, also of the second within a minute."""

from __future__ import annotations

import pytest

from callcenter.commands import ShowFloor
from callcenter.floor_wishes import CapacityBent
from metrics.forecast.kinds import Lever
from tests.integration.app.test_forecast_keeper import Office, office, some_days
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
