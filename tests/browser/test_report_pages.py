"""Figures and reports in a real browser."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from agent_ui.shown import Site
from desk.roles import Role
from tests.browser.conftest import Look, go
from tests.browser.test_desk_pages import sign_in
from tests.integration.agent_ui.test_reports import with_reports
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.browser


async def test_a_manager_freezes_a_week_and_opens_a_figure_down_to_its_call(
    site: Site, page: Page, look: Look
) -> None:
    await sign_in(page, await newcomer(site.desk, "mg1", Role.MANAGER))
    await go(page, "報告書")
    await look(page, "reports")
    await page.get_by_role("link", name="週次報告書").first.click()
    await page.get_by_role("button", name="確定する").click()
    await expect(page.get_by_role("button", name="確認した")).to_be_visible()
    await look(page, "report")
    await go(page, "指標")
    await page.get_by_role("link", name="前の週").click()
    await look(page, "figures")
    await page.get_by_role("link", name="分母だけ").click()
    await page.get_by_role("link", name="c03").click()
    await expect(page.get_by_text("CallArrived")).to_be_visible()
    await look(page, "figure_call")
    await go(page, "推移")
    await look(page, "history")


@pytest.fixture
async def site(site: Site, clock: Clock) -> Site:
    return await with_reports(site, clock)
