"""Voice messages and flows in a real browser: one is heard and done, one is looked at."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import expect

from agent_ui.shown import Site
from desk.roles import Role
from ivr_flows.loader import SHIPPED, read
from tests.browser.conftest import Look, go, opened
from tests.browser.test_desk_pages import sign_in
from tests.integration.agent_ui.sounding import with_message
from tests.integration.desk.people import newcomer
from tests.unit.ivr_flows.sapporo import VALUES

pytestmark = pytest.mark.browser


async def test_a_supervisor_hears_a_message_is_done_with_it_and_looks_at_what_callers_hear(
    site: Site, look: Look, tmp_path: Path
) -> None:
    shipped = read(SHIPPED / "waiting_with_callback.toml", VALUES).flows
    site = await with_message(replace(site, flows=lambda: shipped), tmp_path)
    async with opened(site) as page:
        await sign_in(page, await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await go(page, "折り返し")
        await look(page, "messages")
        await page.get_by_role("button", name="担当にする").click()
        await page.get_by_role("link", name="聞く").click()
        await page.get_by_role("button", name="伝言への対応").click()
        await expect(page.locator("#wave canvas").nth(1)).to_be_visible()
        await page.get_by_role("button", name="再生").click()
        await expect(page.locator("#time")).to_have_text(re.compile("^0:0[1-9] /"))
        await go(page, "折り返し")
        await page.get_by_role("button", name="対応済みにする").click()
        await expect(page.get_by_text("対応を待っている伝言はありません。")).to_be_visible()
        await go(page, "案内")
        await look(page, "flows")
        await page.get_by_role("link", name="waiting_with_callback").click()
        picture = page.get_by_role("img", name="場面と、その間の道")
        await expect(picture).to_have_js_property("complete", value=True)
        await look(page, "flow")
