"""Asterisk alone: whom the last leg of ours leaves falls, and nobody else is touched."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
import pytest_asyncio

from telephony import ari_legs, ari_requests
from telephony.ari_requests import Request
from tests.asterisk.exchange import (
    APP,
    Exchange,
    Program,
    exchange,
    fallen_at,
    plan,
    stretch,
    until_waiting,
)
from tests.asterisk.phones.behaviour import answer_after, no_answer
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.outgoing_call import OutgoingCall

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

LINE = "0110000100"
LEASE_S, SLACK_S = 2.0, 0.5


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def at(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Exchange]:
    # Nobody has the time to wait who came before the talk: it is counted from the leaving.
    async with exchange(tmp_path_factory.mktemp("alone"), wait_limit_s=5) as running:
        await plan(running, stretch(-3600))
        yield running
        log = (running.plan.folder / "log/messages.log").read_text()
        assert "ERROR" not in log, log


async def arrived(at: Exchange, program: Program, phone: CallerPhone) -> tuple[OutgoingCall, str]:
    """Let a caller wait in a bridge of their own, without a lease, as before a join."""
    before = len(program.told)
    call = phone.call(LINE)
    offered = await program.event("CallBroadcast", after=before)
    channel = str(offered["channel"]["id"])
    await at.do(ari_requests.claim(channel, app=APP))
    await program.event("StasisStart", channel=channel)
    await at.do(
        ari_requests.mark_known(channel),
        ari_requests.create_bridge(f"{channel}~b1"),
        ari_requests.answer(channel),
        ari_requests.add_to_bridge(f"{channel}~b1", channel),
        ari_requests.lease(channel, seconds=0),
    )
    return call, channel


async def brought(at: Exchange, program: Program, channel: str, seat: str, count: int) -> str:
    """Ring a seat, whose phone picks up; its leg."""
    leg = f"{channel}~{count}"
    ring = ari_legs.ring_seat(leg, call=channel, endpoint=seat, app=APP, ring_s=10, caller_id="x")
    await at.do(ring)
    await program.event("StasisStart", channel=leg)
    await at.do(ari_requests.lease(leg, seconds=0))
    return leg


async def test_whom_the_seat_leaves_while_nobody_is_at_work_falls_and_is_served(
    at: Exchange,
) -> None:
    async with (
        at.program() as program,
        at.seated("seat-01", answer_after(0.1), is_ready=False) as seat,
        CallerPhone(at.sip, "0312345678") as phone,
    ):
        call, channel = await arrived(at, program, phone)
        leg = await brought(at, program, channel, "seat-01", 1)
        await at.do(ari_requests.add_to_bridge(f"{channel}~b1", leg))
        await asyncio.sleep(LEASE_S + SLACK_S)  # as long as they talk, nothing happens to them
        assert (await fallen_at(at)).waiting == ()
        talk = await seat.next_call()
        left_at = time.monotonic()
        talk.hang_up()
        await program.event("ChannelDestroyed", channel=leg, within_s=0.5)
        assert await until_waiting(at, 1, within_s=LEASE_S + SLACK_S) == (channel,)
        assert time.monotonic() - left_at > LEASE_S - SLACK_S
        async with at.seated("seat-02", answer_after(0.1)) as other:
            await (await other.next_call()).until(CallState.ANSWERED, timeout_s=2)
            assert call.state is CallState.ANSWERED
            call.hang_up()
        await at.ask(ari_requests.delete_bridge(f"{channel}~b1"))


async def test_who_still_has_somebody_is_not_touched_whoever_leaves(at: Exchange) -> None:
    """Three-way, consulted, listened to: the last one who can be with the caller counts."""
    async with (
        at.program() as program,
        at.seated("seat-01", answer_after(0.1)) as seat,
        at.seated("seat-02", answer_after(0.1)) as other,
        CallerPhone(at.sip, "0312345678") as phone,
    ):
        call, channel = await arrived(at, program, phone)
        first = await brought(at, program, channel, "seat-01", 1)
        await at.do(ari_requests.add_to_bridge(f"{channel}~b1", first))
        second = await brought(at, program, channel, "seat-02", 2)
        await at.do(  # the seat asks the other one, beside the caller
            ari_requests.create_bridge(f"{channel}~b2"),
            ari_requests.add_to_bridge(f"{channel}~b2", first, second),
        )
        (await other.next_call()).hang_up()
        await program.event("ChannelDestroyed", channel=second)
        assert await lease_of(at, channel) == 0
        third = await brought(at, program, channel, "seat-02", 3)
        await at.do(ari_legs.only_listens(third))
        (await seat.next_call()).hang_up()
        await program.event("ChannelDestroyed", channel=first)
        assert 0 < await lease_of(at, channel) <= LEASE_S
        await at.do(  # the supervisor takes over
            ari_legs.is_with(third, call=channel),
            ari_requests.lease(channel, seconds=0),
            ari_requests.add_to_bridge(f"{channel}~b1", third),
        )
        fourth = await brought(at, program, channel, "seat-01", 4)
        await at.do(ari_requests.add_to_bridge(f"{channel}~b1", fourth))
        (await other.next_call()).hang_up()
        await program.event("ChannelDestroyed", channel=third)
        assert await lease_of(at, channel) == 0
        call.hang_up()
        await program.event("StasisEnd", channel=channel)
        await at.do(ari_requests.hang_up(fourth))
        for bridge in ("b1", "b2"):
            await at.do(ari_requests.delete_bridge(f"{channel}~{bridge}"))


async def test_a_leg_that_was_never_joined_lets_requests_on_their_way_come_first(
    at: Exchange,
) -> None:
    """The seat picked up and left at once, and the controller died as it was to join it."""
    async with (
        at.program() as program,
        at.seated("seat-01", answer_after(0.1)) as seat,
        CallerPhone(at.sip, "0312345678") as phone,
    ):
        call, channel = await arrived(at, program, phone)
        leg = f"{channel}~1"
        ring = ari_legs.ring_seat(
            leg, call=channel, endpoint="seat-01", app=APP, ring_s=10, caller_id="x"
        )
        await at.do(ring)
        await program.event("StasisStart", channel=leg)
        (await seat.next_call()).hang_up()
        left, over = [
            datetime.fromisoformat((await program.event(kind, channel=leg))["timestamp"])
            for kind in ("StasisEnd", "ChannelDestroyed")
        ]
        assert over - left >= timedelta(milliseconds=2)
        assert 0 < await lease_of(at, channel) <= LEASE_S
        call.hang_up()
        await program.event("StasisEnd", channel=channel)
        await at.do(ari_requests.delete_bridge(f"{channel}~b1"))


@pytest.mark.parametrize("is_fallen", [True, False])
async def test_a_leg_that_was_never_joined_is_over_at_once_whose_caller_fell(
    at: Exchange, is_fallen: bool
) -> None:
    """Its seat is rung for others as soon as the controller is back, and may not be busy then."""
    async with (
        at.program() as program,
        at.seated("seat-01", answer_after(0.1), is_ready=False) as seat,
        CallerPhone(at.sip, "0312345678") as phone,
    ):
        call, channel = await arrived(at, program, phone)
        leg = f"{channel}~1"
        await at.do(
            ari_legs.ring_seat(
                leg, call=channel, endpoint="seat-01", app=APP, ring_s=10, caller_id="x"
            )
        )
        await program.event("StasisStart", channel=leg)
        await seat.next_call()
        if is_fallen:
            await at.do(ari_requests.lease(channel, seconds=0.1))
            assert await until_waiting(at, 1) == (channel,)
        await at.do(ari_requests.subscribe(APP, f"channel:{leg}"), ari_requests.hang_up(leg))
        await program.event("ChannelDestroyed", channel=leg)
        set_on_leg = {
            event["variable"]
            for _, event in program.told
            if event["type"] == "ChannelVarset" and event.get("channel", {}).get("id") == leg
        }
        assert "ARG1" in set_on_leg  # its handler ran
        assert ("MDG_COUNT" in set_on_leg) is not is_fallen
        call.hang_up()
        if not is_fallen:
            await program.event("StasisEnd", channel=channel)
        await at.do(ari_requests.delete_bridge(f"{channel}~b1"))


async def test_a_phone_that_only_rang_gives_a_lease_to_nobody_but_whom_the_seat_left_meanwhile(
    at: Exchange,
) -> None:
    async with (
        at.program() as program,
        at.seated("seat-01", answer_after(0.1)) as seat,
        at.seated("seat-02", no_answer()) as other,
        CallerPhone(at.sip, "0312345678") as phone,
    ):
        call, channel = await arrived(at, program, phone)
        first = await brought(at, program, channel, "seat-01", 1)
        await at.do(ari_requests.add_to_bridge(f"{channel}~b1", first))
        talk = await seat.next_call()
        for count in (2, 3):
            leg = f"{channel}~{count}"
            await at.do(
                ari_legs.ring_seat(
                    leg, call=channel, endpoint="seat-02", app=APP, ring_s=10, caller_id="x"
                )
            )
            await other.next_call()
            if count == 3:
                talk.hang_up()
                await program.event("ChannelDestroyed", channel=first)
                assert await lease_of(at, channel) == 0
            await at.do(ari_requests.hang_up(leg))
            await program.event("ChannelDestroyed", channel=leg)
            is_left = 0 < await lease_of(at, channel) <= LEASE_S
            assert is_left is (count == 3)
        call.hang_up()
        await program.event("StasisEnd", channel=channel)
        await at.do(ari_requests.delete_bridge(f"{channel}~b1"))


async def lease_of(at: Exchange, channel: str) -> float:
    """Read how long a caller's lease still lasts, in seconds; 0 is none."""
    read = Request(
        method="GET",
        template="/channels/{channelId}/variable",
        path=f"/channels/{channel}/variable",
        params={"variable": ari_requests.LEASE},
    )
    return float((await at.do(read))["value"])
