"""Hang-ups at every moment are clean: one row, the right outcome, no ghost ring, nothing left."""

from __future__ import annotations

import asyncio

import pytest

from callcenter.commands import Announce, CloseCall, RaiseAlarm, RingSeat, ShowSeat, StartMusic
from callcenter.events import CallArrived
from tests.asterisk.instance import LINE, Instance
from tests.asterisk.phones.behaviour import no_answer
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller import place
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.caller_plan import CallerPlan, cancels
from tests.asterisk.talk import ringing, talking

FREE_S = 5.0
STEP_S = 0.02
"""One is cancelled before anybody was told of it, another one while it is claimed."""

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]


async def test_a_hang_up_during_the_welcome_rings_no_seat(counter: Instance) -> None:
    start = counter.log.n
    async with (
        counter.seated("seat-01") as seat,
        CallerPhone(counter.sip, "0312345678") as caller,
    ):
        call = caller.call(LINE)
        arrived = await counter.arrived(after=start)
        await call.until(CallState.ANSWERED)
        await asyncio.sleep(0.5)  # in the middle of the welcome
        call.hang_up()
        await is_clean(counter, arrived.call, "abandoned_in_guidance")
        assert seat.calls == []
        assert counter.log.commands(RingSeat, after=start) == []


async def test_who_hangs_up_during_the_welcome_never_reaches_the_queue(counter: Instance) -> None:
    """Asterisk may tell of the broken announcement before it tells that the caller has left."""
    start = counter.log.n
    async with (
        counter.seated("seat-01") as seat,
        CallerPhone(counter.sip, "0312345678") as caller,
    ):
        for attempt in range(30):
            call = caller.call(LINE)
            await call.until(CallState.ANSWERED)
            await asyncio.sleep(0.05 + attempt * 0.002)
            call.hang_up()
        await counter.until_empty()
        closed = [
            await counter.closed(each.call) for each in counter.log.events(CallArrived, after=start)
        ]
        assert seat.calls == []
    assert [each.outcome for each in closed] == ["abandoned_in_guidance"] * 30
    assert counter.log.commands(RingSeat, after=start) == []
    assert counter.log.commands(RaiseAlarm, after=start) == []


async def test_a_hang_up_during_the_all_busy_announcement(counter: Instance) -> None:
    start = counter.log.n
    async with CallerPhone(counter.sip, "0312345678") as caller:
        call = caller.call(LINE)
        arrived = await counter.arrived(after=start)
        await counter.log.command(Announce, call=arrived.call)
        await call.until(CallState.ANSWERED)
        await asyncio.sleep(0.5)  # in the middle of the announcement
        call.hang_up()
        closed = await is_clean(counter, arrived.call, "abandoned_in_queue")
    assert closed.node == "all_busy"


async def test_a_hang_up_while_waiting_with_music(counter: Instance) -> None:
    start = counter.log.n
    async with CallerPhone(counter.sip, "0312345678") as caller:
        call = caller.call(LINE)
        arrived = await counter.arrived(after=start)
        await counter.log.command(StartMusic, call=arrived.call)
        await asyncio.sleep(0.2)  # the music plays
        call.hang_up()
        closed = await is_clean(counter, arrived.call, "abandoned_in_queue")
    assert closed.wait_s > 1


async def test_a_hang_up_while_a_seat_rings_stops_the_ringing_at_once(counter: Instance) -> None:
    async with ringing(counter, no_answer()) as call:
        await asyncio.sleep(0.3)  # it rings
        call.caller.hang_up()
        await call.seat.until(CallState.ENDED, timeout_s=1.0)
        await is_clean(counter, call.id, "abandoned_in_queue", seat="seat-01")
    assert (call.seat.status, call.seat.ended_by) == (487, "them")


async def test_a_caller_who_hangs_up_a_talk_ends_it_for_the_seat_too(counter: Instance) -> None:
    async with talking(counter) as talk:
        talk.caller.hang_up()
        await talk.seat.until(CallState.ENDED, timeout_s=1.0)
        closed = await is_clean(counter, talk.id, "answered", seat="seat-01")
    assert talk.seat.ended_by == "them"
    assert (closed.seat, closed.detail) == ("seat-01", "")


async def test_a_seat_that_hangs_up_a_talk_ends_it_for_the_caller_too(counter: Instance) -> None:
    async with talking(counter) as talk:
        talk.seat.hang_up()
        await talk.caller.until(CallState.ENDED, timeout_s=1.0)
        closed = await is_clean(counter, talk.id, "answered", seat="seat-01")
    assert talk.caller.ended_by == "them"
    assert (closed.seat, closed.detail) == ("seat-01", "seat_left")


async def test_a_call_that_is_cancelled_while_the_seat_rings_was_never_answered(
    silent: Instance,
) -> None:
    start = silent.log.n
    async with silent.seated("seat-01", no_answer()) as seat:
        plan = CallerPlan(ending=cancels(0.5), line=LINE)
        (call,) = await place(silent.sip, plan)
        rung = await seat.next_call()
        await rung.until(CallState.ENDED, timeout_s=1.0)
        arrived = await silent.arrived(after=start)
        await is_clean(silent, arrived.call, "abandoned_in_queue", seat="seat-01")
    assert (call.status, call.ended_by) == (487, "us")
    assert (rung.status, rung.ended_by) == (487, "them")


async def test_a_seat_that_picks_up_at_once_talks_though_nothing_is_said_before(
    silent: Instance,
) -> None:
    async with ringing(silent) as call:
        await call.caller.until(CallState.ANSWERED)
        await asyncio.sleep(0.3)  # a word
        call.caller.hang_up()
        closed = await is_clean(silent, call.id, "answered", seat="seat-01")
    assert (closed.guidance_s, closed.wait_s) == (0, 0)


async def test_calls_that_are_cancelled_at_once_leave_nothing(counter: Instance) -> None:
    start = counter.log.n
    async with CallerPhone(counter.sip, "0312345678") as caller:
        calls = [caller.call(LINE) for _ in range(10)]
        for call in calls:
            call.cancel()
            call.hang_up()  # who was answered meanwhile
            await asyncio.sleep(STEP_S)
        for call in calls:
            await call.until(CallState.ENDED)
        await counter.until_empty()
    arrived = [each.call for each in counter.log.events(CallArrived, after=start)]
    for each in arrived:
        await counter.closed(each)
    closed = [each.call for each in counter.log.commands(CloseCall, after=start)]
    assert sorted(closed) == sorted(arrived)
    assert 1 <= len(arrived) <= 10


async def is_clean(
    instance: Instance, call: str, outcome: str, *, seat: str | None = None
) -> CloseCall:
    """Wait for a call's end and look that nothing is left of it; the seat is free again."""
    closed = await instance.closed(call)
    await instance.until_empty()
    if seat is not None:
        async with asyncio.timeout(FREE_S):  # its leg's end is told a moment after the caller's
            while not _is_free(instance, seat):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    assert len(instance.log.commands(CloseCall, call=call)) == 1
    assert closed.outcome == outcome
    parts = (closed.guidance_s, closed.wait_s, closed.ring_s, closed.talk_s, closed.hold_s)
    wall_s = (closed.ended_at - closed.arrived_at).total_seconds()
    assert sum(parts) == pytest.approx(wall_s, abs=0.001)
    return closed


def _is_free(instance: Instance, seat: str) -> bool:
    shown = instance.log.commands(ShowSeat, seat=seat)[-1]
    return (shown.state, shown.call) == ("ready", None)
