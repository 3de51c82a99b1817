"""The bench's machinery on a bare Asterisk: what it measures is judged by nobody here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.campaign import seat_names
from bench.console import Console
from bench.load import answering_seats
from bench.queue_side import NUMBER, open_queue
from bench.result import Side
from bench.rounds import Arena, hold_block
from telephony.asterisk import find
from tests.asterisk.phones.bare_asterisk import bare_asterisk

pytestmark = pytest.mark.asterisk

CACHE = Path(os.environ.get("MADOGUCHI_CACHE", "~/.cache/madoguchi")).expanduser()
DIALPLAN = """
[trunk]
exten => 100,1,Dial(PJSIP/seat-001)
"""


async def test_callers_of_both_numbers_are_answered_and_measured(tmp_path: Path) -> None:
    seats = seat_names(40)
    accounts = {seat: "secret" for seat in seats}
    installation = find(CACHE, debian_mirror=None, say=lambda _: None)
    async with bare_asterisk(
        installation, tmp_path, accounts=accounts, dialplan=DIALPLAN
    ) as asterisk:
        console = Console(asterisk.command, asterisk.conf)
        await open_queue(console, seats, context="trunk", record=True)
        async with answering_seats(asterisk.sip, accounts, tmp_path):
            arena = Arena(asterisk.sip, "100", os.getpid, asterisk.pid, tmp_path)
            sides = [Side(), Side()]
            for side, number in zip(sides, ("100", NUMBER), strict=True):
                await hold_block(arena, side, number, calls=20, rate=20)
    for side in sides:
        assert (len(side.calls), side.failed) == (20, 0)
        assert 0 < side.answer_ms(50) <= side.answer_ms(99)
        assert side.asterisk_s > 0
    recorded = list((tmp_path / "monitor").glob("*-in.wav"))
    assert len(recorded) == 20
