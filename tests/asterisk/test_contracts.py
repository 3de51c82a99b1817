"""The contracts that came after the first, from configuration alone: a call in hours, and one out.

All four run beside each other: what the test waits for is the clock of each, until it closes.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from callcenter.outcome import Outcome
from tests.asterisk.instance import Instance, running
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller_phone import CallerPhone

pytestmark = [pytest.mark.asterisk, pytest.mark.timeout(300)]

CONTRACTS = {
    "otaru": ("0134000100", "2025-08-12T17:00:00+09:00"),
    "suita": ("0610000100", "2024-09-14T17:00:00+09:00"),
    "setagaya": ("0300000100", "2026-12-28T17:15:00+09:00"),
    "shinjuku": ("0300000200", "2023-04-03T17:00:00+09:00"),
}
"""By name: the line, and the closing of a day."""
ABANDONED = {Outcome.ABANDONED_IN_GUIDANCE, Outcome.ABANDONED_IN_QUEUE}
BEFORE_S = (35, 100)
"""So long before its closing a contract is started: a machine that is busy takes longer than one
that is not, and who comes too late to call in hours begins anew."""


async def outcomes(folder: Path, name: str) -> list[tuple[str, str]]:
    """Call a contract's line just before it closes and just after; tell how both were filed."""
    line, closing = CONTRACTS[name]
    closes = datetime.fromisoformat(closing)
    for before_s in BEFORE_S:
        home = folder / str(before_s)
        home.mkdir(parents=True)
        clock = (closes - timedelta(seconds=before_s)).isoformat()
        async with (
            running(home, campaign=name, clock=clock) as centre,
            CallerPhone(centre.sip, "0312345678") as caller,
        ):
            in_time = await _called(centre, caller, line)
            if in_time[0] == Outcome.AFTER_HOURS:
                continue
            await centre.until_clock(closing)
            return [in_time, await _called(centre, caller, line)]
    raise AssertionError(f"{name} was not up in time to call it in its hours")


async def _called(centre: Instance, caller: CallerPhone, line: str) -> tuple[str, str]:
    after = centre.log.n
    call = caller.call(line)
    await call.until(CallState.ANSWERED)
    call.hang_up()
    await call.until(CallState.ENDED)
    arrived = await centre.arrived(after=after)
    filed = await centre.closed(arrived.call)
    await centre.until_empty()
    return filed.outcome, filed.detail


@pytest.mark.clause("SUI-7-2", "SET-I-5", "OTR-5")
async def test_each_contract_takes_calls_by_its_own_calendar(tmp_path: Path) -> None:
    told = await asyncio.gather(*(outcomes(tmp_path / name, name) for name in CONTRACTS))
    for name, (in_time, late) in zip(CONTRACTS, told, strict=True):
        assert in_time[0] in ABANDONED, name
        assert late == (Outcome.AFTER_HOURS, "after_closing"), name
