"""The contracts that came after the first, from configuration alone: a call in hours, and one out.

All four run beside each other: what the test waits for is the clock of each, until it closes.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from callcenter.outcome import Outcome
from tests.asterisk.instance import running
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller_phone import CallerPhone

pytestmark = pytest.mark.asterisk

CONTRACTS = {
    "otaru": ("0134000100", "2025-08-12T16:59:10+09:00", "2025-08-12T17:00:00+09:00"),
    "suita": ("0610000100", "2024-09-14T16:59:10+09:00", "2024-09-14T17:00:00+09:00"),
    "setagaya": ("0300000100", "2026-12-28T17:14:10+09:00", "2026-12-28T17:15:00+09:00"),
    "shinjuku": ("0300000200", "2023-04-03T16:59:10+09:00", "2023-04-03T17:00:00+09:00"),
}
"""By name: the line, an instant within the last minute of a day, and its closing."""
ABANDONED = {Outcome.ABANDONED_IN_GUIDANCE, Outcome.ABANDONED_IN_QUEUE}


async def outcomes(folder: Path, name: str) -> list[tuple[str, str]]:
    """Call a contract's line just before it closes and just after; tell how both were filed."""
    line, clock, closes = CONTRACTS[name]
    folder.mkdir()
    found: list[tuple[str, str]] = []
    async with (
        running(folder, campaign=name, clock=clock) as centre,
        CallerPhone(centre.sip, "0312345678") as caller,
    ):
        for moment in (clock, closes):
            await centre.until_clock(moment)
            after = centre.log.n
            call = caller.call(line)
            await call.until(CallState.ANSWERED)
            call.hang_up()
            await call.until(CallState.ENDED)
            arrived = await centre.arrived(after=after)
            filed = await centre.closed(arrived.call)
            found.append((filed.outcome, filed.detail))
        await centre.until_empty()
    return found


async def test_each_contract_takes_calls_by_its_own_calendar(tmp_path: Path) -> None:
    told = await asyncio.gather(*(outcomes(tmp_path / name, name) for name in CONTRACTS))
    for name, (in_time, late) in zip(CONTRACTS, told, strict=True):
        assert in_time[0] in ABANDONED, name
        assert late == (Outcome.AFTER_HOURS, "after_closing"), name
