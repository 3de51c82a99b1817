"""Asterisk dies under a full counter: every call is filed, sound is saved, and work goes on."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from app.run_file import began
from callcenter.commands import CloseCall, RingSeat
from callcenter.events import LegJoined
from tests.asterisk.busy_floor import (
    CALLER_HZ,
    ROLES,
    SEAT_HZ,
    SEATS,
    WAITING,
    Floor,
    busy_floor,
)
from tests.asterisk.instance import Instance
from tests.asterisk.kept_sound import breaks, sides, sounding_s
from tests.asterisk.phones.behaviour import answer_after
from tests.asterisk.phones.call import CallState, PhoneCall
from tests.asterisk.phones.sound import RATE, level_at

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

LOST_MAX_S = 2.1
"""32 KiB that Asterisk had in its buffer, at 16,000 bytes a second, and a packet or two."""
GUIDANCE_MAX_S = 2.0
EDGE_S = 0.3
"""A phone begins to speak a moment after it was joined, and its last frames are on their way."""


@dataclass(slots=True, kw_only=True)
class Aftermath:
    """What was seen after a death; times in seconds after it."""

    states: dict[str, str]
    started_s: float
    up_s: float
    closed: dict[str, CloseCall]
    filed_s: dict[str, float]
    left: list[str]
    answered_s: float = 0.0
    rang_s: float = 0.0
    health: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    metrics: dict[str, float] = field(default_factory=dict)
    served_first: str = ""
    spool: list[str] = field(default_factory=list)
    killed_at: float
    talkers: tuple[PhoneCall, PhoneCall]
    """Caller and seat of the talk that it ended."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def aftermath(counter: Instance) -> Aftermath:
    """Kill Asterisk, call again, and see who is served first."""
    async with busy_floor(counter) as floor:
        seen = await after(signal.SIGKILL, floor)
        await call_again(floor, seen)
        await see_who_is_first(floor, seen)
        await look_at_sound(counter, seen)
    return seen


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def told_to_end(counter: Instance, aftermath: Aftermath) -> Aftermath:
    """End Asterisk as `core stop now` does, after the other death, and call again."""
    assert aftermath.closed
    async with busy_floor(counter) as floor:
        seen = await after(signal.SIGTERM, floor)
        await call_again(floor, seen)
        await look_at_sound(counter, seen)
    return seen


async def look_at_sound(counter: Instance, seen: Aftermath) -> None:
    """Wait until the talk's recording is kept, and look at what stays in the spool."""
    call = seen.closed["talking"].call
    await counter.row(call, has=lambda row: row["recording"])
    seen.rows = await counter.calls()
    seen.spool = await counter.until_overwritten(call)


async def after(end: signal.Signals, floor: Floor) -> Aftermath:
    """End Asterisk and wait until another one serves."""
    counter = floor.counter
    states, old = floor.states(), int(counter.run["asterisk_pid"])
    killed_at = time.time()
    os.kill(old, end)
    new = await counter.until_pid("asterisk_pid", other_than=old)
    started_at = began(new)
    assert started_at is not None
    left = await once_up(counter)
    up_s = time.time() - killed_at
    closed = {role: await counter.closed(call) for role, call in floor.ids.items()}
    seat = floor.seats[str(closed["talking"].seat)]
    return Aftermath(
        killed_at=killed_at,
        talkers=(floor.callers["talking"].calls[-1], seat.calls[-1]),
        states=states,
        started_s=started_at - killed_at,
        up_s=up_s,
        closed=closed,
        filed_s={role: counter.epoch(each.ended_at) - killed_at for role, each in closed.items()},
        left=left,
    )


async def once_up(counter: Instance) -> list[str]:
    """Wait until Asterisk answers, and tell what it holds."""
    async with asyncio.timeout(10):
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                return await counter.left_in_asterisk()
            await asyncio.sleep(0.01)


async def call_again(floor: Floor, seen: Aftermath) -> None:
    """Call as a newcomer and be served by a phone that nobody touched."""
    for phone in floor.seats.values():
        phone.behaviour = answer_after()
    rung = {seat: len(phone.calls) for seat, phone in floor.seats.items()}
    call_at = time.time()
    call_id = await floor.call("newcomer")
    call = floor.callers["newcomer"].calls[-1]
    await call.until(CallState.ANSWERED)
    assert call.times.answered is not None
    seen.answered_s = call.times.answered - call_at
    ring = await floor.counter.log.command(RingSeat, call=call_id)
    await floor.counter.log.event(LegJoined, call=call_id)
    assert len(floor.seats[ring.seat].calls) == rung[ring.seat] + 1
    ringing_at = floor.seats[ring.seat].calls[-1].times.ringing
    assert ringing_at is not None
    seen.rang_s = ringing_at - call_at
    async with asyncio.timeout(2.0):
        while seen.metrics.get("madoguchi_talking") != 1:  # the newcomer
            seen.metrics = await floor.counter.metrics()
    seen.health = json.loads(await floor.counter.healthz())


async def see_who_is_first(floor: Floor, seen: Aftermath) -> None:
    """Two wait: one who never called before, and after them one who had waited at the death."""
    counter = floor.counter
    floor.callers["newcomer"].calls[-1].hang_up()
    await counter.closed(floor.ids["newcomer"])
    await counter.not_ready(*SEATS)
    before = counter.log.n
    await floor.call("later")
    await floor.call(WAITING[0])
    await asyncio.sleep(GUIDANCE_MAX_S + 1)  # both have heard the notice
    await counter.ready("seat-02")
    ring = await counter.log.command(RingSeat, after=before)
    seen.served_first = next(role for role, call in floor.ids.items() if call == ring.call)
    await counter.log.event(LegJoined, call=ring.call)


async def test_the_scene_was_as_it_should_be(aftermath: Aftermath) -> None:
    assert aftermath.states == {
        "talking": "talking",
        "rung for": "offered",
        "guided": "guided",
        **dict.fromkeys(WAITING, "waiting"),
    }
    assert len(set(aftermath.closed)) == len(ROLES)


async def test_asterisk_is_back_within_a_second_and_serves_within_two_more(
    aftermath: Aftermath,
) -> None:
    assert aftermath.started_s < 1.0
    assert aftermath.up_s < 3.0
    assert aftermath.answered_s < 2.0
    assert aftermath.rang_s < 2.0 + GUIDANCE_MAX_S


async def test_every_call_is_filed_as_failed_at_the_instant_of_the_death(
    aftermath: Aftermath,
) -> None:
    assert {each.outcome for each in aftermath.closed.values()} == {"failed"}
    assert {each.detail.split()[0] for each in aftermath.closed.values()} == {"asterisk_lost"}
    assert aftermath.filed_s == pytest.approx(dict.fromkeys(ROLES, 0.0), abs=0.3)
    for each in aftermath.closed.values():
        times = each.guidance_s + each.wait_s + each.ring_s + each.talk_s + each.hold_s
        assert times == pytest.approx((each.ended_at - each.arrived_at).total_seconds(), abs=0.001)


async def test_no_call_haunts_the_boards(counter: Instance, aftermath: Aftermath) -> None:
    assert aftermath.left == []
    assert aftermath.health["status"] == "ok"
    assert {name: part["ok"] for name, part in aftermath.health["parts"].items()} == dict.fromkeys(
        aftermath.health["parts"], True
    )
    dead = [aftermath.rows[each.call] for each in aftermath.closed.values()]
    assert [row["outcome"] for row in dead] == ["failed"] * len(ROLES)
    assert aftermath.metrics["madoguchi_waiting"] == aftermath.metrics["madoguchi_ringing"] == 0
    assert aftermath.metrics["madoguchi_lines_in_use"] == 1


async def test_the_torn_recording_is_kept_up_to_the_last_two_seconds(
    counter: Instance, aftermath: Aftermath
) -> None:
    talk = aftermath.closed["talking"]
    row = aftermath.rows[talk.call]
    left, right = sides(counter.home / row["recording"])
    assert len(left) / RATE == pytest.approx(talk.talk_s, abs=0.1)
    assert await breaks_in(counter, aftermath, row, lost_s=LOST_MAX_S) == []
    for side, hz in ((left, CALLER_HZ), (right, SEAT_HZ)):
        assert level_at(side[: round((talk.talk_s - LOST_MAX_S) * RATE)], hz) > -20
        assert sounding_s(side) > talk.talk_s - LOST_MAX_S
    assert aftermath.spool == []


async def breaks_in(
    counter: Instance, seen: Aftermath, row: dict[str, Any], *, lost_s: float
) -> list[float]:
    """Tell where the kept talk of the two breaks, frame by frame, but for its last seconds."""
    joined = await counter.log.event(LegJoined, call=row["id"])
    began, found = counter.epoch(joined.at), list[float]()
    left, right = sides(counter.home / row["recording"])
    for side, hz, call in zip((left, right), (CALLER_HZ, SEAT_HZ), seen.talkers, strict=True):
        until = seen.killed_at - lost_s
        found += breaks(side, hz, call, began=began, since=began + EDGE_S, until=until)
    return found


async def test_the_row_says_that_the_recording_is_not_whole(aftermath: Aftermath) -> None:
    assert "partly_recorded" in aftermath.closed["talking"].detail.split()


async def test_who_had_waited_at_the_death_and_calls_again_is_served_first(
    aftermath: Aftermath,
) -> None:
    assert aftermath.served_first == WAITING[0]


async def test_an_asterisk_that_is_told_to_end_is_back_as_well(told_to_end: Aftermath) -> None:
    assert told_to_end.filed_s == pytest.approx(dict.fromkeys(ROLES, 0.0), abs=0.3)
    assert told_to_end.left == []
    assert told_to_end.health["status"] == "ok"
    assert told_to_end.answered_s < 2.0
    assert told_to_end.rang_s < 2.0 + GUIDANCE_MAX_S


async def test_an_asterisk_that_is_told_to_end_loses_no_sound(
    counter: Instance, told_to_end: Aftermath
) -> None:
    talk = told_to_end.closed["talking"]
    row = told_to_end.rows[talk.call]
    for side, hz in zip(sides(counter.home / row["recording"]), (CALLER_HZ, SEAT_HZ), strict=True):
        assert sounding_s(side) == pytest.approx(talk.talk_s, abs=0.1)
        assert level_at(side, hz) > -20
    assert await breaks_in(counter, told_to_end, row, lost_s=EDGE_S) == []
    assert told_to_end.spool == []


async def test_nobody_left_when_asterisk_was_told_to_end_so_all_calls_failed(
    told_to_end: Aftermath,
) -> None:
    assert {each.outcome for each in told_to_end.closed.values()} == {"failed"}
