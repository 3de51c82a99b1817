"""A talk scored beside its recording, seen and answered by its agent, compared with another's."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from agent_ui.shown import Site
from desk.roles import Role
from recordings.quality import Versioned
from recordings.scoring import Criterion, Sheet
from storage import quality as rows
from storage.engine import transaction
from storage.inquiry_tables import Inquiry
from storage.staff import by_login
from tests.browser.conftest import Look, opened
from tests.browser.test_desk_pages import sign_in
from tests.integration.agent_ui.sounding import with_sound
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.browser

SHEET = Sheet(
    id="sheet-1",
    name="応対品質評価シート",
    criteria=(
        Criterion(id="opening", name="名乗りと挨拶", weight=20, most=4, hint="業務名と氏名"),
        Criterion(id="answer", name="回答の正しさ", weight=50, most=4),
        Criterion(id="identity", name="本人確認", weight=30, most=1, knock_out=True),
    ),
)


async def judged(site: Site, folder: Path) -> Site:
    """A recording that op1 has a record of, and a score sheet."""
    site = await with_sound(site, folder)
    assert site.sounds is not None
    async with transaction(site.desk.engine) as session:
        person = await by_login(session, "op1")
        assert person is not None
        at = site.desk.clock()
        session.add(
            Inquiry(
                id="i1",
                call="c1",
                staff=person.id,
                business_date=at.date(),
                begun_at=at,
                saved_at=at,
                language="ja",
            )
        )
    room = replace(site.sounds, quality=Versioned(SHEET, "h"), sheet_of={"h": SHEET}.get)
    return replace(site, sounds=room)


async def score(page: Page, *given: int) -> None:
    """Open the recording for quality, give these marks and a remark."""
    await page.goto("/recordings/c1")
    await page.get_by_role("button", name="応対品質の確認").click()
    for each, mark in zip(SHEET.criteria, given, strict=True):
        await page.get_by_role("group", name=each.name).get_by_label(str(mark), exact=True).check()
    await page.get_by_label("講評").fill("落ち着いた応対でした。")


async def answer(page: Page) -> None:
    """See one's own score and answer it."""
    await page.goto("/quality")
    await page.get_by_role("link", name="2026-02-02").click()
    await expect(page.get_by_text("復唱がありませんでした。")).to_be_visible()
    await page.get_by_label("回答を書く").fill("次から復唱します。")
    await page.get_by_role("button", name="書き込む").click()
    await expect(page.locator(".answer")).to_have_text(re.compile("次から復唱します。"))


async def test_a_talk_is_scored_answered_and_compared(
    site: Site, look: Look, tmp_path: Path
) -> None:
    agent = await newcomer(site.desk, "op1")
    site = await judged(site, tmp_path)
    async with opened(site) as page:
        await sign_in(page, await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await score(page, 3, 4, 1)
        await page.get_by_label("見てもらいたい位置と内容").fill("復唱がありませんでした。")
        await page.locator(".marks").get_by_role("button").last.click()  # the talk's end
        await page.get_by_role("button", name="今の位置を使う").click()
        await look(page, "scoring_form")
        await page.get_by_role("button", name="評価する").click()
        await page.wait_for_url("**/quality/*")
    async with opened(site) as page:
        await sign_in(page, agent)
        await answer(page)
        await look(page, "scoring_agent")
    async with opened(site) as page:
        await sign_in(page, await newcomer(site.desk, "mg1", Role.MANAGER))
        await score(page, 3, 2, 1)
        await page.get_by_role("button", name="評価する").click()
        await page.wait_for_url("**/quality/*")
        await page.goto("/quality")
        await look(page, "quality")
        await expect(page.get_by_text("67%")).to_have_count(2)
    async with transaction(site.desk.engine) as session:
        scorings = {each.kind: each for each in await rows.of_call(session, "c1")}
    assert {kind: each.points for kind, each in scorings.items()} == {
        "chosen": 95.0,
        "calibration": 70.0,
    }
    assert scorings["chosen"].seen_at is not None
