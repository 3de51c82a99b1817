"""A recording in a real browser: found, opened for a purpose, played, jumped in, one side alone."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import pyzipper
from playwright.async_api import Page, expect

from agent_ui.shown import Site
from app.differing import Differing
from app.home import Home
from cases.banks import shipped
from cases.importing import Importer
from cases.store import Actor, Shelf
from cases.vault import Vault
from desk.roles import Role
from recordings import certificate
from recordings.reconciliation import Difference, Kind, Reconciled
from storage.audit import entries
from tests.browser.conftest import Look, go, opened
from tests.browser.test_desk_pages import sign_in
from tests.integration.agent_ui.sounding import with_sound
from tests.integration.cases.test_day_files import PEOPLE, file
from tests.integration.desk.people import newcomer
from tests.unit.cases.applications import schema

pytestmark = pytest.mark.browser


async def test_a_supervisor_listens_jumps_to_a_mark_and_hears_one_side(
    site: Site, look: Look, tmp_path: Path
) -> None:
    site = await with_sound(site, tmp_path)
    found = (Difference(Kind.LENGTH, "c1"), Difference(Kind.STRANGER, "2026-02-02/x.sealed"))
    Differing(Home(tmp_path)).note(Reconciled(date(2026, 2, 2), 1, 1, found))
    async with opened(site) as page:
        await sign_in(page, await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await go(page, "録音")
        await expect(page.get_by_role("link", name="2026-02-02 09:00:00")).to_be_visible()
        await look(page, "recordings")
        await page.get_by_role("button", name="確かめた").click()
        await expect(page.get_by_text("長さが通話と合わない")).to_have_count(0)
        await page.get_by_role("link", name="2026-02-02 09:00:00").click()
        await look(page, "recording_ask")
        await page.get_by_role("button", name="苦情・トラブルの確認").click()
        time = page.locator("#time")
        await expect(page.locator("#wave canvas").nth(1)).to_be_visible()
        await page.get_by_role("button", name="再生").click()
        await expect(time).to_have_text(re.compile("^0:0[1-9] /"))
        await page.get_by_role("button", name="一時停止").click()
        await jumps(page, "口座欄")
        await marked(page)
        await page.get_by_role("button", name="保留 0:04–0:09", exact=True).click()
        await expect(time).to_have_text(re.compile("^0:04 /"))
        await page.get_by_label("席だけ").check()
        await page.get_by_label("音量をそろえる").check()
        await page.get_by_label("速さ").select_option("1.5")
        await look(page, "recording")
    told = await entries(site.desk.engine, last=99, subject="c1")
    kinds = ("sound_played", "sound_sought")
    assert [(each.action, each.detail) for each in told if each.action in kinds] == [
        ("sound_played", {"purpose": "complaint", "at_ms": 0}),
        ("sound_sought", {"purpose": "complaint", "at_ms": 12_000}),  # the mark
        ("sound_sought", {"purpose": "complaint", "at_ms": 4_000}),  # the part
    ]


async def test_what_cannot_be_kept_in_the_trail_is_not_played_on(
    site: Site, tmp_path: Path
) -> None:
    site = await with_sound(site, tmp_path)
    async with opened(site) as page:
        await sign_in(page, await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await page.goto("/recordings/c1")
        await page.get_by_role("button", name="応対品質の確認").click()
        await expect(page.locator("#wave canvas").nth(1)).to_be_visible()
        told = await entries(site.desk.engine, last=99, subject="c1")
        assert not {"sound_played", "sound_sought"} & {each.action for each in told}  # not yet
        await page.route("**/listen/*", lambda route: route.abort())
        await page.get_by_role("button", name="再生").click()
        await expect(page.get_by_role("alert")).to_contain_text(
            "再生を記録できないため、止めました"
        )
        await expect(page.locator("#play")).to_have_text("再生")


async def jumps(page: Page, told: str) -> None:
    """Press a mark, and see the player come to its place."""
    mark = page.get_by_role("listitem").filter(has_text=told).get_by_role("button")
    await mark.click()
    await expect(page.locator("#time")).to_have_text(re.compile(f"^{await mark.text_content()} /"))


async def marked(page: Page) -> None:
    """See that what happened in the call is marked where it happened."""
    happened = [("0:00", "着信提示"), ("0:00", "応答"), ("0:04", "保留"), ("0:09", "保留解除")]
    happened += [("0:12", "録音を伏せる"), ("0:18", "転送"), ("0:28", "終話")]
    for at, what in happened:
        shown = page.locator("ol.marks li").filter(
            has=page.get_by_role("button", name=at, exact=True)
        )
        await expect(shown.filter(has_text=what).first).to_be_visible()


async def test_one_applies_another_approves_and_the_sound_is_erased_before_a_witness(
    site: Site, look: Look, tmp_path: Path
) -> None:
    site = await with_sound(site, tmp_path)
    shelf = Shelf(schema(), Vault(b"k" * 32, encrypted=True))
    importer = Importer(site.desk.engine, shelf, shipped(), zone=site.desk.zone)
    await importer.take(file(PEOPLE), Actor("op-01", site.desk.clock()))
    async with opened(site) as page:
        await sign_in(page, await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await page.goto("/recordings/c1")
        await page.get_by_role("link", name="消去を申請").click()
        for field, text in {"媒体名": "録音サーバー", "方法": "鍵の消去", "理由": "申出"}.items():
            await page.get_by_label(field).fill(text)
        await look(page, "erasures")
        await page.get_by_role("button", name="申請する").click()
        await expect(page.get_by_text("申請した人は承認できません。")).to_be_visible()
        address = page.url
    async with opened(site) as page:
        await sign_in(page, await newcomer(site.desk, "mg1", Role.MANAGER))
        await page.goto(address[address.index("/erasures") :])
        await page.get_by_label("同意の文書番号").fill("札子 第12号")
        await look(page, "erasure")
        await page.get_by_role("button", name="承認する").click()
        await execute_before(page, "札幌　花子", "実施する人は立会人になれません。")
        await execute_before(page, "市職員 山田", "消去証明書（PDF）")
        await look(page, "erasure_done")
        await page.goto("/erasures")
        files = page.locator("section", has=page.get_by_role("heading", name="オンライン申請の"))
        for field, text in {"媒体名": "サーバー", "方法": "上書き", "理由": "業務の終了"}.items():
            await files.get_by_label(field).fill(text)
        await look(page, "erasures_of_files")
        await files.get_by_role("button", name="申請する").click()
        await expect(page.get_by_text("import:1", exact=True)).to_be_visible()
    assert list(tmp_path.rglob("*.sealed")) == list(tmp_path.rglob("*.dk")) == []


async def execute_before(page: Page, witness: str, told: str) -> None:
    """Say who witnesses the erasure, execute it, and wait for what is told then."""
    await page.get_by_label("立会人").fill(witness)
    await page.get_by_role("button", name="消去を実施する").click()
    await expect(page.get_by_text(told)).to_be_visible()


async def test_a_package_is_approved_by_another_handed_out_and_its_password_shown_once(
    site: Site, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificate, "draw", lambda _: b"%PDF")
    site = await with_sound(site, tmp_path)
    async with opened(site) as page:
        await sign_in(page, await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await page.goto("/recordings/c1")
        await page.get_by_role("link", name="提出を申請").click()
        wish = {"提出先": "札幌市 保健福祉局", "依頼文書": "札保第12号", "目的": "苦情の調査"}
        for field, text in wish.items():
            await page.get_by_label(field).fill(text)
        await look(page, "submissions")
        await page.get_by_role("button", name="申請する").click()
        await expect(page.get_by_text("申請した人は承認できません。")).to_be_visible()
        address = page.url
    async with opened(site) as page:
        await sign_in(page, await newcomer(site.desk, "mg1", Role.MANAGER))
        await page.goto(address[address.index("/submissions") :])
        await page.get_by_role("button", name="承認する").click()
        async with page.expect_download() as download:
            await page.get_by_role("button", name="提出ファイルを作成する").click()
        zipped = tmp_path / "handed.zip"
        await (await download.value).save_as(zipped)
        await page.get_by_label("受領した方").fill("市職員 山田")
        await page.get_by_role("button", name="登録してパスワードを表示する").click()
        password = await page.locator(".password").inner_text()
        await look(page, "submission_told")
        await page.goto(page.url.removesuffix("/password"))
        assert password not in await page.inner_text("body")
    with pyzipper.AESZipFile(zipped) as archive:
        archive.setpassword(password.encode())
        assert archive.testzip() is None
        assert len(archive.namelist()) == 7
