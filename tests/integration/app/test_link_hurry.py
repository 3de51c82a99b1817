"""News is gathered, but for what somebody waits for."""

from __future__ import annotations

import asyncio

import pytest

from app import link
from app.follow import Ears, follow
from app.home import Home
from callcenter import record
from tests.integration.app.test_link import home, made, served

__all__ = ["home"]

pytestmark = pytest.mark.integration


async def test_who_rings_is_told_at_once_and_other_news_is_gathered(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "GATHER_S", 60.0)
    found: list[int] = []
    linked = asyncio.Event()

    async def numbers_of_three() -> None:
        async for each in follow(home, after=0, ears=Ears(vital=lambda _: linked.set())):
            found.append(each.n)
            if each.n == 3:
                return

    async with served(home) as server, asyncio.TaskGroup() as group, asyncio.timeout(10):
        following = group.create_task(numbers_of_three())
        await linked.wait()
        for n in (1, 2, 3):
            server.publish(n, record.encode(made(n)))
        await asyncio.sleep(0.1)
        assert found == []
        server.hurry()
        await following
    assert found == [1, 2, 3]


async def test_who_is_calm_is_told_some_time_later_whoever_rings(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "CALM_S", 0.3)
    monkeypatch.setattr(link, "PULSE_S", 60.0)  # a pulse is sent as soon as it is there
    found: list[int] = []
    linked = asyncio.Event()

    async def numbers_of_two() -> None:
        ears = Ears(vital=lambda _: linked.set())
        async for each in follow(home, after=0, ears=ears, calm=True):
            found.append(each.n)
            if each.n == 2:
                return

    async with served(home) as server, asyncio.TaskGroup() as group, asyncio.timeout(10):
        following = group.create_task(numbers_of_two())
        await linked.wait()
        await asyncio.sleep(0.05)  # its stream waits for news
        for n in (1, 2):
            server.publish(n, record.encode(made(n)))
            server.hurry()
        await asyncio.sleep(0.1)
        assert found == []
        await following
    assert found == [1, 2]
