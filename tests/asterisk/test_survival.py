"""Any of the processes may die alone: talks go on where they can, and every call ends in a row."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.commands import CloseCall
from callcenter.events import CallArrived, LegJoined, PhoneRegistered
from telephony.fallback import CONTEXTS
from tests.asterisk.instance import LINE, Instance
from tests.asterisk.kept_sound import sides
from tests.asterisk.phones.behaviour import answer_after, busy
from tests.asterisk.phones.call import CallState, PhoneCall
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.sound import RATE, level_at
from tests.asterisk.talk import CALLER_HZ, SEAT_HZ, talking

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

OTHER_HZ = 1230
LEFT_S = 2.5
"""Whom the seat leaves falls so soon."""


@pytest.mark.clause("OTR-7-7-1")
async def test_a_talk_goes_on_without_the_controller_and_ends_in_one_row(
    counter: Instance,
) -> None:
    async with talking(counter) as talk:
        killed_at = time.time()
        old = counter.run["pid"]
        os.kill(old, signal.SIGKILL)
        await counter.until_pid("pid", other_than=old)
        await asyncio.sleep(0.5)  # the new one is at work
        assert_they_hear_each_other(talk.caller, talk.seat, since=killed_at)
        talk.caller.hang_up()
        await talk.seat.until(CallState.ENDED, timeout_s=2)
        row = await counter.row(talk.id, has=lambda row: row["recording"])
        await counter.until_empty()
    assert (row["outcome"], row["seat"]) == ("answered", "seat-01")
    assert len(counter.log.commands(CloseCall, call=talk.id)) == 1


async def test_a_caller_who_left_while_the_controller_was_dead_is_filed_by_the_next(
    counter: Instance,
) -> None:
    start = counter.log.n
    async with CallerPhone(counter.sip, "0312345678") as caller:
        call = caller.call(LINE)
        arrived = await counter.arrived(after=start)
        await call.until(CallState.ANSWERED)
        old = counter.run["pid"]
        os.kill(old, signal.SIGKILL)
        call.hang_up()
        await counter.until_pid("pid", other_than=old)
        closed = await counter.closed(arrived.call)
        await counter.until_empty()
        assert await is_answered(counter, caller)
    assert closed.outcome == "abandoned_in_queue"


async def test_calls_go_on_without_the_office_and_their_rows_follow(counter: Instance) -> None:
    old = counter.run["office_pid"]
    os.kill(old, signal.SIGKILL)
    async with talking(counter) as talk:
        await asyncio.sleep(0.5)  # a word
        talk.caller.hang_up()
        await counter.closed(talk.id)
    await counter.until_pid("office_pid", other_than=old)
    row = await counter.row(talk.id, has=lambda row: row["recording"])
    assert row["outcome"] == "answered"
    assert "ok" in await counter.healthz()


async def test_without_asterisk_calls_are_filed_as_failed_and_the_next_one_works(
    counter: Instance,
) -> None:
    start = counter.log.n
    async with (
        counter.seated("seat-01", answer_after()) as seat,
        CallerPhone(counter.sip, "0312345678") as caller,
        CallerPhone(counter.sip, "0312345679") as other,
    ):
        caller.call(LINE)
        await seat.next_call()
        joined = await counter.log.event(LegJoined, after=start)
        waiting = other.call(LINE)
        await waiting.until(CallState.ANSWERED)
        await asyncio.sleep(0.3)  # it hears that all are busy
        old = counter.run["asterisk_pid"]
        os.kill(old, signal.SIGKILL)
        await counter.until_pid("asterisk_pid", other_than=old)
        ids = [each.call for each in counter.log.events(CallArrived, after=start)]
        closed = [await counter.closed(each) for each in ids]
        assert {each.outcome for each in closed} <= {"failed", "answered"}
        assert [each.detail.split()[0] for each in closed] == ["asterisk_lost"] * 2
        assert joined.call in ids
        await seat.register()
        await counter.log.event(PhoneRegistered, after=start, seat="seat-01")
        assert await is_answered(counter, other)


def assert_they_hear_each_other(
    caller: PhoneCall, seat: PhoneCall, *, since: float, seat_hz: int = SEAT_HZ
) -> None:
    assert level_at(caller.heard(since=since), seat_hz) > -20
    assert level_at(seat.heard(since=since), CALLER_HZ) > -20
    assert caller.rtp.longest_gap_s(since=since) < 0.2
    assert seat.rtp.longest_gap_s(since=since) < 0.2


def assert_recorded(kept: Path, seat_hz: int, *, since: float, until: float) -> None:
    """Both sides are heard in that time (seconds) of a kept recording."""
    piece = slice(round((since + 0.2) * RATE), round((until - 0.2) * RATE))
    for side, hz in zip(sides(kept), (CALLER_HZ, seat_hz), strict=True):
        assert level_at(side[piece], hz) > -20


async def is_answered(counter: Instance, caller: CallerPhone) -> bool:
    """Call once more, and tell whether somebody or something answers."""
    call = caller.call(LINE)
    await call.until(CallState.ANSWERED)
    call.hang_up()
    await counter.until_empty()
    return call.status == 200


async def test_whom_the_seat_leaves_while_the_controller_is_frozen_is_served_by_another_one(
    counter: Instance,
) -> None:
    start = counter.log.n
    async with (
        counter.seated("seat-01", tone_hz=SEAT_HZ) as first,
        CallerPhone(counter.sip, "0312345678", tone_hz=CALLER_HZ) as phone,
    ):
        caller = phone.call(LINE)
        talk = (await counter.arrived(after=start)).call
        seat = await first.next_call()
        began = counter.epoch((await counter.log.event(LegJoined, call=talk)).at)
        async with counter.seated("seat-02", tone_hz=OTHER_HZ) as other:
            first.behaviour = busy()
            with alone(counter) as old:
                seat.hang_up()
                left_at = time.time()
                await until_fallen(counter, talk, within_s=LEFT_S)
                served = await other.next_call()
                await served.until(CallState.ANSWERED)
                again_at = time.time()
                await asyncio.sleep(0.7)  # they talk
                assert_they_hear_each_other(caller, served, since=again_at + 0.3, seat_hz=OTHER_HZ)
            await counter.until_pid("pid", other_than=old)
            caller.hang_up()
            ended_at = time.time()
            closed = await counter.closed(talk)
            await counter.until_empty()
            row = await counter.row(talk, has=lambda row: row["recording"])
    told = (row["outcome"], closed.seat, "fallback" in closed.detail)
    assert told == ("answered", "seat-02", True)
    assert len(counter.log.commands(CloseCall, call=talk)) == 1
    assert closed.talk_s == pytest.approx(left_at - began + ended_at - again_at, abs=0.3)
    for hz, since, until in ((SEAT_HZ, began, left_at), (OTHER_HZ, again_at, ended_at)):
        kept = counter.home / row["recording"]
        assert_recorded(kept, hz, since=since - began, until=until - began)


@contextlib.contextmanager
def alone(instance: Instance) -> Iterator[int]:
    """Freeze the controller, and who would put another one in its place; its number."""
    controller, supervisor = instance.run["pid"], instance.run["supervisor_pid"]
    os.kill(supervisor, signal.SIGSTOP)
    try:
        os.kill(controller, signal.SIGSTOP)
        yield controller
    finally:
        os.kill(supervisor, signal.SIGCONT)


async def until_fallen(instance: Instance, call: str, *, within_s: float) -> None:
    """Wait until Asterisk alone has a caller."""
    until = time.monotonic() + within_s
    while await instance.context_of(call) not in CONTEXTS:
        assert time.monotonic() < until, f"{call} is in nobody's hands after {within_s:g} s"
        await asyncio.sleep(0.02)
