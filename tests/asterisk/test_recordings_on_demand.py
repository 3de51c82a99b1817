"""Recorded on demand: from the agent's key on, and nothing of what was said before."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import expect

from app.ask import why_not
from app.home import open_home
from callcenter.events import CallArrived, LegJoined, RecordingStarted
from callcenter.wishes import MutePressed, RecordingPressed
from tests.asterisk.agents_browser import agent_at
from tests.asterisk.instance import LINE, running
from tests.asterisk.kept_sound import breaks, sides
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.sound import RATE, level_at
from tests.asterisk.talk import CALLER_HZ, SEAT_HZ

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

EDGE_S = 0.3


async def test_a_talk_is_recorded_from_the_agents_key_on(  # noqa: PLR0915 (one long walk)
    tmp_path: Path,
) -> None:
    async with (
        running(tmp_path, campaign="on_demand") as counter,
        agent_at(counter, "seat-01", tmp_path, tone_hz=SEAT_HZ) as page,
        CallerPhone(counter.sip, "0312345678", tone_hz=CALLER_HZ) as phone,
    ):
        shell = page.locator("body")
        await page.keyboard.press("Alt+1")
        caller = phone.call(LINE)
        arrived = await counter.log.event(CallArrived)
        await expect(shell).to_have_attribute("data-phone", "ringing")
        await page.keyboard.press("Alt+a")
        await expect(shell).to_have_attribute("data-phone", "talking")
        await expect(shell).to_have_attribute("data-recording", "waits")
        if folder := os.environ.get("MADOGUCHI_SCREENSHOTS"):
            await page.screenshot(path=f"{folder}/phone_on_demand.png")
        assert counter.log.events(RecordingStarted) == []
        await page.frame_locator("#work").locator("#main").focus()  # where the agent works
        await page.keyboard.press("Alt+s")
        await expect(shell).to_have_attribute("data-recording", "on")
        await counter.log.event(RecordingStarted, recording=f"{arrived.call}~r1")
        begun = await counter.log.event(RecordingStarted, recording=f"{arrived.call}~r2")
        stays = MutePressed(at=begun.at, seat="seat-01", by="s1", why="account_field", is_on=True)
        assert await why_not(open_home(counter.home), stays) == ""  # by a page that is gone
        await expect(shell).to_have_attribute("data-recording", "muted")
        await page.keyboard.press("Alt+s")
        await expect(shell).to_have_attribute("data-recording", "on")
        again = await counter.log.event(MutePressed, is_on=False)
        await asyncio.sleep(1.5)  # the talk, which is judged below
        caller.hang_up()
        row = await counter.row(arrived.call, has=lambda row: row["recording"])
        await counter.until_empty()
        began = counter.epoch((await counter.log.event(LegJoined)).at)
        asked = counter.epoch((await counter.log.event(RecordingPressed)).at)
        since = counter.epoch(again.at) + EDGE_S
    left, right = sides(counter.home / row["recording"])
    assert len(left) / RATE == pytest.approx(row["talk_s"], abs=0.3)
    assert not np.any(left[: round((asked - began) * RATE)])
    assert not np.any(right[: round((asked - began) * RATE)])
    until = (caller.times.ended or 0) - EDGE_S
    assert breaks(left, CALLER_HZ, caller, began=began, since=since, until=until) == []
    spoken = right[round((since - began) * RATE) : round((until - began) * RATE)]
    assert level_at(spoken, SEAT_HZ) > -25 > -55 > level_at(spoken, CALLER_HZ)
