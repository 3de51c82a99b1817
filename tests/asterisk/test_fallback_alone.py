"""The fallback of an Asterisk of its own: it outlives a death, and it works without sounds."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from telephony import ari_requests
from telephony.fallback_callers import WRITTEN_S
from telephony.fallback_files import Sound
from tests.asterisk.exchange import exchange, plan, started, stretch, until_waiting
from tests.asterisk.phones.behaviour import answer_after
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller_phone import CallerPhone

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio]

LINE = "0110000100"
CALLER = "0312345678"


async def test_plan_and_readiness_outlive_asterisk(tmp_path: Path) -> None:
    async with exchange(tmp_path, records=False) as before:
        await plan(before, stretch(-3600), stretch(3600, closed=Sound.HOLIDAY))
        await before.do(ari_requests.mirror_phone("seat-01", may_ring=True))
        await asyncio.sleep(WRITTEN_S)
        os.kill(before.pid, signal.SIGKILL)
    async with (
        started(before.plan, before.command) as after,
        CallerPhone(after.sip, CALLER) as phone,
        after.seated("seat-01", answer_after(0.1), is_ready=None) as seat,
    ):
        call = phone.call(LINE)
        await seat.next_call()
        await call.until(CallState.ANSWERED)
        assert (call.status, len(seat.calls)) == (200, 1)


async def test_busy_is_heard_where_there_is_no_announcement(tmp_path: Path) -> None:
    async with (
        exchange(tmp_path, records=False, wait_limit_s=2) as bare,
        CallerPhone(bare.sip, CALLER) as phone,
        CallerPhone(bare.sip, "0312340002") as other,
    ):
        await plan(bare, stretch(-3600, closed=Sound.HOLIDAY), stretch(3600))
        refused = phone.call(LINE)
        await refused.until(CallState.ENDED, timeout_s=3)
        assert refused.status == 486

        await plan(bare, stretch(-3600, lines=1), stretch(3600))
        waits = phone.call(LINE)
        await until_waiting(bare, 1)
        refused = other.call(LINE)
        await refused.until(CallState.ENDED, timeout_s=3)
        assert refused.status == 486
        # The campaign's wait limit ends a wait here too.
        await waits.until(CallState.ENDED, timeout_s=5)
        assert waits.times.ended is not None
        assert 2 <= waits.times.ended - waits.times.invited < 5
