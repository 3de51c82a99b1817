"""A seat's phone that does not take its call: passed over, shown why, and the caller keeps on."""

from __future__ import annotations

import asyncio

import pytest

from callcenter.commands import RingSeat, ShowSeat
from callcenter.events import LegEnded, LegJoined
from tests.asterisk.instance import LINE, Instance
from tests.asterisk.phones.behaviour import Behaviour, answer_after, busy, decline, no_answer
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller_phone import CallerPhone

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

LEAVES = Behaviour(None)
"""Rings, and is then signed off by the test."""


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (busy(0.2), "busy"),
        (decline(0.2), "declined"),
        (no_answer(), "no_answer"),
        (LEAVES, "unreachable"),
    ],
    ids=["busy", "declines", "does not answer", "unregisters"],
)
async def test_a_seat_that_does_not_take_its_call_is_passed_over_and_another_one_serves(
    counter: Instance, behaviour: Behaviour, reason: str
) -> None:
    start = counter.log.n
    async with (
        counter.seated("seat-01", behaviour) as bad,
        CallerPhone(counter.sip, "0312345678") as caller,
    ):
        call = caller.call(LINE)
        arrived = await counter.arrived(after=start)
        missed = await bad.next_call()
        await counter.log.command(RingSeat, call=arrived.call, seat="seat-01")
        if behaviour is LEAVES:
            await asyncio.sleep(0.3)  # it rings
            await bad.unregister()
        await missed.until(CallState.ENDED, timeout_s=3)
        await counter.log.command(
            ShowSeat, after=start, seat="seat-01", state="not_ready", reason=reason
        )
        shown = (await counter.seats())["seat-01"]
        async with counter.seated("seat-02", answer_after()) as good:
            served = await good.next_call()
            await counter.log.event(LegJoined, call=arrived.call)
            call.hang_up()
            await served.until(CallState.ENDED)
            closed = await counter.closed(arrived.call)
            await counter.until_empty()
        assert len(bad.calls) == 1
    assert (shown["state"], shown["reason"]) == ("not_ready", reason)
    assert (closed.outcome, closed.seat) == ("answered", "seat-02")
    assert closed.wait_s > 0
    assert closed.detail == ""


async def test_a_seat_that_hangs_up_as_soon_as_it_answered_is_passed_over_or_has_talked(
    counter: Instance,
) -> None:
    """Whether the phone was joined before it was gone is a matter of milliseconds."""
    start = counter.log.n
    async with (
        counter.seated("seat-01", answer_after(talk_s=0.03)),
        CallerPhone(counter.sip, "0312345678") as caller,
    ):
        call = caller.call(LINE)
        arrived = await counter.arrived(after=start)
        gone = await counter.log.event(LegEnded, call=arrived.call)
        if counter.log.events(LegJoined, leg=gone.leg):
            seat, detail = "seat-01", "seat_left"
        else:
            seat, detail = "seat-02", ""
            assert (await counter.seats())["seat-01"]["state"] == "not_ready"
            async with counter.seated("seat-02", answer_after()):
                await counter.log.event(LegJoined, call=arrived.call)
                call.hang_up()
        closed = await counter.closed(arrived.call)
        await counter.until_empty()
    assert (closed.outcome, closed.seat, closed.detail) == ("answered", seat, detail)
