"""The day's close and the navigation in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, Page, expect

from agent_ui.shown import Site
from callcenter.outcome import Outcome
from desk.roles import Role
from tests.browser.conftest import Look, go, opened
from tests.browser.test_desk_pages import sign_in
from tests.browser.test_promise_pages import complained
from tests.integration.agent_ui.flooring import floored
from tests.integration.agent_ui.test_client import with_papers
from tests.integration.agent_ui.test_day_close import complain, with_days
from tests.integration.agent_ui.test_work import with_work
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.browser


async def test_a_supervisor_closes_the_day_with_what_is_open(
    site: Site, clock: Clock, look: Look
) -> None:
    made = await with_days(site, clock)
    await complain(made)
    async with opened(made) as page:
        await sign_in(page, await newcomer(made.desk, "sv1", Role.SUPERVISOR))
        await go(page, "一日の締め")
        await look(page, "day_open")
        await page.get_by_label("残っているものを確かめました").check()
        await page.get_by_role("button", name="この日を締める").click()
        await expect(page.get_by_text("締めました")).to_be_visible()
        await look(page, "day_closed")


async def test_a_supervisor_gives_a_missed_caller_to_an_agent(
    site: Site, clock: Clock, look: Look
) -> None:
    made, who, _ = await with_work(site)
    await complained(made)
    async with opened(made) as page:
        await sign_in(page, await newcomer(made.desk, "sv1", Role.SUPERVISOR))
        await go(page, "仕事の一覧")
        await page.get_by_text("担当と期限").click()
        await page.get_by_label("担当にする人").select_option(who.staff)
        await look(page, "work_missed")
        await page.get_by_role("button", name="決める").click()
        await expect(page.get_by_text("ありません。")).to_be_visible()
        await page.get_by_role("link", name="折り返し 1", exact=False).first.click()
        await expect(page.get_by_text("お話しできなかったお電話への折り返し")).to_be_visible()
        await look(page, "work_callbacks")
        await page.locator(".tabs").get_by_text("苦情").click()
        # The bar reminds of the same complaint: its link says these words within others.
        tell = page.get_by_role("link", name="委託者への報告を記入", exact=True)
        await expect(tell).to_be_visible()
        await page.locator("nav summary").filter(has_text="報告").click()
        await look(page, "work_complaints")


async def test_the_client_reads_and_changes_nothing(site: Site, clock: Clock, look: Look) -> None:
    made = await with_papers(site, clock)
    made, telling = floored(made, clock, kpi="callback-1")
    for call, outcome in (
        ("a", Outcome.ANSWERED),
        ("b", Outcome.CALLBACK_TAKEN),  # which this definition counts as answered
        ("c", Outcome.NO_LINE),
    ):
        telling.ended(call, outcome)
    async with opened(made) as page:
        await sign_in(page, await newcomer(made.desk, "city", Role.CLIENT))
        half_hours = page.locator("[aria-labelledby=half-hours]")
        await expect(half_hours.get_by_role("heading", name="本日の応答率")).to_be_visible()
        cells = half_hours.locator("tbody tr td")
        await expect(cells).to_have_text([re.compile(r"\d\d:\d\d"), "2", "1", "66.6%"])
        await look(page, "client_home")
        await go(page, "問合せ記録")
        await page.get_by_label("苦情だけ").check()
        await page.get_by_role("button", name="探す").click()
        await expect(page.get_by_text("1 件")).to_be_visible()
        await look(page, "client_records")
        async with page.expect_download() as given:
            await page.get_by_role("button", name="CSV で受け取る").click()
        assert (await given.value).suggested_filename == "records-2026-02-16.csv"
        for name in ("苦情", "質問", "確認するもの", "報告書"):
            await go(page, name)
            await expect(page.get_by_role("heading", level=1)).to_be_visible()
            await look(page, f"client_{name}")


async def test_the_navigation_stands_in_one_line_and_keys_open_its_groups(
    site: Site, page: Page
) -> None:
    await page.set_viewport_size({"width": 1280, "height": 720})
    for role in Role:
        await page.context.clear_cookies()
        await sign_in(page, await newcomer(site.desk, role.value, role))
        await stands_in_one_line(page)
        for summary in await page.locator(".bar nav summary").all():
            await keys_open(page, summary)


async def stands_in_one_line(page: Page) -> None:
    shown = page.locator(".bar nav > a, .bar nav > details > summary, .bar .me summary")
    await expect(shown.last).to_be_visible()
    middles = await shown.evaluate_all(
        "all => all.map(each => { const box = each.getBoundingClientRect(); "
        "return (box.top + box.bottom) / 2; })"
    )
    assert max(middles) - min(middles) <= 3, middles
    assert await page.evaluate("document.documentElement.scrollWidth") <= 1280


async def keys_open(page: Page, summary: Locator) -> None:
    await summary.focus()
    await page.keyboard.press("Enter")
    opened_one = page.locator(".bar nav details[open]")
    await expect(opened_one).to_have_count(1)
    await page.keyboard.press("Tab")
    await expect(opened_one.locator("a").first).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(opened_one).to_have_count(0)
    await expect(summary).to_be_focused()
