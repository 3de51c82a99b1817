"""An agent at another machine: pages over HTTPS on the LAN's address, and sound both ways.

The browser there trusts the authority that `madoguchi init` made, and nobody else.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Error, Page, expect

from callcenter.commands import RingSeat
from tests.asterisk.agents_browser import agent_at
from tests.asterisk.another_machine import Home, Machine, another_machine
from tests.asterisk.instance import LINE, Instance, running
from tests.asterisk.kept_sound import sides
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.outgoing_call import OutgoingCall
from tests.asterisk.phones.sound import RATE, level_at

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

CALLER_HZ, AGENT_HZ = 440, 1000
HEARD_S = 10.0
"""After a reload keys for the sound are agreed on anew."""
FAR_IS_HEARD = "() => document.querySelector('[data-phone-level-far]').value > 0.05"
NEAR_IS_HEARD = "() => document.querySelector('[data-phone-level-near]').value > 0.05"
KEPT = "name => JSON.parse(localStorage.getItem('madoguchi.sound'))[name] !== ''"
FAR_SOUNDS = "() => document.getElementById('far').srcObject?.active"
BELL_RINGS = """() => {
    const bell = document.getElementById('bell');
    return bell.srcObject?.active && !bell.paused;
}"""
NOT_TRUSTED = "ERR_CERT_AUTHORITY_INVALID"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[tuple[Instance, Machine]]:
    folder = tmp_path_factory.mktemp("office")
    with another_machine() as machine:
        async with running(folder, address=machine.here) as instance:
            yield instance, machine


async def authority(instance: Instance, folder: Path) -> Path:
    """Fetch the authority as a terminal does that trusts nobody yet, and compare the paper."""
    told = json.loads((instance.home.parent / "init.json").read_text())
    async with aiohttp.ClientSession(instance.run["web"]) as web:
        async with web.get("/trust", ssl=False) as page:
            shown = "".join(re.findall(r"<span>(\w\w)</span>", await page.text()))
        async with web.get("/trust/ca.crt", ssl=False) as file:
            der = await file.read()
    on_paper = told["fingerprint"].replace(":", "").lower()
    assert hashlib.sha256(der).hexdigest() == shown.lower() == on_paper
    path = folder / "ca.crt"
    path.write_bytes(der)
    return path


async def test_a_browser_that_trusts_nobody_is_not_let_to_the_page(
    office: tuple[Instance, Machine], tmp_path: Path
) -> None:
    instance, machine = office
    chromium = machine.program(shutil.which("chromium") or "chromium", tmp_path)
    Home(tmp_path).begin()
    with pytest.raises(Error, match=NOT_TRUSTED):
        async with agent_at(instance, "seat-02", tmp_path, chromium=chromium, home=tmp_path):
            pass


async def devices_are_chosen_and_tried(page: Page) -> None:
    await page.get_by_text("音の設定").click()
    for name in ("microphone", "speaker", "bell"):
        await page.locator(f"[data-phone-choice-{name}]").select_option(index=1)
        await page.wait_for_function(KEPT, arg=name)
    await page.wait_for_function(NEAR_IS_HEARD)  # by the microphone that was chosen
    await page.get_by_role("button", name="相手の声の機器を試す").click()
    await page.wait_for_function(FAR_SOUNDS)
    await page.get_by_role("button", name="呼出音を試す").click()
    await page.wait_for_function(BELL_RINGS)


async def hears_the_agent(call: OutgoingCall) -> None:
    """Wait until the caller hears the agent's tone."""
    async with asyncio.timeout(HEARD_S):
        while True:
            since = time.time()
            await asyncio.sleep(0.5)
            if level_at(call.heard(since=since), AGENT_HZ) > -30:
                return


async def reloaded_in_the_midst(instance: Instance, page: Page, name: str) -> None:
    """Reload the page while people talk: the same call comes back to it by itself."""
    before = instance.log.n
    await page.reload()
    again = await instance.log.command(RingSeat, after=before)
    assert (again.call, again.resumes) == (name, True)
    await expect(page.locator("body")).to_have_attribute("data-phone", "talking")


async def both_are_recorded(instance: Instance, name: str) -> None:
    """Find both tones in the recording, each on its side, also at its end."""
    row = await instance.row(name, has=lambda row: row["recording"])
    left, right = sides(instance.home / row["recording"])
    for side, hz in ((left, CALLER_HZ), (right, AGENT_HZ)):
        assert level_at(side, hz) > -30
        assert level_at(side[-RATE : -RATE // 4], hz) > -30  # after the reload, too


async def test_an_agent_over_there_answers_reloads_carries_on_and_both_hear_each_other(
    office: tuple[Instance, Machine], tmp_path_factory: pytest.TempPathFactory
) -> None:
    instance, machine = office
    folder = tmp_path_factory.mktemp("browser")
    home = Home(folder)
    home.begin()
    home.trust(await authority(instance, folder))
    chromium = machine.program(shutil.which("chromium") or "chromium", folder)
    async with (
        agent_at(
            instance, "seat-01", folder, tone_hz=AGENT_HZ, chromium=chromium, home=folder
        ) as page,
        CallerPhone(instance.sip, "0312345678", tone_hz=CALLER_HZ) as caller,
    ):
        assert page.url.startswith(f"https://{machine.here}:")
        await page.keyboard.press("Alt+1")
        start = instance.log.n
        call = caller.call(LINE)
        name = (await instance.arrived(after=start)).call
        await page.get_by_role("button", name="電話に出る").click()
        await call.until(CallState.ANSWERED)
        await expect(page.locator("body")).to_have_attribute("data-phone", "talking")
        await hears_the_agent(call)
        await page.wait_for_function(FAR_IS_HEARD)
        await reloaded_in_the_midst(instance, page, name)
        await hears_the_agent(call)
        await page.wait_for_function(FAR_IS_HEARD)
        await asyncio.sleep(1.0)  # which is looked for at the end of the recording
        call.hang_up()
        closed = await instance.closed(name)
        assert (closed.outcome, closed.seat) == ("answered", "seat-01")
        await both_are_recorded(instance, name)
        await expect(page.locator("body")).to_have_attribute("data-phone", "idle")
        await devices_are_chosen_and_tried(page)
    await instance.until_empty()
