"""Works side by side end together."""

from __future__ import annotations

import asyncio

import pytest

from app.tasks import run_until

pytestmark = pytest.mark.unit


async def test_works_end_when_told_to_stop() -> None:
    ended = []

    async def work(name: str) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(name)

    stop = asyncio.Event()
    asyncio.get_running_loop().call_soon(stop.set)
    await run_until(stop, {"one": work("one"), "two": work("two")})
    assert ended == ["one", "two"]


async def test_the_first_failure_ends_the_others() -> None:
    async def fail() -> None:
        raise OSError

    with pytest.raises(ExceptionGroup):
        await run_until(asyncio.Event(), {"one": asyncio.sleep(60), "two": fail()})
