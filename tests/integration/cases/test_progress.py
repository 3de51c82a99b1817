"""The progress list, the counts and the stagnation list."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select

from cases import progress, stagnation
from cases.errors import RunRefused
from cases.importing import Importer
from cases.lifecycle import Status
from cases.plan import Plan, ProgressColumn
from cases.progress import CSV, XLSX
from cases.runs import RunKind, files_of
from cases.sheet import unguarded
from cases.store import Shelf
from storage.case_tables import Case, CaseSight
from storage.engine import transaction
from tests.integration.cases.test_importing import ACTOR, file, people
from tests.unit.cases.applications import plan

pytestmark = pytest.mark.integration

ZONE = ZoneInfo("Asia/Tokyo")
HEADER = [
    *("受付番号", "受付チャネル", "受付日", "申請日", "申請者カナ", "申請者漢字", "生年月日"),
    *("申請者種別", "電話番号", "現住所", "対象児童数", "ステータス", "ステータス日時"),
    *("不備コード", "不備発見者", "架電回数", "最終架電日時", "最終架電結果", "差し戻し日"),
    *("不備通知日", "2週間経過日", "不備解消日", "審査完了日", "審査結果", "納品回・納品日"),
    *("引渡日", "重複確認結果", "振込回", "振込額", "担当者", "備考", "更新日時"),
]
"""Requirements 3.6."""


async def made(engine: AsyncEngine, shelf: Shelf, how: Plan) -> tuple[list[list[str]], bytes]:
    async with transaction(engine) as session:
        run = (await progress.make(session, shelf, how, ACTOR, zone=ZONE)).run
    async with transaction(engine) as session:
        files = await files_of(session, shelf, RunKind.PROGRESS, run)
    return list(csv.reader(io.StringIO(files[CSV].decode("utf-8-sig")))), files[XLSX]


@pytest.fixture
async def applicants(importer: Importer) -> None:
    """Four online applications; the second is deficient."""
    found = people(4, flawless=True)
    found[1].document.values["phone"] = "090-1111-2222"
    found[2].document.values["applicant_name"] = "＝髙橋　花子"
    await importer.take(file(found), ACTOR)


@pytest.mark.clause("SPR-III-3-3-ウ-1", "SPR-III-5-2-エ-1")
@pytest.mark.usefixtures("applicants")
async def test_the_list_has_every_column_and_the_clear_cases(
    engine: AsyncEngine, shelf: Shelf
) -> None:
    """SPR-III-3-3-ウ-1, SPR-III-5-2-エ-1."""
    async with transaction(engine) as session:
        (await session.get_one(Case, 4)).is_protected = True
    (header, *rows), workbook = await made(engine, shelf, plan())
    assert header == HEADER
    assert [row[0][4:10] for row in rows] == ["000001", "000003", "000004"]
    async with transaction(engine) as session:
        values = shelf.read(await session.get_one(Case, 1)).values
        assert {each.how for each in await session.exec(select(CaseSight))} == {"progress"}
    first = dict(zip(header, rows[0], strict=True))
    assert (first["電話番号"], first["申請者カナ"]) == (values["phone"], values["applicant_kana"])
    assert (first["ステータス"], first["申請者種別"]) == ("受付済", values["applicant_kind"])
    withheld = dict(zip(header, rows[2], strict=True))
    assert (withheld["申請者漢字"], withheld["備考"]) == ("責任者対応", "責任者対応")
    assert (withheld["電話番号"], withheld["現住所"], withheld["生年月日"]) == ("", "", "")
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).active
    cells = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    # Excel takes a text for one; a CSV needs a guard before what looks like a formula.
    assert cells == [header, *[[unguarded(cell) for cell in row] for row in rows]]


@pytest.mark.clause("SPR-III-3-3-ウ-1", "SET-I-12-11")
@pytest.mark.usefixtures("applicants")
async def test_the_campaign_chooses_columns_order_and_scope(
    engine: AsyncEngine, shelf: Shelf
) -> None:
    chosen = (
        ProgressColumn(column="status", name="状況"),
        ProgressColumn(column="codes", name="不備"),
        ProgressColumn(column="bank_name", name="銀行"),
    )
    how = replace(plan(), progress=chosen, online_in_list="all")
    (header, *rows), _ = await made(engine, shelf, how)
    assert header == ["状況", "不備", "銀行"]
    assert [row[:2] for row in rows][1] == ["不備あり", "DIGIT"]
    assert len(rows) == 4
    assert all(row[2] for row in rows)
    unknown = (ProgressColumn(column="bank_nam", name="銀行"),)
    with pytest.raises(RunRefused, match="bank_nam"):
        await made(engine, shelf, replace(plan(), progress=unknown))


@pytest.mark.clause("SPR-III-3-6")
@pytest.mark.usefixtures("applicants")
async def test_a_case_that_stands_too_long_is_listed(engine: AsyncEngine) -> None:
    """SPR-III-3-6: more than the limit's days; the sum of all counts is all cases."""
    since = datetime(2026, 3, 2, 14, 59, tzinfo=UTC)  # 23:59 in Sapporo
    async with transaction(engine) as session:
        for case in await session.exec(select(Case)):
            case.status_since = since + timedelta(minutes=1 if case.seq == 1 else 0)
    limits = {"received": 2, "deficient": 4}
    found = {}
    for day in (4, 5, 6, 7):
        async with transaction(engine) as session:
            rows = await stagnation.stagnant(session, limits, today=date(2026, 3, day), zone=ZONE)
        found[day] = [(int(each.number[4:10]), each.days, each.limit) for each in rows]
    assert found[4] == []
    assert found[5] == [(3, 3, 2), (4, 3, 2)]
    assert found[6] == [(3, 4, 2), (4, 4, 2), (1, 3, 2)]
    assert (2, 5, 4) in found[7]
    async with transaction(engine) as session:
        counts = await stagnation.counts(session)
        assert await stagnation.stagnant(session, {}, today=date(2026, 3, 7), zone=ZONE) == []
    assert counts == {(Status.RECEIVED, "online"): 3, (Status.DEFICIENT, "online"): 1}
