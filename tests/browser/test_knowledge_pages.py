"""Help in a real browser: written and confirmed by a supervisor, used while a record is written."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.async_api import Page, expect

from agent_ui.shown import Site
from desk import referrals
from desk.article import Kind
from desk.referrals import ListFile
from desk.roles import Role
from tests.browser.conftest import Look, begin_record, go
from tests.browser.test_desk_pages import sign_in
from tests.integration.agent_ui.test_knowledge import SV, published
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.browser

HEADER = ("制度", "区", "窓口", "担当課", "電話番号", "受付時間")
OFFICE = ["児童手当", "中央区", "中央区役所", "保健福祉課", "011-000-0101", "平日 8:45-17:15"]


async def test_a_supervisor_writes_and_the_client_wants_a_correction(
    site: Site, page: Page, look: Look
) -> None:
    article = await published(site)
    await sign_in(page, await newcomer(site.desk, "sv1", Role.SUPERVISOR))
    await go(page, "手引き")
    await look(page, "knowledge")
    await page.get_by_role("link", name="必要書類").click()
    await page.get_by_role("button", name="次の版を書く").click()
    await page.get_by_label("本文").fill("写しと申請書をお願いします。")
    await look(page, "article_draft")
    await page.get_by_role("button", name="保存して委託者に提出する").click()
    await page.get_by_label("委託者の確認者").fill("手当給付係 佐藤")
    await page.get_by_label("文書番号など").fill("確認書 第2号")
    await page.get_by_label("修正してほしい内容").fill("写しの種類を書いてください。")
    await expect(page.locator("ins").last).to_have_text("と申請書")
    await look(page, "article_handed_in")
    await page.get_by_role("button", name="修正依頼にする").click()
    await expect(page.locator(".error")).to_contain_text("写しの種類を書いてください。")
    await look(page, "article_returned")
    await page.goto(f"/help/{article}")
    await expect(page.get_by_text("写しをお願いします。")).to_be_visible()


async def test_help_stands_beside_the_record(site: Site, page: Page, look: Look) -> None:
    await published(site)
    await published(site, Kind.SCRIPT, title="申請のご案内", text="「郵送で」", category="apply")
    listed = ListFile(name="list.csv", data=b"1", header=HEADER, rows=[(2, OFFICE)])
    await referrals.take(site.desk, SV, listed, valid_from=date(2026, 1, 1), dry_run=False)
    await sign_in(page, await newcomer(site.desk))
    await go(page, "記録")
    await begin_record(page)
    await expect(page.locator("#asked")).to_be_visible()
    await page.get_by_label("分類").select_option("papers")
    await expect(page.get_by_text("「郵送で」")).to_be_visible()
    await look(page, "help_script")
    await page.locator("#asked").fill("児童")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="案内した先として記録に入れる").click()
    await expect(page.get_by_label("案内した課")).to_have_value("保健福祉課")
    await look(page, "help_office")
    await page.locator("#asked").fill("双子のとき")
    await page.keyboard.press("Alt+n")
    await expect(page.get_by_text("管理者に知らせました")).to_be_visible()
