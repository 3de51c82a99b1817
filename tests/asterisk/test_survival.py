"""Any of the processes may die alone: talks go on where they can, and every call ends in a row."""

from __future__ import annotations

import asyncio
import os
import signal
import time

import pytest

from callcenter.commands import CloseCall
from callcenter.events import CallArrived, LegJoined, PhoneRegistered
from tests.asterisk.instance import LINE, Instance
from tests.asterisk.phones.behaviour import answer_after
from tests.asterisk.phones.call import CallState, PhoneCall
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.sound import level_at
from tests.asterisk.talk import CALLER_HZ, SEAT_HZ, talking

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]


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


def assert_they_hear_each_other(caller: PhoneCall, seat: PhoneCall, *, since: float) -> None:
    assert level_at(caller.heard(since=since), SEAT_HZ) > -20
    assert level_at(seat.heard(since=since), CALLER_HZ) > -20
    assert caller.rtp.longest_gap_s(since=since) < 0.2
    assert seat.rtp.longest_gap_s(since=since) < 0.2


async def is_answered(counter: Instance, caller: CallerPhone) -> bool:
    """Call once more, and tell whether somebody or something answers."""
    call = caller.call(LINE)
    await call.until(CallState.ANSWERED)
    call.hang_up()
    await counter.until_empty()
    return call.status == 200
