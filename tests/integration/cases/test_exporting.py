"""Import, export, import: the same, mistakes and formulas included."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select, update

from cases.closing_out import OWN, close_out
from cases.exporting import export
from cases.files import File, Kind
from cases.importing import Importer
from cases.store import Shelf
from storage import audit
from storage.audit import Action, Trail, entries
from storage.case_tables import Case, CaseSight
from storage.engine import transaction
from tests.integration.cases.contract_office import office
from tests.integration.cases.test_contract_lives import citizen
from tests.integration.cases.test_importing import ACTOR, N, file, people

pytestmark = pytest.mark.integration

ZONE = ZoneInfo("Asia/Tokyo")


async def noted(trail: Trail, cases: int) -> None:
    """As the commands note it, with their own account."""
    actor = audit.Actor(who=ACTOR.by, origin=ACTOR.source)
    await trail.note(ACTOR.at, actor, Action.CASES_EXPORTED, "", {"cases": cases})


async def exported(engine: AsyncEngine, shelf: Shelf) -> bytes:
    return await export(engine, shelf, zone=ZONE, actor=ACTOR, note=noted)


async def test_what_was_exported_comes_in_again_as_the_same(
    engine: AsyncEngine, importer: Importer, shelf: Shelf
) -> None:
    applicants = people()
    applicants[0].document.values["address"] = "=HYPERLINK(1)\r\n北区"
    applicants[1].document.values["applicant_kana"] = " タカハシ  ハナコ"
    await importer.take(file(applicants), ACTOR)
    data = await exported(engine, shelf)
    report = await importer.take(File("again.csv", data), ACTOR)
    assert (report.added, report.changed, report.same, report.refused) == (0, 0, N, 0)
    assert await exported(engine, shelf) == data
    assert b'"=HYPERLINK' not in data


async def test_protected_persons_are_left_out_and_sights_are_kept(
    engine: AsyncEngine, importer: Importer, shelf: Shelf
) -> None:
    applicants = people(3, flawless=True)
    await importer.take(file(applicants), ACTOR)
    async with transaction(engine) as session:
        await session.exec(update(Case).where(col(Case.seq) == 2).values(is_protected=True))
    data = (await exported(engine, shelf)).decode("utf-8-sig")
    assert [each.id in data for each in applicants] == [True, False, True]
    async with transaction(engine) as session:
        sights = (await session.exec(select(CaseSight))).all()
    assert sorted(each.case for each in sights if each.how == "export") == [1, 3]
    [left] = await entries(engine, last=9, action="cases_exported")
    assert (left.who, left.detail) == (ACTOR.by, {"cases": 2})


@pytest.mark.clause("OTR-6-5-4")
async def test_at_the_end_everything_goes_to_the_client_with_its_key_and_history(
    engine: AsyncEngine,
) -> None:
    desk = office(engine, "otaru", datetime(2025, 7, 28, 1, 0, tzinfo=UTC))
    await desk.take(Kind.PUSH, [citizen(n) for n in range(3)])
    await desk.take(Kind.PUSH, [citizen(1, 住所="小樽市稲穂３丁目") | {"区分": "更新"}])
    await desk.take(Kind.PROTECTED, [{"カナ氏名": "ウウウ　ハナコ", "生年月日": "1970-01-03"}])
    await desk.step("000000", "send", sent_on="2025-07-28")
    files = await close_out(engine, desk.shelf, zone=ZONE, actor=desk.actor, note=noted)
    read = {
        name: list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        for name, content in files.items()
        if name.endswith(".csv")
    }
    header, *cases = read["管理データ.csv"]
    assert [row[header.index("宛名番号")] for row in cases] == ["000000", "000001", "000002"]
    assert [row[header.index("備考")] for row in cases] == ["", "", "責任者対応"]
    assert {row[header.index("氏名")] for row in cases} == {"小樽\ue000　花子"}
    assert cases[1][header.index("住所")] == "小樽市稲穂３丁目"
    assert [row[2:5] for row in read["段階の履歴.csv"][1:]] == [
        ["お知らせ・確認書の送付", "対象者", "お知らせ・確認書を送付"]
    ]
    (change,) = [row for row in read["変更の履歴.csv"][1:] if row[3] == "住所"]
    assert change[4:6] == ["小樽市花園２丁目", "小樽市稲穂３丁目"]
    described = {row[0] for row in read["項目の説明.csv"][1:]}
    assert described == set(header) - {*OWN, "宛名番号"}
    told = json.loads(files["件数とハッシュ.json"])
    assert {name: each["rows"] for name, each in told.items()} == {
        name: len(rows) - 1 for name, rows in read.items()
    }
    assert all(hashlib.sha256(files[name]).hexdigest() == told[name]["sha256"] for name in read)
    [left] = await entries(engine, last=9, action="cases_exported")
    assert left.detail == {"cases": 3}
