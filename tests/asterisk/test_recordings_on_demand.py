"""Recorded on demand: from the agent's key on, nothing before, and no account that is read out."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import Page, expect

from app.ask import why_not
from app.home import open_home
from callcenter.events import CallArrived, LegJoined, RecordingStarted
from callcenter.wishes import MutePressed, RecordingPressed
from tests.asterisk.agents_browser import agent_at
from tests.asterisk.instance import LINE, Instance, running
from tests.asterisk.kept_sound import breaks, sides
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.sound import RATE, level_at
from tests.asterisk.reconciled import differences
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
        silent = await typing_an_account(counter, page)
        await asyncio.sleep(1.5)  # the talk, which is judged below
        caller.hang_up()
        row = await counter.row(arrived.call, has=lambda row: row["recording"])
        await counter.until_empty()
        began = counter.epoch((await counter.log.event(LegJoined)).at)
        asked = counter.epoch((await counter.log.event(RecordingPressed)).at)
        heard = [counter.epoch(each) for each in (again.at, *silent)]
        assert await differences(counter, arrived.call) == {}
    left, right = sides(counter.home / row["recording"])
    assert len(left) / RATE == pytest.approx(row["talk_s"], abs=0.3)
    read_out = slice(*(round((at - began) * RATE) for at in (heard[1] + EDGE_S, heard[2] - EDGE_S)))
    for side in (left, right):
        assert not np.any(side[: round((asked - began) * RATE)])
        assert len(side[read_out]) > 0.3 * RATE
        assert not np.any(side[read_out])
    ended = caller.times.ended or 0
    for since, until in ((heard[0], heard[1]), (heard[2], ended)):
        times = {"began": began, "since": since + EDGE_S, "until": until - EDGE_S}
        assert breaks(left, CALLER_HZ, caller, **times) == []
        spoken = right[
            round((times["since"] - began) * RATE) : round((times["until"] - began) * RATE)
        ]
        assert level_at(spoken, SEAT_HZ) > -25 > -55 > level_at(spoken, CALLER_HZ)


async def typing_an_account(counter: Instance, page: Page) -> tuple[datetime, datetime]:
    """In mid-talk the agent types what is read out; gives from when to when the field is theirs."""
    shell, work = page.locator("body"), page.frame_locator("#work")
    before = counter.log.n
    await work.locator("#main").evaluate("() => location.assign('/cases/paper')")
    await asyncio.sleep(1.0)  # a word
    await work.get_by_label("口座番号", exact=True).first.focus()
    begun = await counter.log.event(MutePressed, after=before, is_on=True)
    await expect(shell).to_have_attribute("data-recording", "muted")
    before = counter.log.n
    await work.get_by_label("口座番号", exact=True).first.press_sequentially("1234567", delay=150)
    await work.get_by_label("備考").focus()
    ended = await counter.log.event(MutePressed, after=before, is_on=False)
    await expect(shell).to_have_attribute("data-recording", "on")
    assert (begun.why, ended.why) == ("account_field", "account_field")
    return begun.at, ended.at
