"""Screening over HTTP: the next case, its files, criteria, the second person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent_ui.case_room import CaseRoom
from agent_ui.shown import Site
from cases import attachments
from cases.attachments import Scan
from cases.store import Actor
from desk.roles import Role
from storage.case_tables import Case
from storage.engine import transaction
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.test_cases import audited, imported, number, with_cases
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.integration

BOARD = "/cases/boards/screening"
PNG = b"\x89PNG\r\n\x1a\n" + b"bankbook"


def ticked(site: Site, **more: str) -> dict[str, str]:
    room = site.cases
    assert room is not None
    return {f"check-{n}": "1" for n in range(1, len(room.plan.criteria) + 1)} | more


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


@pytest.mark.clause("OTR-4-1-イ")
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
        assert (await chief.post(confirmation, agree="1")).status == 303
    assert await status(site, seq) == "suitable"
    assert await audited(site, "case_confirmed") == [await number(site, seq)]


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
