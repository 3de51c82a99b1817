"""Lanes: order within a call, none between calls, and nothing sent for who has left."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from callcenter.commands import CancelLeg, HangUpCaller, RingSeat, StartMusic, StopAnnouncement
from telephony.lanes import Burst, Lanes

pytestmark = pytest.mark.unit


class Street:
    """Lanes whose work is done one burst at a time, when the test lets it."""

    def __init__(self, tasks: asyncio.TaskGroup) -> None:
        self.done: list[Burst] = []
        self.gate = asyncio.Semaphore(0)
        self.lanes = Lanes(
            spawn=lambda work, name: tasks.create_task(work, name=name), work=self._work
        )

    async def _work(self, _: str, burst: Burst) -> None:
        await self.gate.acquire()
        self.done.append(burst)

    async def let(self, count: int) -> None:
        for _ in range(count):
            self.gate.release()
        for _ in range(10):
            await asyncio.sleep(0)


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    async with asyncio.TaskGroup() as tasks:
        yield Street(tasks)


async def test_bursts_of_a_call_are_done_in_order(street: Street) -> None:
    first, second = (StartMusic(call="a"),), (HangUpCaller(call="a"),)
    street.lanes.put("a", first)
    street.lanes.put("a", second)
    await street.let(2)
    assert street.done == [first, second]


async def test_what_was_not_sent_yet_is_known(street: Street) -> None:
    ring = RingSeat(
        call="a",
        leg="a~1",
        seat="seat-01",
        endpoint="seat-01",
        ring_s=20.0,
        caller=None,
        withheld=None,
    )
    street.lanes.put("a", (StartMusic(call="a"),))
    street.lanes.put("a", (ring, StartMusic(call="a")))
    await street.let(0)
    assert street.lanes.unsent() == {"a~1"}
    await street.let(1)
    assert street.lanes.unsent() == frozenset()
    await street.let(1)


async def test_calls_do_not_wait_for_each_other(street: Street) -> None:
    street.lanes.put("a", (StartMusic(call="a"),))
    street.lanes.put("b", (StartMusic(call="b"),))
    await street.let(2)
    assert {burst[0].call for burst in street.done if isinstance(burst[0], StartMusic)} == {
        "a",
        "b",
    }


async def test_a_lane_begins_again_after_it_was_done(street: Street) -> None:
    street.lanes.put("a", (StartMusic(call="a"),))
    await street.let(1)
    street.lanes.put("a", (HangUpCaller(call="a"),))
    await street.let(1)
    assert len(street.done) == 2


async def test_what_was_not_sent_for_a_caller_who_left_is_dropped_but_for_cleaning(
    street: Street,
) -> None:
    running, cancel = (StartMusic(call="a"),), CancelLeg(call="a", leg="a~1")
    street.lanes.put("a", running)
    await street.let(0)
    street.lanes.put("a", (StopAnnouncement(call="a", playback="a~p1"), cancel))
    street.lanes.put("a", (StartMusic(call="a"),))
    street.lanes.empty("a")
    await street.let(3)
    assert street.done == [running, (cancel,)]


async def test_emptying_an_idle_lane_is_nothing(street: Street) -> None:
    street.lanes.empty("nobody")
    assert street.done == []
