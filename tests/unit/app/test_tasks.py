"""Works side by side end together."""

from __future__ import annotations

import asyncio

import pytest

from app.tasks import run_until

pytestmark = pytest.mark.unit


async def test_works_end_when_told_to_stop() -> None:
    stop = asyncio.Event()
    stop.set()
    await run_until(stop, {"one": asyncio.sleep(60), "two": asyncio.sleep(60)})


async def test_the_first_failure_ends_the_others() -> None:
    async def fail() -> None:
        raise OSError

    with pytest.raises(ExceptionGroup):
        await run_until(asyncio.Event(), {"one": asyncio.sleep(60), "two": fail()})
