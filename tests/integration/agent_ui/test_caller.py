"""Who is calling, over HTTP: nothing personal before the check, nothing of somebody else's call."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlmodel import update

from agent_ui.calling import WRITTEN_WITHIN
from agent_ui.shown import Site
from callcenter.seat import SeatState
from desk.roles import Role
from storage.audit import entries
from storage.case_tables import Case
from storage.engine import transaction
from storage.inquiry_tables import Inquiry
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.calling import NAME, TOLD, rings, with_cases
from tests.integration.agent_ui.conftest import Controller
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.integration

SCRIPT = {"Sec-Fetch-Mode": "cors"}


async def seated(browser: Browser, site: Site, *, role: Role = Role.AGENT) -> None:
    await browser.sign_in(await newcomer(site.desk, role=role))
    await browser.post("/seat/take", seat="seat-01")
    await browser.get("/home")


async def test_candidates_are_shown_masked_until_what_was_told_fits(
    site: Site, controller: Controller
) -> None:
    site = await with_cases(site)
    async with Browser(site) as browser:
        await seated(browser, site)
        await browser.get("/call", **SCRIPT)
        assert "通話が始まると" in browser.page
        await rings(site, controller)
        await browser.get("/call", **SCRIPT)
        assert "+81112345678" in browser.page
        assert browser.page.count("申請書の電話番号") == 2
        assert "応答" in browser.page  # the earlier call
        assert "笹倉" not in browser.page
        half = {**TOLD, "address": ""}
        await browser.post("/call/check", headers=SCRIPT, case="1", relation="self", **half)
        assert "まだ確認できません" in browser.page
        assert "氏名・生年月日" in browser.page
        assert "笹倉" not in browser.page
        await browser.post("/call/check", headers=SCRIPT, case="1", relation="self", **TOLD)
        assert NAME in browser.page
        assert re.search(r"＊+[0-9]{3}<", browser.page)
        controller.show("seat-01", SeatState.WRAP_UP, call=None)
        await browser.get("/call", **SCRIPT)
        assert NAME not in browser.page


async def test_the_part_of_who_had_the_call_before_is_shown_and_that_it_was_seen_is_kept(
    site: Site, controller: Controller
) -> None:
    site = await with_cases(site)
    async with Browser(site) as browser:
        await seated(browser, site)
        await rings(site, controller)
        await browser.get("/call", **SCRIPT)
        assert await entries(site.desk.engine, last=1, action="record_seen") == []
        other = await newcomer(site.desk, "op2")
        await part_of(site, (await other.who(await other.first_sign_in())).staff, "c2")
        await browser.get("/call", **SCRIPT)
        assert "前の担当者の記録" in browser.page
        (seen,) = await entries(site.desk.engine, last=9, action="record_seen")
        assert seen.subject == "i9"
        async with transaction(site.desk.engine) as session:
            await session.exec(update(Case).values(is_protected=True))
        await browser.get("/call", **SCRIPT)
        assert "前の担当者の記録" not in browser.page
    assert len(await entries(site.desk.engine, last=9, action="record_seen")) == 1


async def test_a_number_that_is_not_written_yet_is_asked_for_again_and_one_that_was_erased_is_not(
    site: Site, controller: Controller, clock: Clock
) -> None:
    site = replace(await with_cases(site), number_of=lambda _: "")
    async with Browser(site) as browser:
        await seated(browser, site)
        await rings(site, controller)
        await browser.get("/call", **SCRIPT)
        assert "data-late>" in browser.page
        assert "番号を確認しています" in browser.page
        clock.now += 10 * WRITTEN_WITHIN
        await browser.get("/call", **SCRIPT)
        assert "data-late" not in browser.page
        assert "番号は消去済み" in browser.page


async def part_of(site: Site, staff: str, call: str) -> None:
    """Have somebody begin a part of a call's record."""
    at = site.desk.clock()
    async with transaction(site.desk.engine) as session:
        session.add(
            Inquiry(
                id="i9",
                call=call,
                staff=staff,
                business_date=at.date(),
                begun_at=at,
                saved_at=at,
                language="ja",
            )
        )


async def test_of_protected_people_an_agent_is_shown_one_word(
    site: Site, controller: Controller
) -> None:
    site = await with_cases(site)
    async with transaction(site.desk.engine) as session:
        await session.exec(update(Case).values(is_protected=True))
    async with Browser(site) as browser:
        await seated(browser, site)
        await rings(site, controller)
        await browser.get("/call", **SCRIPT)
        assert "責任者対応" in browser.page
        assert "S-O-" not in browser.page
        answer = await browser.post("/call/check", headers=SCRIPT, case="1", **TOLD)
        assert answer.status == 403


async def test_a_supervisor_may_check_a_protected_case(site: Site, controller: Controller) -> None:
    site = await with_cases(site)
    async with transaction(site.desk.engine) as session:
        await session.exec(update(Case).values(is_protected=True))
    async with Browser(site) as browser:
        await seated(browser, site, role=Role.SUPERVISOR)
        await browser.get("/home")
        assert 'id="caller" data-part="/call"' in browser.page  # who was handed over to them
        assert "/static/caller.js" in browser.page
        await rings(site, controller)
        await browser.post("/call/check", headers=SCRIPT, case="1", **TOLD)
        assert NAME in browser.page
        assert "責任者対応" in browser.page


async def test_another_seats_call_is_not_to_be_had(site: Site, controller: Controller) -> None:
    site = await with_cases(site)
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        await browser.post("/seat/take", seat="seat-02")
        await rings(site, controller)
        await browser.get("/call", **SCRIPT)
        assert "S-O-" not in browser.page
        await browser.post("/call/check", headers=SCRIPT, case="1", **TOLD)
        assert NAME not in browser.page


@pytest.mark.parametrize(
    "wrong", [{"case": "x"}, {"case": "1", "relation": "cousin"}, {"case": "9", "name": "あ" * 101}]
)
async def test_what_our_page_would_not_send_is_refused(
    site: Site, controller: Controller, wrong: dict[str, str]
) -> None:
    site = await with_cases(site)
    async with Browser(site) as browser:
        await seated(browser, site)
        await rings(site, controller)
        answer = await browser.post("/call/check", headers=SCRIPT, **wrong)
        assert answer.status == 400


async def test_a_receipt_number_finds_a_case_from_any_number(
    site: Site, controller: Controller
) -> None:
    site = await with_cases(site)
    async with Browser(site) as browser:
        await seated(browser, site)
        await rings(site, controller)
        await browser.post("/call/find", headers=SCRIPT, number="S-O-999999-1")
        assert "見つかりません" in browser.page
        await browser.get("/call", **SCRIPT)
        found = re.search(r"<strong>(S-O-[0-9-]+)</strong>", browser.page)
        assert found is not None
        await browser.post("/call/find", headers=SCRIPT, number=found[1].lower())
        assert found[1] in browser.page
        assert NAME not in browser.page
    searched = await entries(site.desk.engine, last=9, action="cases_searched")
    assert [each.detail for each in searched] == [{"cases": ""}, {"cases": found[1]}]
