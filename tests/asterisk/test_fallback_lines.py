"""Lines in Asterisk's fallback: who holds one, and who is told that there is none."""

from __future__ import annotations

import asyncio

import pytest

from telephony import ari_requests
from telephony.fallback_files import Sound
from tests.asterisk.exchange import Exchange, plan, stretch
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.test_fallback_dialplan import (
    LINE,
    TONES,
    at,
    claimed,
    is_heard,
    opened,
    tone,
)

__all__ = ["at", "opened"]
"""Fixtures of the other file."""

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]


@pytest.mark.parametrize("holds_line", [True, False])
async def test_who_was_admitted_keeps_the_line_while_the_end_is_told_again(
    at: Exchange, holds_line: bool
) -> None:
    await plan(at, stretch(-3600, lines=1))
    told = str(tone(at.plan.folder / "told.wav", 500))
    async with (
        at.program() as program,
        CallerPhone(at.sip, "0312340001") as one,
        CallerPhone(at.sip, "0312340002") as other,
    ):
        first, channel = await claimed(at, program, one)
        word = ari_requests.last_word(channel, sound="&".join([told] * 4), holds_line=holds_line)
        await at.do(word, ari_requests.lease(channel, seconds=0.1))
        await first.until(CallState.ANSWERED, timeout_s=4)
        second = other.call(LINE)
        await second.until(CallState.ANSWERED, timeout_s=4)
        await asyncio.sleep(0.7)
        full = is_heard(second.heard(), TONES[Sound.LINES_FULL])
        assert full is holds_line
        assert is_heard(first.heard(), 500)


async def test_of_those_whom_a_dead_controller_had_claimed_the_first_has_the_line(
    at: Exchange,
) -> None:
    await plan(at, stretch(-3600, lines=1))
    async with (
        at.program() as program,
        CallerPhone(at.sip, "0312340001") as one,
        CallerPhone(at.sip, "0312340002") as other,
    ):
        first, _ = await claimed(at, program, one, is_known=False)
        second, _ = await claimed(at, program, other, is_known=False)
        await second.until(CallState.ENDED, timeout_s=8)  # the dialplan's own lease is 3 s
        assert is_heard(second.heard(), TONES[Sound.LINES_FULL])
        assert first.state is CallState.ANSWERED
