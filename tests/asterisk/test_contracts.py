"""The contracts that came after the first, from configuration alone: a call in hours that a seat
answers, recorded or not as the contract says, and one out of them, in which a client's code reaches
the people on duty.

All four run beside each other: what the test waits for is the clock of each, until it closes.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from callcenter.commands import Announce, RecordLeg
from callcenter.events import KeyPressed, LegJoined
from callcenter.outcome import Outcome
from telephony.asterisk_process import free_port
from tests.asterisk.instance import Instance, running
from tests.asterisk.log_reader import NotLogged
from tests.asterisk.phones.behaviour import answer_after
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.citizens import Citizens, trunk_to
from tests.asterisk.phones.sound import level_at

pytestmark = [pytest.mark.asterisk, pytest.mark.timeout(300)]

CONTRACTS = {
    "otaru": ("0134000100", "2025-08-12T17:00:00+09:00"),
    "suita": ("0610000100", "2024-09-14T17:00:00+09:00"),
    "setagaya": ("0300000100", "2026-12-28T17:15:00+09:00"),
    "shinjuku": ("0300000200", "2023-04-03T17:00:00+09:00"),
}
"""By name: the line, and the closing of a day."""
UNRECORDED = {"setagaya"}
"""A-35: conversations of support, which its contract does not want recorded."""
DUTY = {"otaru": ("13579", "0134000102", 660)}
"""OTR-6-6-ウ: the code that its client keys, the number that it leads to, and that one's tone."""
BEFORE_S = (35, 100)
"""So long before its closing a contract is started: a machine that is busy takes longer than one
that is not, and who comes too late to call in hours begins anew."""
SEATED_WITHIN = timedelta(seconds=10)
"""So long before the closing a seat is no longer begun with."""
TALK_WITHIN_S = 40.0
"""The longest welcome and notice, and the seat's answer, on a busy machine."""


@dataclass(frozen=True)
class Met:
    """What became of a call."""

    outcome: str
    detail: str
    recorded: bool


async def calls(folder: Path, name: str) -> list[Met]:
    """Call a contract's line just before it closes and just after; tell what became of it."""
    line, closing = CONTRACTS[name]
    port = free_port("127.0.0.1", socket.SOCK_DGRAM)
    settings = trunk_to(port) if name in DUTY else ""
    closes = datetime.fromisoformat(closing)
    for before_s in BEFORE_S:
        home = folder / str(before_s)
        home.mkdir(parents=True)
        clock = (closes - timedelta(seconds=before_s)).isoformat()
        async with (
            running(home, campaign=name, clock=clock, settings=settings) as centre,
            CallerPhone(centre.sip, "0312345678") as caller,
        ):
            if centre.now >= closes - SEATED_WITHIN:
                continue
            async with centre.seated("seat-01", answer_after(0.0)):
                in_time = await _called(centre, caller, line, until_talk=True)
            if in_time.outcome == Outcome.AFTER_HOURS:
                continue
            await centre.until_clock(closing)
            late = [await _called(centre, caller, line, until_talk=False)]
            if name in DUTY:
                late.append(await _on_duty(centre, caller, name, port))
            return [in_time, *late]
    raise AssertionError(f"{name} was not up in time to call it in its hours")


async def _on_duty(centre: Instance, caller: CallerPhone, name: str, port: int) -> Met:
    """Key the client's code into the announcement, and talk with who is on duty."""
    (line, _), (code, number, tone_hz) = CONTRACTS[name], DUTY[name]
    after = centre.log.n
    async with Citizens(centre.sip, port=port, tone_hz=tone_hz) as network:
        call = caller.call(line)
        await call.until(CallState.ANSWERED)
        arrived = await centre.arrived(after=after)
        await centre.log.command(Announce, after=after, call=arrived.call)
        await call.press("0")  # past the offer of English
        for key in code:
            told = centre.log.n
            await call.press(key)
            await centre.log.event(KeyPressed, after=told, call=arrived.call)
        joined = await centre.log.event(LegJoined, call=arrived.call, within_s=TALK_WITHIN_S)
        heard = centre.epoch(joined.at) + 0.1
        async with asyncio.timeout(TALK_WITHIN_S):
            while level_at(call.heard(since=heard), tone_hz) < -30:  # noqa: ASYNC110 - sound
                await asyncio.sleep(0.1)
        assert network.called == [number]
        call.hang_up()
        await call.until(CallState.ENDED)
        filed = await centre.closed(arrived.call)
    await centre.until_empty()
    recorded = bool(centre.log.commands(RecordLeg, call=arrived.call))
    return Met(filed.outcome, filed.detail, recorded)


async def _called(centre: Instance, caller: CallerPhone, line: str, *, until_talk: bool) -> Met:
    """Call and hang up at once, or when the seat has been joined."""
    after = centre.log.n
    call = caller.call(line)
    await call.until(CallState.ANSWERED)
    arrived = await centre.arrived(after=after)
    if until_talk:
        with contextlib.suppress(NotLogged):  # who came too late is told so by the outcome
            await centre.log.event(LegJoined, call=arrived.call, within_s=TALK_WITHIN_S)
    call.hang_up()
    await call.until(CallState.ENDED)
    filed = await centre.closed(arrived.call)
    await centre.until_empty()
    recorded = bool(centre.log.commands(RecordLeg, call=arrived.call))
    return Met(filed.outcome, filed.detail, recorded)


@pytest.mark.clause("SUI-7-2", "SET-I-5", "OTR-5", "OTR-6-6-ウ")
async def test_each_contract_takes_calls_by_its_own_calendar(tmp_path: Path) -> None:
    told = await asyncio.gather(*(calls(tmp_path / name, name) for name in CONTRACTS))
    for name, (in_time, late, *on_duty) in zip(CONTRACTS, told, strict=True):
        assert (in_time.outcome, in_time.recorded) == (
            Outcome.ANSWERED,
            name not in UNRECORDED,
        ), name
        assert late == Met(Outcome.AFTER_HOURS, "after_closing", recorded=False), name
        reached = Met(
            Outcome.AFTER_HOURS, "after_closing transferred_out unrecorded", recorded=False
        )
        assert on_duty == ([reached] if name in DUTY else []), name
