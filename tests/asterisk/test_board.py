"""Real calls on three boards: what `calls` tells, through a restart of the office; and why."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections import Counter
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, async_playwright, expect

from tests.asterisk.agents_browser import sign_in
from tests.asterisk.instance import LINE, Instance
from tests.asterisk.phones.behaviour import answer_after
from tests.asterisk.phones.caller_phone import CallerPhone

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

FIGURES = {"answered": ("answered",), "abandoned": ("abandoned_in_queue", "abandoned_in_guidance")}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def supervisor(counter: Instance) -> AsyncIterator[BrowserContext]:
    """A supervisor who is signed in at the counter."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("Chromium is missing: apt-get install chromium")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=arguments)
        context = await browser.new_context(base_url=counter.run["web"], locale="ja-JP")
        context.set_default_timeout(15_000)
        page = await context.new_page()
        await sign_in(counter, page, login="sv-board", role="supervisor")
        yield context
        await browser.close()


async def shows(boards: list[Page], value: str, text: str) -> None:
    for board in boards:
        await expect(board.locator(f'.tile [data-value="{value}"]')).to_have_text(
            text, timeout=15_000
        )


async def test_three_boards_show_what_the_calls_are_through_a_restart_of_the_office(
    counter: Instance, supervisor: BrowserContext
) -> None:
    boards = [await supervisor.new_page() for _ in range(3)]
    for board in boards:
        await board.goto("/board")
    start = counter.log.n
    async with (
        counter.seated("seat-01", answer_after(0.2)),
        CallerPhone(counter.sip, "0312345678") as first,
        CallerPhone(counter.sip, "0312345679") as second,
    ):
        talk = first.call(LINE)
        talked = await counter.arrived(after=start)
        await shows(boards, "now.talking", "1")
        start = counter.log.n
        wait = second.call(LINE)
        waited = await counter.arrived(after=start)
        await shows(boards, "now.waiting", "1")
        for board in boards:
            await expect(board.locator("#callers .number")).to_have_text("03-1234-5679")
            await expect(board.locator('[data-desk="seat-01"]')).to_have_attribute(
                "data-state", "talking"
            )
        wait.hang_up()
        await shows(boards, "now.waiting", "0")
        talk.hang_up()
        await shows(boards, "now.talking", "0")
    for call in (talked.call, waited.call):
        await counter.row(call, has=lambda row: row["outcome"])
    counted = Counter(row["outcome"] for row in (await counter.calls()).values())
    await agree(boards, counted)
    await the_office_dies_and_comes_back(counter, boards)
    await agree(boards, counted)
    foretold = json.loads(await counter.command("forecast", "--json"))
    assert foretold["knows"] == "no_target"  # the counter's rate has none
    panel = boards[0].locator("#forecast")
    await expect(panel).to_contain_text("応答率の目標が定められていないため")
    told = json.loads(await counter.command("why", waited.call, "--json"))
    assert [each["decided"] for each in told] == ["waits"]
    seat = next(each for each in told[0]["considered"] if each["seat"] == "seat-01")
    assert seat["reason"] == "talking"


async def the_office_dies_and_comes_back(counter: Instance, boards: list[Page]) -> None:
    """Meanwhile no board shows a number."""
    office = counter.run["office_pid"]
    os.kill(office, signal.SIGKILL)
    for board in boards:
        await expect(board.locator("#lost")).to_be_visible(timeout=15_000)
        await expect(board.locator('.tile [data-value="now.waiting"]')).to_be_hidden()
    await counter.until_pid("office_pid", other_than=office)
    for board in boards:
        await expect(board.locator("#lost")).to_be_hidden(timeout=20_000)


async def agree(boards: list[Page], counted: Counter[str]) -> None:
    """Every board counts what the command line lists."""
    for figure, outcomes in FIGURES.items():
        wanted = str(sum(counted[each] for each in outcomes))
        for board in boards:
            shown = board.locator(f'#floor .day [data-value="today.{figure}"]')
            await expect(shown).to_have_text(wanted, timeout=15_000)
