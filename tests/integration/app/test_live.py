"""The office's numbers after its start: the same whether the rows can be read or not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app import live as live_numbers
from app.follow import log_files, records_in
from app.home import Home
from app.live import Live
from callcenter.outcome import Outcome
from callcenter.seat import SeatState
from ivr_flows.interpreter import Interpreter
from storage import engine, migrate
from storage.projection import Projection
from tests.integration.app.small_campaign import (
    CAMPAIGN,
    FLOWS,
    MORNING,
    events_of_a_morning,
    home_with,
    live_through,
)
from tests.unit.metrics.shipped import the_clients

pytestmark = pytest.mark.integration


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home whose log has two files: the second begins in the middle of the morning."""
    made, center = home_with(tmp_path / "home", events_of_a_morning()[:5])
    campaign = next(iter(made.versions.glob("?" * 64 + ".json"))).stem
    live_through(made, events_of_a_morning()[5:], campaign, center=center, last_n=5)
    return made


@pytest.fixture
async def database(home: Home) -> AsyncIterator[AsyncEngine]:
    connected = engine.connect(f"sqlite:///{home.folder}/rows.db")
    yield connected
    await connected.dispose()


@asynccontextmanager
async def running(home: Home, database: AsyncEngine, *, until: int) -> AsyncIterator[Live]:
    live = Live(
        home,
        campaign=CAMPAIGN,
        definition=the_clients(),
        lines=("011-000-0100",),
        clock=lambda: MORNING,
        version="0",
    )
    async with asyncio.TaskGroup() as group:
        task = group.create_task(live.run(database, Interpreter(FLOWS)))
        for _ in range(1_000):
            if live.seen >= until:
                break
            await asyncio.sleep(0.01)
        yield live
        task.cancel()


def assert_morning(live: Live) -> None:
    board = live.board()
    assert board.today == {Outcome.ABANDONED_IN_QUEUE: 1}
    assert board.picture.waiting == 2
    assert board.picture.lines_in_use == 2
    assert board.picture.seats[SeatState.READY] == 1
    assert board.picture.seats[SeatState.NOT_READY] == 1
    assert board.capacity == 3
    assert b'madoguchi_calls_total{outcome="abandoned_in_queue"} 1.0' in live.numbers.render()


async def test_without_a_database_the_log_is_counted(
    home: Home, database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_numbers, "PATIENCE_S", 0.0)
    async with running(home, database, until=6) as live:
        assert_morning(live)


@pytest.mark.parametrize("applied", [0, 3, 5, 6])
async def test_what_the_rows_counted_is_not_counted_again(
    home: Home, database: AsyncEngine, applied: int
) -> None:
    await migrate.upgrade(f"sqlite:///{home.folder}/rows.db")
    records = [each for path in log_files(home.log) for each in records_in(path, after=0)]
    projection = Projection(database, instance="me", zone=ZoneInfo(CAMPAIGN.zone))
    await projection.apply([each for each in records if each.n <= applied])
    async with running(home, database, until=6) as live:
        assert_morning(live)


async def test_who_waits_since_before_this_office_is_told_of_once_all_is_shown(
    home: Home, database: AsyncEngine
) -> None:
    await migrate.upgrade(f"sqlite:///{home.folder}/rows.db")
    told: list[set[str]] = []
    live = Live(
        home,
        campaign=CAMPAIGN,
        definition=the_clients(),
        lines=(),
        clock=lambda: MORNING,
        version="0",
    )
    live.stood.append(lambda calls: told.append({each.call for each in calls}))
    async with asyncio.TaskGroup() as group:
        task = group.create_task(live.run(database, Interpreter(FLOWS)))
        await asyncio.wait_for(live.level.wait(), 10)
        live._at_level()  # as with each record that comes
        task.cancel()
    assert told == [set(live.floor.calls)]
    assert len(told[0]) == 2
