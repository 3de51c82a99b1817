"""Rows are gathered longer while calls come in a storm, and not a moment longer."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app import rows as rows_module
from app.home import Home
from callcenter import record
from tests.integration.app.test_rows import (
    Progress,
    database,
    home,
    made,
    rows_of,
    running,
    served,
    write_file,
)

__all__ = ["database", "home"]

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(
    ("count", "took", "gathered"),
    [(1, 9.0, 0.05), (100, 0.0, 0.05), (100, 0.01, 0.05), (100, 0.1, 0.3), (100, 9.0, 0.5)],
)
def test_in_a_storm_the_longer_a_transaction_took_the_more_is_gathered_for_the_next_one(
    count: int, took: float, gathered: float
) -> None:
    assert rows_module.gathered_s(count, took) == pytest.approx(gathered)


async def test_after_the_long_transaction_of_a_storm_a_whole_batch_is_gathered(
    home: Home, database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows_module, "GATHER_S", 0.0)
    monkeypatch.setattr(rows_module, "GATHER_MAX_S", 60.0)
    monkeypatch.setattr(rows_module, "REST", 1e9)
    monkeypatch.setattr(rows_module, "STORM", 1)
    write_file(home, 1, 1)
    progress = Progress()
    async with served(home, last=1) as server, running(rows_of(home, database, progress)):
        await progress.reaches(1)
        progress.heard.clear()
        for n in range(2, rows_module.BATCH + 2):
            server.publish(n, record.encode(made(n)))
            await asyncio.sleep(0)
        await progress.reaches(rows_module.BATCH + 1)
    assert len(progress.heard) == 1


async def test_when_the_storm_is_over_a_lone_record_waits_no_longer_than_ever(
    home: Home, database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows_module, "PROBE_S", 0.05)
    monkeypatch.setattr(rows_module, "STORM", 1)
    monkeypatch.setattr(rows_module, "REST", 1e9)
    monkeypatch.setattr(rows_module, "GATHER_MAX_S", 60.0)
    write_file(home, 1, 1)
    progress = Progress()
    async with (
        served(home, last=1) as server,
        running(rows_of(home, database, progress)),
        asyncio.timeout(30),
    ):
        await progress.reaches(1)
        progress.heard.clear()
        await progress.reaches(1)  # the database was asked with nothing to write
        server.publish(2, record.encode(made(2)))
        await progress.reaches(2)
    assert progress.heard[-1] == 2
