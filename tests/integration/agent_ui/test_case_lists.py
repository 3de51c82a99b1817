"""A campaign's own lists and monthly sheets over HTTP: made, given out, all in the trail."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from agent_ui.case_room import CaseRoom
from agent_ui.shown import Site
from cases.files import Kind
from desk.roles import Role
from storage.audit import entries
from storage.case_tables import Case, CaseRun
from storage.engine import transaction
from storage.inquiry_tables import Inquiry, InquiryCase, InquiryMatter
from storage.staff_tables import Staff
from tests.integration.agent_ui.browser import Browser
from tests.integration.cases.contract_office import office
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.integration

PERSON = {
    **{"区分": "追加", "カナ氏名": "セタ　アイ", "氏名": "世田　愛", "生年月日": "1990-04-01"},
    **{"業務": "生活困窮者自立相談支援", "管轄の総合支所": "砧", "対象者の別": "対象者"},
    **{"電話番号": "", "配慮すること": ""},
}


async def supported(site: Site) -> Site:
    """Give the site three supported persons, one of them protected, one with a record."""
    desk = office(site.desk.engine, "setagaya", site.desk.clock())
    rows = [
        {**PERSON, "対象者番号": f"p{n}", "氏名": f"世田　{name}"}
        for n, name in enumerate("愛育宇")
    ]
    rows[1]["業務"] = "被保護者就労支援"
    await desk.take(Kind.ONLINE, rows)
    at = site.desk.clock()
    async with transaction(site.desk.engine) as session:
        (await session.get_one(Case, 3)).is_protected = True
    await newcomer(site.desk, "op9", Role.AGENT)
    async with transaction(site.desk.engine) as session:
        staff = (await session.exec(select(Staff.id))).one()
        session.add(
            Inquiry(
                id="i1",
                staff=staff,
                business_date=site.desk.today,
                begun_at=at,
                saved_at=at,
                closed_at=at,
                language="ja",
                is_complaint=False,
            )
        )
        await session.flush()
        session.add(InquiryMatter(inquiry="i1", n=1, category="job", result="closed", text="面談"))
        session.add(InquiryCase(inquiry="i1", case=1, at=at, by=staff))
    return replace(site, cases=CaseRoom(desk.shelf, desk.plan))


@pytest.mark.clause("SET-I-4", "SET-II-1-2-⑥")
async def test_lists_and_sheets_are_made_and_taken_by_supervisors_alone(site: Site) -> None:
    site = await supported(site)
    month = f"{site.desk.today:%Y-%m}"
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        assert (await browser.get("/cases/lists")).status == 403
        await browser.get("/cases")
        assert "/cases/lists" not in browser.page
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await browser.get("/cases")
        assert "/cases/lists" in browser.page
        assert (await browser.post("/cases/lists", list="programs")).status == 303
        await browser.get("/cases/lists")
        assert "業務ごとの対象者_被保護者就労支援.csv" in browser.page
        answer = await browser.get("/cases/runs/L-0001/0")
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
        (_, row) = csv.reader(io.StringIO((await answer.read()).decode("utf-8-sig")))
        assert row[2:] == ["支援の開始", "砧"]
        assert (await browser.post("/cases/sheets", month=month)).status == 303
        await browser.get("/cases/lists")
        assert f"支援状況報告書_{month}_砧.xlsx" in browser.page
        book = load_workbook(io.BytesIO(await (await browser.get("/cases/runs/M-0001/0")).read()))
        assert len(book.sheetnames) == 1
        missing = (await (await browser.get("/cases/runs/M-0001/1")).read()).decode("utf-8-sig")
        assert len(missing.strip().splitlines()) == 2  # the heading, and who was not spoken with
    made = await entries(site.desk.engine, last=9, action="case_list_made")
    taken = await entries(site.desk.engine, last=9, action="case_list_exported")
    assert [(each.subject, each.detail) for each in made] == [
        ("L-0001", {"cases": 2, "left_out": 1}),
        ("M-0001", {"cases": 1, "missing": 1}),
    ]
    assert [(each.subject, each.detail["file"]) for each in taken] == [
        *(("L-0001", 0), ("M-0001", 0), ("M-0001", 1)),
    ]


@pytest.mark.clause("SHJ-受-6")
async def test_where_files_leave_sealed_the_page_gives_none(site: Site) -> None:
    site = await supported(site)
    assert site.cases is not None
    sealed = replace(site.cases, plan=replace(site.cases.plan, sealed=True))
    async with Browser(replace(site, cases=sealed)) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await browser.post("/cases/lists", list="programs")
        await browser.get("/cases/lists")
        assert "業務ごとの対象者_被保護者就労支援.csv" in browser.page
        assert "暗号化した書庫で渡します" in browser.page
        assert "/cases/runs/" not in browser.page
        assert (await browser.get("/cases/runs/L-0001/0")).status == 403
    assert await entries(site.desk.engine, last=9, action="case_list_exported") == []


async def test_what_our_page_would_not_ask_for_is_refused(site: Site) -> None:
    site = await supported(site)
    async with transaction(site.desk.engine) as session:
        at = datetime(2026, 4, 1, tzinfo=UTC)
        session.add(
            CaseRun(
                id="F-0001",
                kind="payment",
                state="closed",
                at=at,
                by="x",
                cases=0,
                amount=0,
                details="{}",
            )
        )
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        for wrong in ("2099-01", "2026-13", "x", ""):
            assert (await browser.post("/cases/sheets", month=wrong)).status == 400
        assert (await browser.post("/cases/lists", list="nothing")).status == 400
        for gone in ("F-0001/0", "L-0001/0", "x/0"):
            assert (await browser.get(f"/cases/runs/{gone}")).status == 404
        await browser.post("/cases/lists", list="programs")
        for gone in ("2", "-1", "x", "00000"):
            assert (await browser.get(f"/cases/runs/L-0001/{gone}")).status == 404
