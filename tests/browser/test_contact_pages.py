"""Calling an applicant in a real browser: keys, what vanishes by itself, the supervisors' page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from agent_ui.shown import Site
from callcenter.contact import Calling
from callcenter.events import DialPressed
from callcenter.outcome import DialResult
from callcenter.seat import SeatState
from cases import contact_ending, contact_inquiry
from cases.contact_ending import Ended
from cases.contacts import Mode
from cases.store import Actor
from desk.roles import Role
from japan.phone import E164
from storage.engine import transaction
from tests.browser.conftest import Look, go
from tests.browser.test_desk_pages import sign_in
from tests.integration.agent_ui.conftest import Controller
from tests.integration.agent_ui.test_contact_board import calls_made
from tests.integration.agent_ui.test_contacts import (
    answered,
    attempt,
    incomplete,
    supplied,
    with_contacts,
)
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.browser

COMPOSES = """document.body.dispatchEvent(new KeyboardEvent("keydown", {
    key: "Enter", isComposing: true, bubbles: true, cancelable: true
}))"""


@pytest.fixture
def site(site: Site, request: pytest.FixtureRequest) -> Site:
    return with_contacts(site, getattr(request, "param", Calling.ON))


async def press(page: Page, key: str) -> None:
    """Press a key once the page takes keys."""
    await page.locator("#contact[data-ready]").wait_for()
    await page.keyboard.press(key)


async def test_an_agent_calls_by_keys_and_a_contact_vanishes_when_its_paper_comes(
    site: Site, controller: Controller, page: Page, look: Look
) -> None:
    applicants = await incomplete(site)
    name = applicants[0].document.values["applicant_name"]
    await sign_in(page, await newcomer(site.desk))
    await page.locator('button[value="seat-01"]').click()
    await go(page, "架電")
    await press(page, "Enter")
    await expect(page.get_by_role("heading", name=name)).to_be_visible()
    await look(page, "contact_preview")
    assert await page.evaluate(COMPOSES), "a key that converts kana calls nobody"
    await press(page, "Enter")
    await expect(page.get_by_role("heading", name="どなたが出ましたか")).to_be_visible()
    assert isinstance(controller.wishes[-1], DialPressed)
    await answered(site, (await attempt(site)).id)
    await press(page, "a")
    await expect(page.get_by_label("約束の日時")).to_be_visible()
    await look(page, "contact_applicant")
    await page.get_by_label("約束の日時").fill("2026-02-02T10:05")
    await page.get_by_role("button", name="再架電希望").click()
    await expect(page.get_by_role("button", name="次の人を見る")).to_be_visible()
    site.desk.clock.now = (await attempt(site)).again_at  # type: ignore[attr-defined]
    await page.get_by_role("button", name="次の人を見る").click()
    await expect(page.get_by_role("heading", name=name)).to_be_visible()
    await supplied(site, 1)
    await expect(page.get_by_role("button", name="次の人を見る")).to_be_visible()


async def test_one_key_records_an_answering_machine_whose_words_are_on_the_page(
    site: Site, page: Page
) -> None:
    [applicant, *_] = await incomplete(site)
    await sign_in(page, await newcomer(site.desk))
    await page.locator('button[value="seat-01"]').click()
    await go(page, "架電")
    await press(page, "Enter")
    await expect(page.get_by_role("heading", name="かける前に")).to_be_visible()
    await press(page, "Enter")
    await expect(page.get_by_role("heading", name="どなたが出ましたか")).to_be_visible()
    await answered(site, (await attempt(site)).id)
    words = page.locator(".say.quiet")
    await expect(words).to_contain_text("011-000-0100 までお電話をお願いいたします")
    await expect(words).not_to_contain_text(str(applicant.document.values["applicant_name"]))
    await press(page, "6")
    await expect(page.get_by_role("button", name="次の人を見る")).to_be_visible()
    assert (await attempt(site)).result == "machine"


async def test_a_caller_who_rings_while_an_applicant_is_looked_at_is_shown_at_once(
    site: Site, controller: Controller, page: Page
) -> None:
    await incomplete(site)
    await sign_in(page, await newcomer(site.desk))
    await page.locator('button[value="seat-01"]').click()
    await go(page, "架電")
    await press(page, "Enter")
    await expect(page.get_by_role("heading", name="かける前に")).to_be_visible()
    await page.locator("body[data-live]").wait_for()
    controller.show("seat-01", SeatState.RINGING, call="c2")
    await expect(page.locator("#caller")).to_be_visible()


async def test_an_agent_reports_a_call_that_was_not_ours(
    site: Site, page: Page, look: Look
) -> None:
    await incomplete(site)
    await sign_in(page, await newcomer(site.desk))
    await page.goto("/contacts")
    await page.get_by_label("電話のあった番号").fill("090-9999-9999")
    await page.get_by_role("button", name="調べる").click()
    await page.get_by_label("聞き取った内容").fill("市役所を名乗り、お金を求められた。")
    await look(page, "contact_asked")
    await page.get_by_role("button", name="管理者に報告する").click()
    await expect(page.get_by_role("status").filter(has_text="報告しました")).to_be_visible()


@pytest.mark.parametrize("site", [Calling.OFF], indirect=True)
async def test_a_supervisor_sees_how_calling_goes(site: Site, page: Page, look: Look) -> None:
    await incomplete(site)
    await calls_made(site)
    now, room = site.desk.clock(), site.contacts
    assert room is not None
    async with transaction(site.desk.engine) as session:
        actor = Actor("op1", now)
        [leased] = await room.contacts.lease(
            session, actor, most=1, lasts=timedelta(minutes=1), mode=Mode.PROGRESSIVE
        )
        assert await room.contacts.begin(session, leased.attempt, actor, seat="seat-01")
        told = Ended(
            attempt=leased.attempt,
            network=DialResult.NOT_IN_USE,
            dialled_at=now,
            answered_at=None,
            ended_at=now,
        )
        await contact_ending.ended(session, room.contacts, told, actor)
        number, words = E164("+819099999999"), "市役所を名乗り、お金を求められた。"
        await contact_inquiry.report(session, room.contacts.shelf, number, words, actor)
    await sign_in(page, await newcomer(site.desk, "sv1", Role.SUPERVISOR))
    await page.goto("/outbound")
    await expect(page.get_by_role("button", name="始める")).to_be_visible()
    await expect(page.locator("#reminders li.late")).to_contain_text("こちらからの電話ではない")
    await page.get_by_role("button", name="一覧を作る").click()
    await expect(page.get_by_text("U-0001")).to_be_visible()
    await look(page, "contact_board")
    await page.get_by_label("連絡した相手（委託者）").fill("市の佐藤")
    await page.get_by_role("button", name="報告した").click()
    await expect(page.get_by_text(words)).to_be_hidden()
    await page.get_by_role("combobox", name="理由").first.select_option("checked")
    await page.get_by_role("button", name="解除する").click()
    await expect(page.get_by_text("架電しない番号はありません。")).to_be_visible()


async def test_the_supervisors_page_renews_itself_but_never_under_what_somebody_enters(
    site: Site, page: Page
) -> None:
    await incomplete(site)
    await sign_in(page, await newcomer(site.desk, "sv1", Role.SUPERVISOR))
    await page.clock.install()
    await page.goto("/outbound")
    pace = page.locator(".figures p").filter(has_text="この一時間の架電").locator("b")
    await expect(pace).to_have_text("0")
    since = page.locator("input[name=from]")
    before = await since.input_value()
    await since.fill("2026-01-05")
    await calls_made(site)
    await page.clock.run_for(11_000)
    await expect(pace).to_have_text("0")
    await expect(since).to_have_value("2026-01-05")
    await since.fill(before)
    await since.blur()
    await page.clock.run_for(11_000)
    await expect(pace).to_have_text("4")
