"""An agent at another machine: pages over HTTPS on the LAN's address, and sound both ways."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.asterisk.agents_browser import agent_at
from tests.asterisk.another_machine import Machine, another_machine, certificate
from tests.asterisk.instance import LINE, Instance, running
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.sound import level_at

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

AGENT_HZ = 1000
FAR_IS_HEARD = "document.querySelector('[data-phone-level-far]').value > 0.05"
SETTINGS = """
[web]
host = "{here}"
port = 0
tls_cert = "{certificate}"
tls_key = "{key}"

[asterisk]
sip_host = "{here}"
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[tuple[Instance, Machine]]:
    folder = tmp_path_factory.mktemp("office")
    with another_machine() as machine:
        made, key = certificate(folder, machine.here)
        settings = SETTINGS.format(here=machine.here, certificate=made, key=key)
        async with running(folder, campaign="silent", settings=settings) as instance:
            yield instance, machine


async def test_an_agent_over_there_answers_by_click_and_both_hear_each_other(
    office: tuple[Instance, Machine], tmp_path_factory: pytest.TempPathFactory
) -> None:
    instance, machine = office
    folder = tmp_path_factory.mktemp("browser")
    chromium = machine.program(shutil.which("chromium") or "chromium", folder)
    async with (
        agent_at(instance, "seat-01", folder, tone_hz=AGENT_HZ, chromium=chromium) as page,
        CallerPhone(instance.sip, "0312345678", tone_hz=440) as caller,
    ):
        assert page.url.startswith(f"https://{machine.here}:")
        await page.keyboard.press("Alt+1")
        call = caller.call(LINE)
        await page.get_by_role("button", name="電話に出る").click()
        await call.until(CallState.ANSWERED)
        await expect(page.locator("body")).to_have_attribute("data-phone", "talking")
        since = time.time() + 0.6
        await asyncio.sleep(1.6)  # they talk, which is judged below
        assert level_at(call.heard(since=since), AGENT_HZ) > -30
        await page.wait_for_function(FAR_IS_HEARD)
        call.hang_up()
        await expect(page.locator("body")).to_have_attribute("data-phone", "idle")
    await instance.until_empty()
