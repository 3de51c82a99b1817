"""Screening over HTTP: the next case, its files, criteria, the second person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from markupsafe import escape

from agent_ui.case_room import CaseRoom
from agent_ui.shown import Site
from cases import attachments, screening
from cases.attachments import Scan
from cases.store import Actor
from desk.roles import Role
from storage.case_tables import Case
from storage.engine import transaction
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.test_cases import audited, imported, number, with_cases
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.integration

BOARD = "/cases/boards/screening"
PNG = b"\x89PNG\r\n\x1a\n" + b"bankbook"


def ticked(site: Site, **more: str) -> dict[str, str]:
    room = site.cases
    assert room is not None
    return {f"check-{n}": "1" for n in range(1, len(room.plan.criteria) + 1)} | more


def said(html: str) -> str:
    """Give the words of a piece of a page, one blank between them."""
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def board_tells(page: str, criteria: Sequence[str]) -> None:
    """See what was ticked, and each step's backlog and minutes by the contract and in truth."""
    waits = page.partition('id="waiting"')[2]
    assert [each for each in criteria if escape(each) not in waits] == []
    assert f"{len(criteria)}／{len(criteria)}" in waits
    assert said(page.partition("残っている仕事")[2].partition("</dl>")[0]).split(" ", 1)[1] == (
        "受付 – 時間 標準 5 分／実際 計測なし "
        "審査・2 件 0.3 時間 標準 10 分／実際 0.0 分 "
        "不備の対応・1 件 0.1 時間 標準 5 分／実際 まだなし "
        "納品の準備・0 件 0.0 時間 標準 5 分／実際 計測なし "
        "確認・1 件 0.1 時間 標準 5 分／実際 まだなし"
    )
    assert "始めた時刻を記録しないため計測していません" in page


def time_tells(page: str, criteria: Sequence[str]) -> None:
    """See in the line of time what was ticked, and that another person agreed."""
    time = page.partition('id="time"')[2]
    assert f"確認した判断基準 {len(criteria)} 件: " in time
    assert [each for each in criteria if escape(each) not in time] == []
    assert "もう一人の確認: 同意" in time


async def attach(site: Site, seq: int, *, clean: bool) -> int:
    room = site.cases
    assert room is not None
    at = site.desk.clock()
    async with transaction(site.desk.engine) as session:
        case = await session.get_one(Case, seq)
        await attachments.add(session, room.shelf, case, "通帳.png", PNG, Actor("op-01", at))
        await session.flush()
        if clean:
            await attachments.scan_waiting(session, room.shelf, lambda _: Scan.CLEAN, at)
        [file] = await attachments.of_case(session, room.shelf, case)
    return file.id


async def status(site: Site, seq: int) -> str:
    async with transaction(site.desk.engine) as session:
        return (await session.get_one(Case, seq)).status


async def first(site: Site) -> int:
    """Give the case that comes first: the oldest clean one that is not protected."""
    async with transaction(site.desk.engine) as session:
        cases = [await session.get_one(Case, seq) for seq in (1, 4)]
    return min(cases, key=lambda case: case.received_at).seq


@pytest.mark.clause("OTR-4-1-イ", "OTR-6-5-データ-3")
async def test_the_next_case_is_screened_beside_its_files(site: Site) -> None:
    site = with_cases(site)
    applicants = await imported(site)
    seq = await first(site)
    file = await attach(site, seq, clean=True)
    async with Browser(site) as browser, Browser(site) as other:
        await browser.sign_in(await newcomer(site.desk))
        answer = await browser.post(BOARD)
        place = answer.headers["Location"]
        assert place == f"/cases/{await number(site, seq)}/screening"
        await browser.get(place)
        assert applicants[seq - 1].document.values["phone"] in browser.page
        source = f"/cases/{await number(site, seq)}/files/{file}"
        assert f'src="{source}"' in browser.page
        picture = await browser.get(source)
        assert (picture.status, picture.content_type) == (200, "image/png")
        assert picture.headers["X-Content-Type-Options"] == "nosniff"
        for wrong in ("99", "x", "1" * 12):
            assert (
                await browser.get(f"/cases/{await number(site, seq)}/files/{wrong}")
            ).status == 404
        await other.sign_in(await newcomer(site.desk, "op2"))
        assert (await other.get(place)).status == 409
        assert "ほかの人が審査しています" in other.page
        assert (await browser.post(place, result="suitable")).status == 422
        assert "すべての項目を確認" in browser.page
        assert (await browser.post(place, result="unsuitable")).status == 409
        assert "理由が必要です" in browser.page
        assert (await browser.post(place, result="x")).status == 400
        done = await browser.fill(place, ticked(site, result="suitable"))
        assert done.headers["Location"] == BOARD
    assert await status(site, seq) == "suitable"
    assert await audited(site, "case_screened") == [await number(site, seq)]
    assert await audited(site, "case_file_seen") == [await number(site, seq)]


@pytest.mark.clause("SHJ-区-シ2")
async def test_a_file_that_is_not_clean_is_named_and_not_given(site: Site) -> None:
    site = with_cases(site)
    await imported(site)
    seq = await first(site)
    file = await attach(site, seq, clean=False)
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        await browser.get((await browser.post(BOARD)).headers["Location"])
        assert "検査待ち" in browser.page
        assert "<img" not in browser.page.partition("<main")[2]
        assert (await browser.get(f"/cases/{await number(site, seq)}/files/{file}")).status == 404


async def test_a_second_person_confirms_where_the_campaign_asks(site: Site) -> None:
    site = with_cases(site)
    await imported(site)
    room = site.cases
    assert room is not None
    plan = replace(room.plan, second_confirmation=True)
    site = replace(site, cases=CaseRoom(room.shelf, plan))
    seq = await first(site)
    async with Browser(site) as browser, Browser(site) as chief:
        await browser.sign_in(await newcomer(site.desk))
        place = (await browser.post(BOARD)).headers["Location"]
        await browser.fill(place, ticked(site, result="suitable"))
        assert await status(site, seq) == "checking"
        confirmation = f"/cases/{await number(site, seq)}/confirmation"
        assert (await browser.post(confirmation, agree="1")).status == 409
        assert "ほかの人が確認します" in browser.page
        await chief.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await chief.get(BOARD)
        assert await number(site, seq) in chief.page
        board_tells(chief.page, room.plan.criteria)
        assert (await chief.post(confirmation, agree="1")).status == 303
        await chief.get(f"/cases/{await number(site, seq)}")
        time_tells(chief.page, room.plan.criteria)
    assert await status(site, seq) == "suitable"
    assert await audited(site, "case_confirmed") == [await number(site, seq)]


async def test_a_lease_that_ran_out_does_not_break_the_board(site: Site, clock: Clock) -> None:
    site = with_cases(site)
    await imported(site)
    async with Browser(site) as browser, Browser(site) as other:
        await browser.sign_in(await newcomer(site.desk))
        place = (await browser.post(BOARD)).headers["Location"]
        clock.passes(screening.LEASE.total_seconds() + 1)
        await other.sign_in(await newcomer(site.desk, "op2"))
        assert (await other.post(BOARD)).headers["Location"] == place
        assert (await other.get(BOARD)).status == 200
        assert "確認を待つ審査はありません。" in other.page


async def test_a_protected_persons_case_comes_to_nobody_by_itself(site: Site) -> None:
    site = with_cases(site)
    await imported(site)
    async with Browser(site) as browser, Browser(site) as chief:
        await browser.sign_in(await newcomer(site.desk))
        for _ in range(2):
            place = (await browser.post(BOARD)).headers["Location"]
            await browser.fill(place, ticked(site, result="suitable"))
        assert (await browser.post(BOARD)).status == 409
        assert "審査を待つ申請はありません。" in browser.page
        place = f"/cases/{await number(site, 3)}/screening"
        assert (await browser.get(place)).status == 403
        await chief.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        assert (await chief.get(place)).status == 200
