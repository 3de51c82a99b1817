"""Virtual time: it leaps, in order, and says when everybody waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from tests.sim.virtual_loop import Deadlock, VirtualLoop

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
