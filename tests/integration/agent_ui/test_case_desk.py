"""Steps by hand, the second entry of accounts, the arrival register, files: over HTTP, by role."""

from __future__ import annotations

import pytest
from sqlmodel import select

from agent_ui.shown import Site
from cases.attachments import MAX_BYTES
from cases.lifecycle import Status
from desk.roles import Role
from storage.case_desk_tables import CaseAccountCheck, CaseArrival
from storage.case_tables import Case, CaseChange
from storage.case_work_tables import CaseAttachment
from storage.engine import transaction
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.test_case_paper import typed
from tests.integration.agent_ui.test_cases import audited, imported, number, with_cases
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.integration

PNG = b"\x89PNG\r\n\x1a\n" + b"p" * 100_000


async def put(site: Site, seq: int, status: Status) -> None:
    async with transaction(site.desk.engine) as session:
        (await session.get_one(Case, seq)).status = status.value


async def status(site: Site, seq: int) -> str:
    async with transaction(site.desk.engine) as session:
        return (await session.get_one(Case, seq)).status


async def test_each_step_by_hand_is_for_its_role_and_its_status(site: Site) -> None:
    site = with_cases(site)
    await imported(site)
    place = f"/cases/{await number(site, 2)}"
    async with Browser(site) as browser, Browser(site) as chief:
        await browser.sign_in(await newcomer(site.desk))
        await browser.get(place)
        assert "架電待ちにする" in browser.page
        assert (await browser.post(f"{place}/steps", step="call_planned")).status == 303
        assert await status(site, 2) == "call_due"
        assert (await browser.post(f"{place}/steps", step="call_planned")).status == 409
        assert (await browser.post(f"{place}/steps", step="released")).status == 409
        assert (await browser.post(f"{place}/steps", step="x")).status == 400
        await put(site, 2, Status.PAYMENT_MADE)
        assert (await browser.post(f"{place}/steps", step="paid")).status == 409
        assert "管理者だけが行えます" in browser.page
        await chief.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        for step in ("paid", "decision_notified", "finished"):
            await chief.get(place)
            assert (await chief.post(f"{place}/steps", step=step)).status == 303, step
        assert await status(site, 2) == "done"
        other = f"/cases/{await number(site, 1)}"
        assert (await chief.post(f"{other}/steps", step="withdrawn")).status == 409
        assert "理由を書いてください" in chief.page
        answer = await chief.post(f"{other}/steps", step="withdrawn", reason="本人の申し出")
        assert (answer.status, await status(site, 1)) == (303, "withdrawn")
    assert len(await audited(site, "case_stepped")) == 5


async def test_an_account_waits_for_another_persons_entry(site: Site) -> None:
    site = with_cases(site)
    async with Browser(site) as first, Browser(site) as second:
        await first.sign_in(await newcomer(site.desk))
        await first.get("/cases/paper")
        place = (await first.fill("/cases/paper", typed())).headers["Location"]
        wanted = {
            key.removeprefix("again-"): value
            for key, value in typed().items()
            if key.startswith("again-")
        }
        assert (await first.fill(f"{place}/account", wanted)).status == 409
        assert "ほかの人が確認します" in first.page
        assert (await first.get(f"{place}/screening")).status == 200
        answer = await first.fill(
            f"{place}/screening",
            {"result": "suitable"} | {f"check-{n}": "1" for n in range(1, 9)},
        )
        assert (answer.status, "二人目の入力" in first.page) == (409, True)
        await second.sign_in(await newcomer(site.desk, "op2"))
        await second.get("/cases/boards/accounts")
        assert "入力して確かめる" in second.page
        await second.get(f"{place}/account")
        assert wanted["account_number"] not in second.page
        # Read out on the phone, none of it is to be heard in the recording.
        marked = second.page.count(" data-sensitive "), "/static/sensitive.js" in second.page
        assert marked == (len(wanted), True)
        wrong = wanted | {"account_number": "7777777"}
        assert (await second.fill(f"{place}/account", wrong)).status == 422
        assert "口座番号" in second.page.partition("はじめの入力と違う")[2].partition("</ul>")[0]
        assert (await second.fill(f"{place}/account", wrong | {"insists": "1"})).status == 303
        await second.get("/cases/boards/accounts")
        assert "確認を待つ口座はありません。" in second.page
    async with transaction(site.desk.engine) as session:
        [row] = await session.exec(select(CaseAccountCheck))
        [change] = await session.exec(select(CaseChange))
        case = await session.get_one(Case, row.case)
    assert (row.tries, row.checked_by, row.was_changed) == (1, "op2", True)
    assert (change.field, change.by, case.revision) == ("account_number", "op2", 2)


@pytest.mark.clause("SPR-III-3-2-イ")
async def test_strays_and_copies_are_written_down_and_settled(site: Site) -> None:
    site = with_cases(site)
    await imported(site)
    stray = {
        "kind": "copy",
        "channel": "post",
        "arrived_at": site.desk.clock().astimezone(site.desk.zone).strftime("%Y-%m-%dT%H:%M"),
        "pieces": "2",
        "note": "<b>同じ申請書</b>",
    }
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        assert (await browser.fill("/cases/arrivals", stray)).status == 303
        await browser.get("/cases/arrivals")
        assert "&lt;b&gt;同じ申請書&lt;/b&gt;" in browser.page
        for wrong in ({"kind": "x"}, {"pieces": "0"}, {"arrived_at": "2999-01-01T00:00"}):
            assert (await browser.fill("/cases/arrivals", stray | wrong)).status == 400
        answer = await browser.fill("/cases/arrivals", stray | {"number": "S-O-999999-9"})
        assert answer.status == 422
        settled = "/cases/arrivals/1/settled"
        assert (await browser.post(settled, how="x")).status == 400
        mine = await number(site, 1)
        assert (await browser.post(settled, how="filed", number=mine)).status == 303
        assert (await browser.post(settled, how="filed")).status == 409
        await browser.get("/cases/arrivals")
        assert mine in browser.page.partition("処理済み")[2]
    async with transaction(site.desk.engine) as session:
        [row] = await session.exec(select(CaseArrival))
    assert row.note is not None
    assert "同じ".encode() not in row.note
    assert (row.case, row.settled_by) == (1, "op1")


async def test_a_file_is_attached_on_the_page_and_waits_for_the_scanner(site: Site) -> None:
    site = with_cases(site)
    await imported(site)
    place = f"/cases/{await number(site, 1)}"
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        assert (await browser.send_file(f"{place}/files", "通帳.png", PNG)).status == 303
        await browser.get(place)
        assert "通帳.png" in browser.page
        assert "検査待ち" in browser.page
        assert (await browser.get(f"{place}/files/1")).status == 404
        assert (await browser.send_file(f"{place}/files", "x.png", b"#!/bin/sh")).status == 422
        assert "PDF・JPEG・PNG" in browser.page
        large = PNG + b"p" * MAX_BYTES
        assert (await browser.send_file(f"{place}/files", "x.png", large)).status in (413, 422)
        closed = f"/cases/{await number(site, 3)}/files"
        assert (await browser.send_file(closed, "x.png", PNG)).status == 403
    async with transaction(site.desk.engine) as session:
        [row] = await session.exec(select(CaseAttachment))
    assert (row.case, row.media_type, row.by) == (1, "image/png", "op1")
