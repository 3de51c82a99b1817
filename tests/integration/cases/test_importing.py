"""Files into the database: whole, twice the same as once, hostile ones without effect."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel, select

from cases.banks import shipped
from cases.errors import FileRefused
from cases.files import File, Kind, Report
from cases.importing import Importer
from cases.numbering import read_number
from cases.sample import Applicant, sample, sheet_of
from cases.sheet import write_sheet
from cases.store import Actor, Shelf
from cases.vault import Vault
from storage.case_tables import (
    Case,
    CaseChange,
    CaseDeficiency,
    CaseGram,
    CaseImport,
    CaseMove,
)
from storage.engine import transaction
from tests.unit.cases.applications import schema

pytestmark = pytest.mark.integration

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ACTOR = Actor("op-01", NOW)
N = 200


def people(n: int = N, *, flawless: bool = False) -> list[Applicant]:
    return list(sample(n, schema=schema(), banks=shipped(), seed=3, flawless=flawless))


def file(applicants: list[Applicant], **more: object) -> File:
    return replace(File("online.csv", sheet_of(applicants, schema())), **more)  # type: ignore[arg-type]


async def rows(engine: AsyncEngine, table: type[SQLModel]) -> list[object]:
    async with transaction(engine) as session:
        return list(await session.exec(select(table)))


async def cases(engine: AsyncEngine) -> dict[str, Case]:
    found = await rows(engine, Case)
    return {each.external_id or "": each for each in found if isinstance(each, Case)}


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.same, report.refused


@pytest.mark.clause("SPR-III-3-2-ウ")
async def test_every_row_becomes_a_case_and_every_mistake_a_deficiency(
    engine: AsyncEngine, importer: Importer, shelf: Shelf
) -> None:
    applicants = people()
    report = await importer.take(file(applicants), ACTOR)
    assert counts(report) == (N, 0, 0, 0)
    stored = await cases(engine)
    assert {shelf.read(each).values["phone"] for each in stored.values()}
    assert sorted(each.seq for each in stored.values()) == list(range(1, N + 1))
    assert all(read_number(each.number) == each.number for each in stored.values())
    found = {
        (each.case, each.field, each.child, each.code)
        for each in await rows(engine, CaseDeficiency)
        if isinstance(each, CaseDeficiency)
    }
    assert found == {
        (stored[each.id].seq, one.field, one.child, one.code.value)
        for each in applicants
        for one in each.expected
    }
    deficient = {each.seq for each in stored.values() if each.status == "deficient"}
    assert len(deficient) == report.deficient == len(await rows(engine, CaseMove))
    assert {each.status for each in stored.values()} == {"received", "deficient"}
    assert await rows(engine, CaseGram)


async def test_the_same_file_again_changes_nothing(engine: AsyncEngine, importer: Importer) -> None:
    await importer.take(file(people()), ACTOR)
    before = {key: each.model_dump() for key, each in (await cases(engine)).items()}
    report = await importer.take(file(people()), ACTOR)
    assert counts(report) == (0, 0, N, 0)
    assert report.problems == []
    assert {key: each.model_dump() for key, each in (await cases(engine)).items()} == before
    assert await rows(engine, CaseChange) == []


async def test_a_dry_run_tells_the_same_and_writes_nothing(
    engine: AsyncEngine, importer: Importer
) -> None:
    dry = await importer.take(file(people()), ACTOR, dry_run=True)
    for table in (Case, CaseImport, CaseDeficiency, CaseGram):
        assert await rows(engine, table) == []
    real = await importer.take(file(people()), ACTOR)
    assert counts(dry) == counts(real)
    assert dry.problems == real.problems


@pytest.mark.clause("SPR-III-5-2-ウ")
async def test_a_corrected_row_is_the_next_revision_of_the_same_number(
    engine: AsyncEngine, importer: Importer, shelf: Shelf
) -> None:
    """SPR-III-5-2-ウ."""
    applicants = people(10, flawless=True)
    right = applicants[4].document.values["phone"]
    applicants[4].document.values["phone"] = "090-1111-2222"
    await importer.take(file(applicants), ACTOR)
    before = (await cases(engine))[applicants[4].id]
    assert before.status == "deficient"
    applicants[4].document.values["phone"] = right
    later = Actor("op-02", NOW + timedelta(days=1))
    assert counts(await importer.take(file(applicants), later)) == (0, 1, 9, 0)
    after = (await cases(engine))[applicants[4].id]
    assert (after.number, after.revision, after.status) == (before.number, 2, "resolved")
    assert shelf.read(after).values["phone"] == right
    [change] = await rows(engine, CaseChange)
    assert isinstance(change, CaseChange)
    row = f"change:{after.seq}:2:phone"
    assert shelf.vault.open(change.old, row=row) == "090-1111-2222"
    assert shelf.vault.open(change.new, row=row) == right
    assert (change.by, change.form) == ("op-02", shelf.form)
    [closed] = await rows(engine, CaseDeficiency)
    assert isinstance(closed, CaseDeficiency)
    assert (closed.how, closed.closer) == ("corrected", "op-02")


async def test_what_was_delivered_is_not_changed_by_a_file(
    engine: AsyncEngine, importer: Importer
) -> None:
    applicants = people(3, flawless=True)
    await importer.take(file(applicants), ACTOR)
    async with transaction(engine) as session:
        (await session.get_one(Case, 2)).status = "granted"
    applicants[1].document.values["account_number"] = "7654321"
    report = await importer.take(file(applicants), ACTOR)
    assert counts(report) == (0, 0, 2, 1)
    assert "責任者" in report.problems[0].why
    assert (await cases(engine))[applicants[1].id].revision == 1


async def test_bad_rows_never_stop_the_file(engine: AsyncEngine, importer: Importer) -> None:
    applicants = people(4, flawless=True)
    lines = sheet_of(applicants, schema()).decode("utf-8-sig").split("\r\n")
    broken = [
        *lines[:2],
        lines[2] + ',"more"',
        lines[3].replace(applicants[2].id, ""),
        re.sub('"2026-0[^"]*"', '"someday"', lines[4], count=1),
        lines[1],
        "",
    ]
    report = await importer.take(File("x.csv", "\r\n".join(broken).encode()), ACTOR)
    assert counts(report) == (1, 0, 0, 4)
    assert [each.line for each in report.problems] == [3, 4, 5, 6]
    assert len(await cases(engine)) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
async def test_each_encoding_gives_the_same_cases(importer: Importer, encoding: str) -> None:
    applicants = [
        each
        for each in people(60, flawless=True)
        if not {"𠮷", "\U000e0100"} & set(str(each.document))
    ]
    data = sheet_of(applicants, schema())
    await importer.take(File("a.csv", data), ACTOR)
    text = data.decode("utf-8-sig").replace("\r\n", "\n")
    again = await importer.take(File("b.csv", text.encode(encoding)), ACTOR)
    assert (again.encoding, again.same, again.changed) == (encoding, len(applicants), 0)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        "あ,い\n1,2".encode(),
        sheet_of(people(5), schema())[:-40],
        sheet_of(people(5), schema()).replace("口座名義".encode(), b"x", 1),
    ],
)
async def test_a_file_that_cannot_be_used_changes_nothing(
    engine: AsyncEngine, importer: Importer, data: bytes
) -> None:
    with pytest.raises(FileRefused):
        await importer.take(File("x.csv", data), ACTOR)
    for table in (Case, CaseImport):
        assert await rows(engine, table) == []


async def test_push_payees_come_as_decided(engine: AsyncEngine, importer: Importer) -> None:
    report = await importer.take(file(people(5, flawless=True), kind=Kind.PUSH), ACTOR)
    assert report.added == 5
    stored = (await cases(engine)).values()
    assert {(each.kind, each.status, each.number[2]) for each in stored} == {
        ("push", "granted", "A")
    }


@pytest.mark.clause("OTR-6-5-2")
async def test_a_differential_file_adds_updates_and_removes(engine: AsyncEngine) -> None:
    """OTR-6-5-2."""
    form = replace(schema(), action_column="区分")
    shelf = Shelf(form, Vault(b"k" * 32, encrypted=True))
    importer = Importer(engine, shelf, shipped(), zone=ZoneInfo("Asia/Tokyo"))
    applicants = people(4, flawless=True)

    def differential(*actions: str) -> File:
        plain = sheet_of(applicants, schema()).decode("utf-8-sig").splitlines()
        cells = [[each.strip('"') for each in line.split('","')] for line in plain]
        body = [[*row, action] for row, action in zip(cells[1:], actions, strict=True)]
        return File("d.csv", write_sheet([*cells[0], "区分"], body))

    first = await importer.take(differential("追加", "追加", "更新", "?"), ACTOR)
    assert counts(first) == (2, 0, 0, 2)
    applicants[0].document.values["phone"] = "0112113944"
    second = await importer.take(differential("更新", "削除", "追加", "削除"), ACTOR)
    assert (second.added, second.changed, second.removed, second.refused) == (1, 1, 1, 1)
    stored = await cases(engine)
    assert stored[applicants[1].id].status == "withdrawn"
    assert stored[applicants[0].id].revision == 2


@pytest.mark.clause("OTR-6-5-ア-ア", "OTR-特-4")
async def test_no_letter_of_an_applicant_stands_readable_in_the_database(
    engine: AsyncEngine, importer: Importer
) -> None:
    applicants = people(30)
    report = await importer.take(file(applicants), ACTOR)
    kept = ""
    for table in (Case, CaseDeficiency, CaseMove, CaseImport):
        kept += str(await rows(engine, table))
    for each in applicants:
        for field in ("applicant_name", "applicant_kana", "phone", "account_number"):
            value = each.document.values[field].strip()
            assert not value or value not in kept
            assert not value or value not in str(report.problems)
