"""Virtual time: it leaps, in order, and says when everybody waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextvars import copy_context

import pytest

from tests.sim.virtual_loop import PROCESS, Deadlock, VirtualLoop

pytestmark = pytest.mark.unit


@pytest.fixture
def loop() -> Iterator[VirtualLoop]:
    made = VirtualLoop()
    yield made
    made.close()


def test_a_day_passes_at_once(loop: VirtualLoop) -> None:
    loop.run_until_complete(asyncio.sleep(86_400))
    assert loop.time() == pytest.approx(86_400)


def test_what_is_due_earlier_happens_earlier(loop: VirtualLoop) -> None:
    happened: list[tuple[str, int]] = []

    def happens(name: str) -> None:
        happened.append((name, round(loop.time())))

    loop.call_later(5, happens, "late")
    loop.call_later(1, happens, "early")
    loop.run_until_complete(asyncio.sleep(10))
    assert happened == [("early", 1), ("late", 5)]


def test_a_deadline_is_virtual(loop: VirtualLoop) -> None:
    async def wait() -> None:
        async with asyncio.timeout(3600):
            await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        loop.run_until_complete(wait())
    assert loop.time() == pytest.approx(3600)


def test_waiting_for_ever_is_a_deadlock(loop: VirtualLoop) -> None:
    waiting = loop.create_future()
    with pytest.raises(Deadlock):
        loop.run_until_complete(waiting)


def test_a_frozen_process_goes_on_with_all_that_came_meanwhile_and_the_others_at_once() -> None:
    loop = VirtualLoop()
    did: list[tuple[str, float]] = []

    async def work(name: str) -> None:
        for _ in range(3):
            await asyncio.sleep(1.0)
            did.append((name, loop.time()))

    async def story() -> None:
        frozen = copy_context()
        frozen.run(PROCESS.set, "frozen")
        task = loop.create_task(work("frozen"), context=frozen)
        loop.call_at(1.5, loop.freeze, "frozen")
        loop.call_at(10.0, loop.thaw)
        await work("other")
        await task

    loop.run_until_complete(story())
    loop.close()
    other = [("other", 1.0), ("other", 2.0), ("other", 3.0)]
    assert [each for each in did if each[0] == "other"] == other
    assert [at for name, at in did if name == "frozen"] == [1.0, 10.0, 11.0]
