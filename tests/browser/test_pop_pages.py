"""The pop on whatever page an agent is, and drafts that outlive each way a page can end."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest
from playwright.async_api import Page, Route, expect

from agent_ui.case_room import CaseRoom
from agent_ui.shown import Site
from callcenter.seat import SeatState
from cases.store import Shelf
from cases.vault import Vault
from desk import records
from tests.browser.conftest import Look, begin_record, opened
from tests.browser.test_desk_pages import sign_in
from tests.integration.agent_ui.calling import NUMBERS, rings, with_cases
from tests.integration.agent_ui.conftest import Controller
from tests.integration.desk.people import newcomer
from tests.unit.cases.applications import plan, schema

pytestmark = pytest.mark.browser

TYPED = "別居の児童についてのお尋ね。住民票の写しが要るとご案内した。"
SLOW_MS = 15_000
PAGES = ("/callbacks", "/work", "/promises", "/records", "/home", "/cases")


async def seated(site: Site, page: Page) -> None:
    await sign_in(page, await newcomer(site.desk))
    await page.get_by_role("button", name="seat-01").click()
    await expect(page.locator("body[data-live]")).to_be_visible()


async def test_a_call_pops_up_on_whatever_page_and_takes_nothing_of_what_is_typed_there(  # noqa: PLR0915 (one long walk)
    site: Site, controller: Controller, look: Look
) -> None:
    site = await with_cases(site)
    site = replace(site, cases=CaseRoom(Shelf(schema(), Vault(b"k" * 32, encrypted=True)), plan()))
    async with opened(site) as page:
        await seated(site, page)
        await page.goto("/cases/arrivals")
        await expect(page.locator("body[data-live]")).to_be_visible()
        note = page.get_by_label("内容・差出人")
        await note.fill("差出人の分からない封筒")
        await expect(page.locator("#pop")).to_be_hidden()
        await note.focus()
        await rings(site, controller)
        pop = page.locator("#pop")
        await expect(pop).to_contain_text("S-O-000001")
        await expect(note).to_be_focused()  # whoever types goes on typing
        await expect(note).to_have_value("差出人の分からない封筒")
        await expect(pop.get_by_role("button", name="この通話を記録する")).to_be_hidden()
        await page.goto("/callbacks")  # somebody looks elsewhere while it rings
        await expect(pop).to_contain_text("S-O-000001")
        await page.goto("/cases/arrivals")
        await expect(pop).to_contain_text("S-O-000001")
        await note.fill("差出人の分からない封筒")
        controller.show("seat-01", SeatState.TALKING, call="c2")
        await expect(pop.get_by_role("button", name="この通話を記録する")).to_be_visible()
        await page.keyboard.press("Alt+c")
        await expect(pop.get_by_role("button", name="この通話を記録する")).to_be_focused()
        first = pop.locator(".candidate").filter(has_text="S-O-000001")
        await first.get_by_text("本人確認をする").click()
        for label, told in (
            ("氏名", "笹倉義則"),
            ("生年月日", "1971/12/31"),
            ("住所", "屯田九条１丁目"),
        ):
            await first.get_by_label(label, exact=True).fill(told)
        await first.get_by_role("button", name="照合する").click()
        await expect(pop).to_contain_text("札幌市北区屯田九条")  # all of it without leaving
        await expect(note).to_have_value("差出人の分からない封筒")
        await look(page, "pop_talking")
        await pop.locator("summary").first.click()
        await expect(pop).not_to_have_attribute("open", "")
        for path in PAGES:  # and on each page that is opened while the call goes on
            await page.goto(path)
            await expect(page.locator("#caller")).to_contain_text("S-O-000001")


async def test_who_calls_is_shown_by_itself_once_their_number_is_written_and_can_be_read(
    site: Site, controller: Controller
) -> None:
    numbers: dict[str, str] = {}
    site = await with_cases(site, numbers)
    async with opened(site) as page:
        await seated(site, page)
        await rings(site, controller)
        place = page.locator("#caller")
        await expect(place).to_contain_text("番号を確認しています")
        numbers |= NUMBERS
        await expect(place).to_contain_text("申請書の電話番号")

        async def away(route: Route) -> None:
            await route.fulfill(status=503)

        await page.route("**/call", away)
        controller.show("seat-01", SeatState.TALKING, call="c1")
        await expect(place).to_have_text("お電話の方を読み込めません。読み直しています。")
        await page.unroute("**/call")
        await expect(place).to_contain_text("申請書の電話番号")


async def test_whom_the_system_calls_takes_nobody_away_from_a_record_or_another_page(
    site: Site, controller: Controller, page: Page
) -> None:
    await seated(site, page)
    await page.goto("/work")
    await expect(page.locator("body[data-live]")).to_be_visible()
    controller.show("seat-01", SeatState.RINGING, call="out.c1.1")
    await expect(page.get_by_role("link", name="架電の画面へ")).to_be_visible(timeout=SLOW_MS)
    controller.show("seat-01", SeatState.READY)
    await page.goto("/records")
    await begin_record(page)
    field = page.get_by_label("内容と回答")
    await field.fill(TYPED)
    controller.show("seat-01", SeatState.RINGING, call="out.c1.2")
    await expect(page.locator("#caller")).to_have_attribute("data-seat-state", "ringing")
    await expect(field).to_have_value(TYPED)
    await page.goto("/home")  # where nothing is lost, it comes by itself
    await page.wait_for_url("**/contacts")


async def begun(site: Site, page: Page) -> str:
    """Begin a record; gives its address."""
    await sign_in(page, await newcomer(site.desk))
    await page.goto("/records")
    return await begin_record(page)


async def kept(page: Page, place: str, text: str) -> None:
    """Open the record anew: all that was typed is there, and the next save is taken."""
    await page.goto(place)
    field = page.get_by_label("内容と回答")
    await expect(field).to_have_value(text)
    await field.press("End")
    await field.press_sequentially("。")
    await expect(page.locator("#saved")).to_contain_text("下書きを保存しました")
    await expect(page.locator("#refused")).to_be_hidden()


async def tabs(page: Page) -> tuple[Page, Page]:
    """Open two tabs of one browser, in which the same person is signed in."""
    browser = page.context.browser
    assert browser is not None
    kept = await page.context.storage_state()
    context = await browser.new_context(locale="ja-JP", storage_state=kept)
    context.set_default_timeout(10_000)
    return await context.new_page(), await context.new_page()


async def test_what_is_typed_outlives_a_reload_a_closed_tab_and_another_page(
    site: Site, page: Page
) -> None:
    place = await begun(site, page)
    page.on("dialog", lambda dialog: dialog.accept())  # „leave this page?“ yes, at once
    field = page.get_by_label("内容と回答")
    await field.press_sequentially(TYPED)
    await page.reload()  # before the half second after which a pause is saved
    await kept(page, place, TYPED)
    await field.press_sequentially("二")
    await page.goto("/records")
    await kept(page, place, f"{TYPED}。二")
    closing, other = await tabs(page)
    closing.on("dialog", lambda dialog: dialog.accept())
    await closing.goto(place)
    await closing.get_by_label("内容と回答").press("End")
    await closing.get_by_label("内容と回答").press_sequentially("三")
    async with closing.expect_event("close"):
        await closing.close(run_before_unload=True)
    await stands(site, place, f"{TYPED}。二。三")
    await kept(other, place, f"{TYPED}。二。三")


async def test_what_is_typed_before_the_pages_script_has_come_is_saved_as_well(
    site: Site, page: Page
) -> None:
    place, comes = await begun(site, page), asyncio.Event()

    async def late(route: Route) -> None:
        await comes.wait()
        await route.continue_()

    await page.route("**/record.js", late)
    await page.goto(place, wait_until="commit")
    await page.get_by_label("内容と回答").press_sequentially("一")
    comes.set()
    await expect(page.locator("#saved")).to_contain_text("下書きを保存しました")
    await page.reload()
    await expect(page.get_by_label("内容と回答")).to_have_value("一")
    assert await page.locator("input[name=version]").get_attribute("value") == "2"  # by one save


async def stands(site: Site, place: str, text: str) -> None:
    """Wait until the record has this text: nobody is left who would be told."""
    async with asyncio.timeout(SLOW_MS / 1000):
        while True:
            record = await records.find(site.desk, place.rpartition("/")[2])
            if record is not None and record.content.matters[0].text == text:
                return
            await asyncio.sleep(0.05)


async def test_who_types_without_a_pause_loses_nothing_by_a_crash(site: Site, page: Page) -> None:
    place = await begun(site, page)
    crashing, other = await tabs(page)
    await crashing.clock.install()
    await crashing.goto(place)
    field = crashing.get_by_label("内容と回答")
    for _ in range(12):  # never half a second without a key
        await field.press_sequentially("あ")
        await crashing.clock.run_for(250)
    await expect(crashing.locator("input[name=version]")).not_to_have_value("1")
    await crashing.close()  # no event of the page's tells of it
    await other.goto(place)
    await expect(other.get_by_label("内容と回答")).to_have_value(re.compile("^あ{6,}$"))


async def test_a_record_outlives_a_network_that_is_gone_and_answers_that_are_lost(
    site: Site, page: Page
) -> None:
    place = await begun(site, page)
    field, saved = page.get_by_label("内容と回答"), page.locator("#saved")
    await page.context.set_offline(True)
    await field.press_sequentially("一")
    await expect(saved).to_contain_text("まだ保存できていません", timeout=SLOW_MS)
    await page.keyboard.press("Control+Enter")  # nobody would answer: the page stays
    await expect(field).to_have_value("一")
    await page.context.set_offline(False)
    await expect(saved).to_contain_text("下書きを保存しました")

    async def lose_the_answer(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await page.route("**/draft", lose_the_answer, times=1)
    await field.press_sequentially("二")
    await expect(saved).to_contain_text("まだ保存できていません", timeout=SLOW_MS)
    await field.press_sequentially("三")
    await expect(saved).to_contain_text("下書きを保存しました")
    await expect(page.locator("#refused")).to_be_hidden()
    await kept(page, place, "一二三")
