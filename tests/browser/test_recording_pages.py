"""A recording in a real browser: found, opened for a purpose, played, jumped in, one side alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from agent_ui.shown import Site
from desk.roles import Role
from storage.audit import entries
from tests.browser.conftest import Look, opened
from tests.browser.test_desk_pages import sign_in
from tests.integration.agent_ui.sounding import with_sound
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.browser


async def test_a_supervisor_listens_jumps_to_a_mark_and_hears_one_side(
    site: Site, look: Look, tmp_path: Path
) -> None:
    site = await with_sound(site, tmp_path)
    async with opened(site) as page:
        await sign_in(page, await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await page.get_by_role("link", name="録音", exact=True).click()
        await expect(page.get_by_role("link", name="2026-02-02 09:00:00")).to_be_visible()
        await look(page, "recordings")
        await page.get_by_role("link", name="2026-02-02 09:00:00").click()
        await look(page, "recording_ask")
        await page.get_by_role("button", name="苦情・トラブルの確認").click()
        time = page.locator("#time")
        await expect(page.locator("#wave canvas").nth(1)).to_be_visible()
        await page.get_by_role("button", name="再生").click()
        await expect(time).to_have_text(re.compile("^0:0[1-9] /"))
        await page.get_by_role("button", name="一時停止").click()
        mark = page.get_by_role("listitem").filter(has_text="口座欄").get_by_role("button")
        await mark.click()
        await expect(time).to_have_text(re.compile(f"^{await mark.text_content()} /"))
        await page.get_by_label("席だけ").check()
        await page.get_by_label("音量をそろえる").check()
        await page.get_by_label("速さ").select_option("1.5")
        await look(page, "recording")
    told = await entries(site.desk.engine, last=99, subject="c1")
    assert {each.detail["purpose"] for each in told if each.action == "sound_played"} == {
        "complaint"
    }
