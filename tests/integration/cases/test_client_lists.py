"""Lists of the client and the bank: decided, found, returned, protected; each twice as once."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel, select

from app.case_work import LISTS
from cases import deficiencies
from cases.catalogue import Catalogue
from cases.client_lists import ClientLists
from cases.deficiencies import How
from cases.errors import FileRefused
from cases.exporting import export
from cases.files import File, Kind, Report
from cases.importing import Importer
from cases.past_payees import PastPayees
from cases.paying import Payments
from cases.protection import reasons
from cases.sample import Applicant
from cases.search import find
from cases.sheet import write_sheet
from cases.store import Actor, Shelf
from storage.case_tables import Case, CaseDeficiency, CaseImport, CaseMove, CaseRunItem
from storage.case_work_tables import CaseProtection
from storage.engine import transaction
from tests.integration.cases.test_exporting import noted
from tests.integration.cases.test_importing import ACTOR, NOW, file, people
from tests.integration.cases.test_importing import rows as rows_of
from tests.integration.cases.test_paying import DAY, elsewhere, payments, status
from tests.unit.cases.applications import plan, schema

__all__ = ["payments"]
pytestmark = pytest.mark.integration

ZONE = ZoneInfo("Asia/Tokyo")
N = 6
LATER = Actor("op-03", NOW + timedelta(days=30))


@pytest.fixture
async def numbers(engine: AsyncEngine, importer: Importer) -> dict[int, str]:
    """Six delivered cases by their number."""
    await importer.take(file(people(N, flawless=True)), ACTOR)
    async with transaction(engine) as session:
        cases = list(await session.exec(select(Case)))
        for each in cases:
            each.status = "delivered"
    return {each.seq: each.number for each in cases}


async def take(
    engine: AsyncEngine,
    shelf: Shelf,
    kind: Kind,
    header: list[str],
    lines: list[list[str]],
    *,
    dry_run: bool = False,
) -> Report:
    catalogue = Catalogue(schema(), plan().deficiencies)
    lists = ClientLists(engine, shelf, catalogue, LISTS[kind], zone=ZONE)
    data = write_sheet(header, lines)
    told: list[tuple[int, int]] = []
    report = await lists.take(
        File("list.csv", data, kind),
        LATER,
        dry_run=dry_run,
        on_progress=lambda *done: told.append(done),
    )
    assert told == [(len(lines), len(lines))]
    return report


def told(report: Report) -> tuple[int, int, int, int, int]:
    return report.added, report.changed, report.same, report.removed, report.refused


DECIDED = ["受付番号", "決定", "決定日", "理由"]


async def test_only_the_clients_decision_grants(
    engine: AsyncEngine, shelf: Shelf, numbers: dict[int, str]
) -> None:
    async with transaction(engine) as session:
        (await session.get_one(Case, 5)).status = "received"
    lines = [
        [numbers[1], "支給", "2026-03-10", ""],
        [numbers[2].replace("-", ""), "却下", "2026/3/10", "対象外"],
        [numbers[3], "保留", "2026-03-10", ""],
        [numbers[4], "支給", "2026-13-10", ""],
        [numbers[5], "支給", "2026-03-10", ""],
        ["S-O-999999-9", "支給", "2026-03-10", ""],
        [numbers[1], "却下", "2026-03-10", ""],
        [numbers[6], "支給", "2027-03-10", ""],
    ]
    before = await status(engine)
    dry = await take(engine, shelf, Kind.DECISIONS, DECIDED, lines, dry_run=True)
    assert await status(engine) == before
    assert [each.kind for each in await imports(engine)] == ["online"]
    report = await take(engine, shelf, Kind.DECISIONS, DECIDED, lines)
    assert told(report) == told(dry) == (0, 2, 0, 0, 6)
    assert dry.problems == report.problems
    assert [(each.line, each.field) for each in report.problems] == [
        *((4, "決定"), (5, "決定日"), (6, "決定"), (7, "受付番号"), (8, "受付番号")),
        (9, "決定日"),
    ]
    assert "受付済" in report.problems[2].why
    after = await status(engine)
    assert [after[seq] for seq in range(1, N + 1)] == [
        *("granted", "rejected", "delivered", "delivered", "received", "delivered")
    ]
    again = await take(engine, shelf, Kind.DECISIONS, DECIDED, lines[:2])
    assert told(again) == (0, 0, 2, 0, 0)
    moves = [each for each in await rows_of(engine, CaseMove) if isinstance(each, CaseMove)]
    assert [(each.case, each.happening, each.by, each.reason) for each in moves] == [
        (1, "client_granted", "op-03", "決定日 2026-03-10"),
        (2, "client_rejected", "op-03", "決定日 2026-03-10 対象外"),
    ]


async def imports(engine: AsyncEngine) -> list[CaseImport]:
    return [each for each in await rows_of(engine, CaseImport) if isinstance(each, CaseImport)]


@pytest.mark.clause("SPR-III-3-3-イ-1")
async def test_the_clients_finding_reopens_a_delivered_case(
    engine: AsyncEngine, shelf: Shelf, numbers: dict[int, str]
) -> None:
    """SPR-III-3-3-イ-1."""
    header = ["受付番号", "不備コード", "項目", "児童", "内容"]
    lines = [
        [numbers[1], "MISMATCH", "児童漢字氏名", "１", "戸籍と違う"],
        [numbers[1], "ID_PAPER", "", "", ""],
        [numbers[2], "NO_SUCH", "", "", ""],
        [numbers[2], "MISMATCH", "家族名", "", ""],
        [numbers[2], "MISMATCH", "児童漢字氏名", "x", ""],
    ]
    report = await take(engine, shelf, Kind.FINDINGS, header, lines)
    assert told(report) == (2, 0, 0, 0, 3)
    assert [each.field for each in report.problems] == ["不備コード", "項目", "児童"]
    assert told(await take(engine, shelf, Kind.FINDINGS, header, lines[:2])) == (0, 0, 2, 0, 0)
    after = await status(engine)
    assert (after[1], after[2]) == ("deficient", "delivered")
    rows = [
        each for each in await rows_of(engine, CaseDeficiency) if isinstance(each, CaseDeficiency)
    ]
    assert {(each.code, each.field, each.child, each.found_by) for each in rows} == {
        ("MISMATCH", "child_name", 1, "client"),
        ("ID_PAPER", "", 0, "client"),
    }


@pytest.mark.clause("OTR-6-3-イ")
async def test_a_returned_transfer_is_mended_and_paid_again(
    engine: AsyncEngine, shelf: Shelf, numbers: dict[int, str], payments: Payments
) -> None:
    past = PastPayees(engine, shelf, zone=ZONE)
    await past.take(file(elsewhere(), kind=Kind.PAST), ACTOR)
    granted = [[numbers[seq], "支給", "2026-03-10", ""] for seq in (1, 2, 3)]
    await take(engine, shelf, Kind.DECISIONS, DECIDED, granted)
    first = await payments.make(DAY, ACTOR)
    assert first.totals.records == 3
    header = ["顧客コード", "振込日", "理由"]
    lines = [
        ["0000000002", DAY.isoformat(), "口座なし"],
        ["2", "2026-03-27", "別の日"],
        ["0000000009", DAY.isoformat(), "口座なし"],
        ["abc", DAY.isoformat(), ""],
        ["3", "いつか", ""],
    ]
    report = await take(engine, shelf, Kind.RETURNS, header, lines)
    assert told(report) == (0, 1, 0, 0, 4)
    assert told(await take(engine, shelf, Kind.RETURNS, header, lines[:1])) == (0, 0, 1, 0, 0)
    assert (await status(engine))[2] == "deficient"
    [row] = await rows_of(engine, CaseDeficiency)
    assert isinstance(row, CaseDeficiency)
    assert (row.code, row.field, row.found_by) == ("TRANSFER_RETURNED", "account_number", "bank")
    async with transaction(engine) as session:
        case = await session.get_one(Case, 2)
        how = How.CORRECTED
        await deficiencies.end(session, case, "TRANSFER_RETURNED", how, LATER)
    assert (await status(engine))[2] == "granted"
    second = await payments.make(date(2026, 4, 1), LATER)
    assert (second.run, second.totals.records) == ("F-0002", 1)
    again = await take(engine, shelf, Kind.RETURNS, header, lines[:1])
    assert told(again) == (0, 0, 1, 0, 0)  # the first run's; the second one's payment stands
    items = [each for each in await rows_of(engine, CaseRunItem) if isinstance(each, CaseRunItem)]
    assert {(each.run, each.case) for each in items if each.returned_at} == {("F-0001", 2)}
    assert (await status(engine))[2] == "payment_made"


NAMED = ["カナ氏名", "生年月日", "区分", "理由"]


@pytest.mark.clause("OTR-6-5-特-2")
async def test_a_protected_person_is_withheld_now_and_in_what_comes_later(
    engine: AsyncEngine, shelf: Shelf, importer: Importer, numbers: dict[int, str]
) -> None:
    applicants = people(N + 1, flawless=True)
    own, child = applicants[0].document, applicants[1].document.children[0]
    of_same_person(applicants[N], own.values)
    lines = [
        [own.values["applicant_kana"], own.values["applicant_birth"], "", "支援措置 第8号"],
        [child["child_kana"].replace("　", " "), child["child_birth"], "追加", ""],
        ["", "1990-01-01", "", ""],
        ["ヤマダ　ハナコ", "someday", "", ""],
        ["ヤマダ　ハナコ", "1990-01-01", "消す", ""],
    ]
    dry = await take(engine, shelf, Kind.PROTECTED, NAMED, lines, dry_run=True)
    assert await rows_of(engine, CaseProtection) == []
    report = await take(engine, shelf, Kind.PROTECTED, NAMED, lines)
    assert told(report) == told(dry) == (2, 0, 0, 0, 3)
    assert told(await take(engine, shelf, Kind.PROTECTED, NAMED, lines[:2])) == (0, 0, 2, 0, 0)
    assert await marked(engine) == {1, 2}
    await importer.take(file(applicants), LATER)
    assert await marked(engine) == {1, 2, N + 1}
    async with transaction(engine) as session:
        case = await session.get_one(Case, 1)
        assert await reasons(session, shelf, case) == ["支援措置 第8号"]
        [hit] = [
            each
            for each in await find(session, shelf, case.number, actor=ACTOR)
            if each.case.seq == 1
        ]
        assert hit.document is None
    exported = await export(engine, shelf, zone=ZONE, actor=ACTOR, note=noted)
    assert own.values["phone"] not in exported.decode("utf-8-sig")
    kept = str(await rows_of(engine, CaseProtection))
    assert own.values["applicant_kana"] not in kept
    assert "支援措置" not in kept
    ended = await take(engine, shelf, Kind.PROTECTED, NAMED, [[*lines[0][:2], "解除", ""]])
    assert told(ended) == (0, 0, 0, 1, 0)
    assert await marked(engine) == {2}


def of_same_person(applicant: Applicant, values: dict[str, str]) -> Applicant:
    """Make it another application of the same applicant."""
    for field in ("applicant_kana", "applicant_birth"):
        applicant.document.values[field] = values[field]
    return applicant


async def marked(engine: AsyncEngine) -> set[int]:
    async with transaction(engine) as session:
        return {each.seq for each in await session.exec(select(Case)) if each.is_protected}


@pytest.mark.parametrize(
    ("header", "why"),
    [
        (["受付番号", "決定"], "「決定日」がありません"),
        (["受付番号", "決定", "決定日", "決定日"], "2 回"),
        (["受付番号", "決定", "決定年月日"], "「決定日」ではありませんか"),
    ],
)
async def test_a_wrong_header_changes_nothing(
    engine: AsyncEngine, shelf: Shelf, numbers: dict[int, str], header: list[str], why: str
) -> None:
    with pytest.raises(FileRefused, match=why):
        await take(
            engine, shelf, Kind.DECISIONS, header, [[numbers[1], *["支給"] * 3][: len(header)]]
        )
    tables: list[type[SQLModel]] = [CaseMove, CaseDeficiency]
    assert [await rows_of(engine, each) for each in tables] == [[], []]
