"""The demo's busy morning: citizens who call by themselves, and seats that answer by themselves."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import expect

from app.demo_crowd import ROBOTS
from app.home import Home
from app.plain import read_plain
from callcenter.commands import CloseCall, ShowSeat
from callcenter.events import CallArrived, LegJoined
from tests.asterisk.instance import Instance, running
from tests.asterisk.test_demo import browser_at

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

ANSWERS_S = 10.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Instance]:
    async with running(tmp_path_factory.mktemp("crowd"), campaign="silent", word="demo") as made:
        yield made


async def hung_up(demo: Instance, call: str) -> None:
    """Have a caller go before their time."""
    ari = read_plain(Home(demo.home).plain).ari
    account = aiohttp.encode_basic_auth(ari.user, ari.password)
    async with aiohttp.ClientSession(headers={"Authorization": account}) as client:
        await client.delete(f"{ari.url}/channels/{call}")


async def shows_robots(demo: Instance, state: str) -> None:
    """Wait until each robot's seat is shown like this."""
    waited = set(ROBOTS)
    async with asyncio.timeout(ANSWERS_S):
        while waited:
            shown = {each.seat: each.state for each in demo.log.commands(ShowSeat)}
            waited = {seat for seat in ROBOTS if shown.get(seat) != state}
            await asyncio.sleep(0.1)


async def record_of(demo: Instance, call: str) -> tuple[str, str]:
    """Wait for the closed record of a call; gives its category and its seat."""
    asked = (
        "select category, seat from inquiries join inquiry_matters on inquiry = id "
        "where call = ? and closed_at is not null"
    )
    file = f"file:{demo.home / 'madoguchi.db'}?mode=ro"
    async with asyncio.timeout(ANSWERS_S):
        while True:
            with contextlib.closing(sqlite3.connect(file, uri=True)) as rows:
                if (found := rows.execute(asked, (call,)).fetchone()) is not None:
                    return str(found[0]), str(found[1])
            await asyncio.sleep(0.1)


async def test_a_morning_begins_its_callers_are_answered_and_it_ends(demo: Instance) -> None:
    async with browser_at(demo) as browser:
        page = await browser.new_page()
        drawn = await page.goto("/citizen")
        assert drawn is not None
        # Pressed before the page is connected it would begin nothing, and say nothing.
        assert 'data-crowd-press="begin" disabled' in await drawn.text()
        await page.get_by_role("button", name="忙しい朝を始める").click()
        arrived = await demo.log.event(CallArrived)
        joined = await demo.log.event(LegJoined, within_s=ANSWERS_S)
        assert joined.call == arrived.call
        await expect(page.locator("#called")).not_to_have_text("0")
        await page.get_by_role("button", name="終わりにする").click()
        await expect(page.get_by_role("button", name="忙しい朝を始める")).to_be_visible()
    await hung_up(demo, arrived.call)
    closed = await demo.log.command(CloseCall, call=arrived.call)
    assert (closed.outcome, closed.seat in ROBOTS) == ("answered", True)
    assert await record_of(demo, arrived.call) == ("asked", closed.seat)
    await shows_robots(demo, "not_ready")
    await demo.until_empty()
