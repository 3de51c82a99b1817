"""A desk on both databases, whose clock and passwords cost the tests no time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.desk import Desk
from desk.passwords import Passwords
from desk.rules import Rules
from storage.seal import Seal
from tests.integration.storage.conftest import engine, projection, sqlite_url, url

__all__ = ["engine", "projection", "sqlite_url", "url"]

MORNING = datetime(2026, 2, 2, 1, tzinfo=UTC)


class Clock:
    """Stands still until a test lets time pass."""

    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> datetime:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(engine: AsyncEngine, clock: Clock) -> Desk:
    return Desk(
        engine=engine,
        rules=Rules(),
        seal=Seal(b"k" * 32, "staff"),
        clock=clock,
        machine_clock=clock,
        zone=ZoneInfo("Asia/Tokyo"),
        passwords=Passwords(time_cost=1, memory_kib=64),
    )
