"""The demo: a newcomer calls somebody, who answers, and somebody who is busy."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, async_playwright, expect

from callcenter.commands import CloseCall, CloseDial
from callcenter.events import CitizenAnswered
from tests.asterisk.instance import Instance, running
from tests.asterisk.phones.behaviour import answer_after
from tests.asterisk.phones.call import PhoneCall
from tests.asterisk.phones.sound import level_at
from tests.browser.conftest import violations
from tests.traces import traced

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

VOICE_HZ = 1000
WELCOMED_MS = 40_000
INSIDE = {"/home", "/sign-in/step"}
"""The step asks whether the same person's other sign-in shall end."""
GREETED_S = 3.0
"""Within this time after the answer the greeting is heard."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Instance]:
    folder = tmp_path_factory.mktemp("demo")
    async with running(folder, campaign="sapporo", word="demo") as instance:
        yield instance


def password_of(demo: Instance) -> str:
    """Read the password that the start told."""
    found = re.search(r"with the password (\S+) as", (demo.home.parent / "up.out").read_text())
    assert found is not None
    return found[1]


@asynccontextmanager
async def browser_at(demo: Instance) -> AsyncIterator[BrowserContext]:
    """Open a browser that has no microphone."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("Chromium is missing: apt-get install chromium")
    arguments = ["--disable-gpu", "--disable-dev-shm-usage"]
    arguments += ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=arguments)
        context = await browser.new_context(base_url=demo.run["web"], locale="ja-JP")
        context.set_default_timeout(30_000)
        async with traced(context):
            yield context
        await browser.close()


async def test_the_first_three_seats_are_ready_from_the_start(demo: Instance) -> None:
    ready = {seat for seat, row in (await demo.seats()).items() if row["state"] == "ready"}
    assert ready == {"seat-01", "seat-02", "seat-03"}


async def shows(page: Page, state: str) -> None:
    """Wait for what the phone's page shows; a call is welcomed at length before it rings."""
    await expect(page.locator("body")).to_have_attribute("data-phone", state, timeout=WELCOMED_MS)


async def hears(page: Page, meter: str) -> None:
    """Wait until a page's meter shows a voice; each voice pauses for some seconds."""
    async with asyncio.timeout(WELCOMED_MS / 1000):
        while await page.locator(meter).evaluate("meter => meter.value") < 0.3:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def test_one_person_with_two_tabs_and_no_microphone_lives_the_whole_call(
    demo: Instance,
) -> None:
    async with browser_at(demo) as browser:
        agent, citizen = [await browser.new_page() for _ in range(2)]
        await agent.goto("/sign-in")
        await agent.get_by_label("ログイン名").fill("hanako")
        await agent.get_by_label("パスワード").fill(password_of(demo))
        await agent.keyboard.press("Enter")
        await agent.get_by_role("button", name="seat-04").click()
        await shows(agent, "idle")
        await agent.keyboard.press("Alt+1")
        await citizen.goto("/citizen")
        assert await violations(citizen) == []
        await citizen.get_by_role("button", name="電話をかける").click()
        await shows(agent, "ringing")
        await agent.keyboard.press("Alt+A")
        await shows(agent, "talking")
        for page, meter in ((agent, "[data-phone-level-far]"), (citizen, "#level")):
            await hears(page, meter)
        work = agent.frame_locator("#work")
        await expect(work.get_by_text("申請書の電話番号")).to_be_visible(timeout=WELCOMED_MS)
        before = demo.log.n
        await citizen.get_by_role("button", name="電話を切る").click()
        closed = await demo.log.command(CloseCall, after=before)
        await demo.until_empty()
    assert (closed.outcome, closed.seat) == ("answered", "seat-04")


async def echoed(leg: PhoneCall, *, since: float) -> None:
    """Wait until the agent's own voice comes back; the greeting is over then."""
    async with asyncio.timeout(20.0):
        while level_at(leg.heard(since=max(since, time.time() - 0.5)), VOICE_HZ) < -25:  # noqa: ASYNC110
            await asyncio.sleep(0.2)


async def test_whom_a_newcomer_calls_answers_speaks_and_says_again_what_it_hears(
    demo: Instance,
) -> None:
    before = (await demo.calls()).keys()
    async with demo.seated("seat-01", answer_after(0.05), ready=False) as seat:
        told = await demo.command("outbound", "dial", "seat-01", "090-1234-5678", "--json")
        call, leg = json.loads(told)["call"], await seat.next_call()
        answered = await demo.log.event(CitizenAnswered, call=call)
        began = demo.epoch(answered.at)
        await echoed(leg, since=began)
        leg.hang_up()
        closed = await demo.log.command(CloseDial, call=call)
        busy = json.loads(
            await demo.command("outbound", "dial", "seat-01", "090-1234-5671", "--json")
        )
        other = await demo.log.command(CloseDial, call=busy["call"])
    assert abs(leg.heard(since=began, until=began + GREETED_S)).max() > 3000
    assert (closed.result, other.result) == ("answered", "busy")
    await demo.until_empty()
    # The citizens' side is no call of its own.
    assert (await demo.calls()).keys() - before == {call, busy["call"]}


async def test_a_newcomer_signs_in_with_what_the_start_told_and_nobody_else_does(
    demo: Instance,
) -> None:
    place, password = demo.run["web"] + "/sign-in", password_of(demo)
    said = (demo.home.parent / "up.out").read_text()
    logins = re.findall(r"^  (\w+) ", said, re.MULTILINE)
    assert (place in said, len(logins)) == (True, 5)
    async with aiohttp.ClientSession(headers={"Origin": demo.run["web"]}) as web:
        for login in logins:
            for given, leads_to in (
                (password, INSIDE),
                ("wrong" + password, {None}),
            ):
                fields = {"login": login, "password": given}
                async with web.post(place, data=fields, allow_redirects=False) as page:
                    assert page.headers.get("Location") in leads_to
    shelf = json.loads(await demo.command("knowledge", "list", "--json"))
    assert len(shelf) > 20
    assert {each["state"] for each in shelf} == {"published"}
