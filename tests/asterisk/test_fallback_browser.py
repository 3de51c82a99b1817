"""With nobody in control Asterisk rings the phone in the page, which answers and hangs up there."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from playwright.async_api import expect

from callcenter.events import ReadyPressed
from tests.asterisk.agents_browser import agent_at
from tests.asterisk.instance import LINE, running
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.sound import level_at
from tests.asterisk.test_fallback_hours import filed, without_controller

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio]

AGENT_HZ = 1000
STOPPED_S = 30.0
RINGS_MS = 15_000
"""The notice is played first."""


async def test_a_call_rings_in_the_browser_is_answered_and_hung_up_there(tmp_path: Path) -> None:
    async with (
        running(tmp_path) as instance,
        agent_at(instance, "seat-01", tmp_path, tone_hz=AGENT_HZ) as page,
        CallerPhone(instance.sip, "0312345678") as caller,
    ):
        phone = page.locator("body")
        await page.keyboard.press("Alt+1")
        await instance.log.event(ReadyPressed)
        began = time.monotonic()
        async with without_controller(instance):
            call = caller.call(LINE)
            await expect(phone).to_have_attribute("data-phone", "ringing", timeout=RINGS_MS)
            await page.keyboard.press("Alt+a")
            await expect(phone).to_have_attribute("data-phone", "talking")
            await call.until(CallState.ANSWERED)
            since = time.time()
            await asyncio.sleep(1.0)
            assert level_at(call.heard(since=since), AGENT_HZ) > -25
            await page.keyboard.press("Alt+x")
            await call.until(CallState.ENDED, timeout_s=5)
            await expect(phone).to_have_attribute("data-phone", "idle")
            await asyncio.sleep(began + STOPPED_S - time.monotonic())
        assert await filed(instance, 1) == {("answered", "seat-01"): 1}
        await instance.until_empty()
