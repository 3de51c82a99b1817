"""Tasks on the side are kept and their failures logged; works side by side end together."""

from __future__ import annotations

import asyncio
import gc

import pytest

from app.tasks import run_until, spawn

pytestmark = pytest.mark.unit


async def test_a_task_that_nobody_keeps_goes_on() -> None:
    done = asyncio.Event()

    async def work() -> None:
        await asyncio.sleep(0)
        done.set()

    spawn(work(), name="work")
    gc.collect()
    await asyncio.wait_for(done.wait(), 1)


async def test_a_failure_is_logged_under_its_name(caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> None:
        raise ValueError

    spawn(work(), name="unlucky")
    await asyncio.sleep(0)
    await asyncio.sleep(0)  # it runs in the first turn, and its end is told in the second
    assert [record.__dict__["task"] for record in caplog.records] == ["unlucky"]


async def test_works_end_when_told_to_stop() -> None:
    stop = asyncio.Event()
    stop.set()
    await run_until(stop, {"one": asyncio.sleep(60), "two": asyncio.sleep(60)})


async def test_the_first_failure_ends_the_others() -> None:
    async def fail() -> None:
        raise OSError

    with pytest.raises(ExceptionGroup):
        await run_until(asyncio.Event(), {"one": asyncio.sleep(60), "two": fail()})
