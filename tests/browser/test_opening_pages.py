"""The look before opening, and the page that helps a terminal to trust us, in a real browser."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.async_api import expect

from agent_ui.opening_room import Item, Looked, OpeningRoom
from agent_ui.shown import Site
from agent_ui.trust_room import TrustRoom
from desk.roles import Role
from tests.browser.conftest import Look, opened
from tests.browser.test_desk_pages import sign_in
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.browser

FOUND = (
    ("ディスク", "空き 120.4 GiB（/srv/madoguchi）", "", True),
    ("電話交換機", "Asterisk 22.10.1", "", True),
    ("回線 carrier", "登録済み", "", True),
    ("録音の書き込み", "書き込みと読み戻しができます", "", True),
    ("証明書", "2027-01-03 まで有効", "", True),
    ("着席", "9 席（契約は 10 席）", "あと 1 人がサインインして席に着いてください", False),
    (
        "バックアップ",
        "31 時間前（/mnt/backup/madoguchi）",
        "「madoguchi backup create」で作り、madoguchi.toml の [backup] を確かめてください",
        False,
    ),
)


async def test_what_a_morning_needs_is_read_at_a_glance(
    site: Site, clock: Clock, look: Look
) -> None:
    async def again() -> bool:
        return True

    found = [Item(what=a, found=b, hint=c, ok=ok) for a, b, c, ok in FOUND]
    looked = Looked(at=clock(), items=lambda language: found)
    trust = TrustRoom(der=b"", fingerprint=":".join(["9F"] * 32), until=clock())
    room = OpeningRoom(lambda: looked, again)
    async with opened(replace(site, opening=room, trust=trust)) as page:
        await page.goto("/sign-in")
        await page.get_by_role("link", name="この端末で初めて使うとき").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("この端末で初めて使うとき")
        await look(page, "trust")
        await page.goto("/sign-in")
        await sign_in(page, await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await page.goto("/opening")
        await expect(page.locator("tbody tr").first).to_contain_text("着席")
        await look(page, "opening")
