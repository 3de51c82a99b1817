"""Timers: fired once, at their instant, unless cancelled."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from telephony.timers import Timers

pytestmark = pytest.mark.unit

NOW = datetime(2026, 2, 2, 1, tzinfo=UTC)


@pytest.fixture
def fired() -> asyncio.Queue[str]:
    return asyncio.Queue()


@pytest.fixture
def timers(fired: asyncio.Queue[str]) -> Timers:
    return Timers(clock=lambda: NOW, fire=fired.put_nowait)


async def test_a_timer_fires_at_its_instant(timers: Timers, fired: asyncio.Queue[str]) -> None:
    timers.set("late", NOW + timedelta(seconds=0.05))
    timers.set("soon", NOW + timedelta(seconds=0.01))
    assert [await fired.get(), await fired.get()] == ["soon", "late"]


async def test_a_timer_that_is_past_due_fires_at_once(
    timers: Timers, fired: asyncio.Queue[str]
) -> None:
    timers.set("past", NOW - timedelta(days=1))
    assert await fired.get() == "past"


async def test_a_cancelled_timer_stays_silent(timers: Timers, fired: asyncio.Queue[str]) -> None:
    timers.set("gone", NOW + timedelta(seconds=0.01))
    timers.cancel("gone")
    timers.set("mark", NOW + timedelta(seconds=0.03))
    assert await fired.get() == "mark"
    assert fired.empty()


async def test_setting_all_anew_replaces_what_was_set(
    timers: Timers, fired: asyncio.Queue[str]
) -> None:
    timers.set("old", NOW + timedelta(seconds=0.01))
    timers.set_all({"new": NOW + timedelta(seconds=0.03)})
    assert await fired.get() == "new"
    assert fired.empty()
