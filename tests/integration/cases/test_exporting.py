"""Import, export, import: the same, mistakes and formulas included."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select, update

from cases.exporting import export
from cases.files import File
from cases.importing import Importer
from cases.store import Shelf
from storage.audit import entries
from storage.case_tables import Case, CaseSight
from storage.engine import transaction
from tests.integration.cases.test_importing import ACTOR, N, file, people

pytestmark = pytest.mark.integration

ZONE = ZoneInfo("Asia/Tokyo")


async def exported(engine: AsyncEngine, shelf: Shelf) -> bytes:
    return await export(engine, shelf, zone=ZONE, actor=ACTOR)


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
