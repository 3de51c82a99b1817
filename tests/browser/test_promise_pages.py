"""Promises in a real browser: two clicks from a call, red when late, on every page until kept."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from agent_ui.shown import Site
from desk import escalations, records
from desk.inquiry import Content, Matter, Result, Severity
from desk.roles import Role
from desk.sessions import Who
from tests.browser.conftest import Look, go
from tests.browser.test_desk_pages import sign_in
from tests.integration.agent_ui.calling import rings, with_cases
from tests.integration.agent_ui.conftest import Controller
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.browser


async def complained(site: Site) -> Who:
    """An agent closes the record of an urgent complaint, and hands it up."""
    person = await newcomer(site.desk, "op9")
    who = await person.who(await person.first_sign_in())
    record = await records.begin(site.desk, who, call=None)
    content = Content(
        is_complaint=True,
        severity=Severity.URGENT,
        matters=(Matter(category="complaint", result=Result.ESCALATED, text="強いお叱り"),),
    )
    await escalations.hand_up(site.desk, who, "振込が遅いとのお叱り", call=None, record=record)
    await records.close(site.desk, who, record, content, version=1)
    return who


async def test_an_agent_promises_beside_a_call(
    site: Site, controller: Controller, clock: Clock, page: Page, look: Look
) -> None:
    site_with_cases = await with_cases(site)
    await sign_in(page, await newcomer(site_with_cases.desk))
    await page.get_by_role("button", name="seat-01").click()
    await expect(page.locator("body[data-live]")).to_be_visible()
    await rings(site, controller)
    await page.get_by_text("委託者に質問する").first.click()
    await page.get_by_label("質問", exact=True).fill("別居の児童の取扱いについて")
    await look(page, "promise")
    await page.get_by_role("button", name="委託者に質問する").click()
    await expect(page.locator("#toast")).to_have_text("委託者への質問を登録しました。")
    await page.get_by_text("折り返しを約束する").first.click()
    await page.get_by_label("折り返す時刻").fill("2026-02-02T10:05")
    await page.get_by_label("内容").first.fill("必要書類の件")
    await page.get_by_role("button", name="折り返しを約束する").click()
    await expect(page.locator("#toast")).to_have_text("折り返しの約束を登録しました。")
    clock.passes(400)
    await go(page, "約束")
    await expect(page.locator("#reminders li.late")).to_contain_text("必要書類の件")
    await look(page, "promises_agent")


async def test_a_supervisor_sees_what_nobody_may_forget(
    site: Site, clock: Clock, page: Page, look: Look
) -> None:
    await complained(site)
    clock.passes(300)
    await sign_in(page, await newcomer(site.desk, "sv1", Role.SUPERVISOR))
    urgent = page.locator("#reminders").get_by_text("至急の苦情")
    await expect(urgent).to_be_visible()
    await go(page, "作業時間")
    await urgent.click()
    await look(page, "promises_supervisor")
    await page.get_by_label("連絡した相手（委託者）").fill("手当給付係 佐藤")
    await page.get_by_role("button", name="報告した", exact=True).click()
    await expect(page.get_by_role("heading", name="管理者への引継ぎ")).to_be_visible()
    await expect(urgent).to_have_count(0)
    await page.locator("#reminders").get_by_text("振込が遅い").click()
    await expect(page.get_by_role("button", name="自分が受け持つ")).to_be_visible()
    await look(page, "escalation")
