"""Everybody at once, doing anything: every call ends in one row, and nothing is left of it."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from callcenter.commands import CloseCall
from callcenter.events import CallArrived, CallReturned, FallbackFound
from tests.asterisk.instance import LINE, Instance, running
from tests.asterisk.phones.behaviour import Behaviour, answer_after, busy, decline, no_answer
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.seat_phone import SeatPhone

pytestmark = pytest.mark.asterisk

SEATS = [f"seat-{number:02}" for number in range(1, 5)]
CALLS = 60
LASTS_S = 12.0
LIVELY: tuple[Behaviour, ...] = (
    *(answer_after(0.1), answer_after(0.3, talk_s=0.5), answer_after(talk_s=0.1)),
    *(answer_after(1.95), answer_after(talk_s=0.03), busy(), decline(0.2), no_answer()),
)


async def test_in_a_storm_of_calls_every_one_ends_once_and_every_seat_is_free_again(
    tmp_path: Path,
) -> None:
    chance = random.Random(2026)
    async with running(tmp_path) as counter, AsyncExitStack() as seated:
        seats = [await seated.enter_async_context(counter.seated(seat)) for seat in SEATS]
        async with CallerPhone(counter.sip, "0312345678") as caller:
            async with asyncio.TaskGroup() as group:
                for _ in range(CALLS):
                    begins_s, patience_s = chance.uniform(0, LASTS_S), chance.expovariate(0.5)
                    group.create_task(_call(caller, begins_s, patience_s))
                group.create_task(_work(counter, seats, chance))
            await counter.until_empty()
        events = [record.event for record in counter.log.records()]
        # Who gives up before we are told is found in Asterisk's book; who we miss is given back.
        ways_in = (CallArrived, CallReturned, FallbackFound)
        arrived = {event.call for event in events if isinstance(event, ways_in)}
        closed = Counter(each.call for each in counter.log.commands(CloseCall))
        states = {row["state"] for row in (await counter.seats()).values()}
    assert len(arrived) > CALLS / 2
    assert closed == Counter(arrived)
    assert states <= {"ready", "not_ready"}


async def _call(caller: CallerPhone, begins_s: float, patience_s: float) -> None:
    """Call after a while, and give up after another, answered or not."""
    await asyncio.sleep(begins_s)
    call = caller.call(LINE)
    await asyncio.sleep(patience_s)
    call.cancel()
    call.hang_up()
    await call.until(CallState.ENDED)


async def _work(counter: Instance, seats: list[SeatPhone], chance: random.Random) -> None:
    """Let the seats behave otherwise every now and then, and come back to work."""
    for _ in range(round(LASTS_S)):
        for seat in seats:
            seat.behaviour = chance.choice(LIVELY)
        await counter.ready(chance.choice(SEATS))
        await asyncio.sleep(0.3)
