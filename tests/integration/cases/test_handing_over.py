"""Notices from data to posting, the clocks that they start, and what is handed over."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select

from cases import deficiencies, handing_over, notices
from cases.catalogue import Catalogue
from cases.deficiencies import FoundBy, How, Typed
from cases.errors import CaseRefused, NoSuchRun, RunRefused
from cases.handing_over import HISTORY, LIST, Clock, HandOver
from cases.handover_clock import Stage
from cases.importing import Importer
from cases.notices import DATA, Made, Sheet
from cases.runs import RunKind, files_of
from cases.store import Actor, Shelf
from storage.case_tables import Case, CaseRunItem
from storage.case_work_tables import CaseNotice
from storage.engine import transaction
from tests.integration.cases.test_importing import ACTOR, file, people
from tests.integration.cases.test_paying import status
from tests.unit.cases.applications import plan, schema

pytestmark = pytest.mark.integration

ZONE = ZoneInfo("Asia/Tokyo")
CATALOGUE = Catalogue(schema(), plan().deficiencies)
N_DAY = date(2026, 3, 2)
FIRST = date(2026, 3, 1)


def on(day: date) -> Actor:
    """Somebody at noon of a day in Sapporo."""
    return Actor("op-05", datetime(day.year, day.month, day.day, 3, tzinfo=UTC))


@pytest.fixture
async def numbers(engine: AsyncEngine, importer: Importer, shelf: Shelf) -> dict[int, str]:
    """Five cases on paper: the first four lack a paper, the fourth is protected."""
    await importer.take(file(people(5, flawless=True)), ACTOR)
    async with transaction(engine) as session:
        cases = list(await session.exec(select(Case).order_by("seq")))
        for case in cases[:4]:
            case.channel = "post"
            await deficiencies.find(
                session, shelf, case, Typed("BANKBOOK"), ACTOR, found_by=FoundBy.CONTRACTOR
            )
        cases[3].is_protected = True
    return {each.seq: each.number for each in cases}


async def make(engine: AsyncEngine, shelf: Shelf, numbers: list[str]) -> Made:
    async with transaction(engine) as session:
        return await notices.make(session, shelf, CATALOGUE, numbers, on(N_DAY))


async def log(engine: AsyncEngine, run: str, places: list[int], sheet: Sheet) -> None:
    async with transaction(engine) as session:
        await notices.log(session, run, places, sheet, on(N_DAY))


async def issue(engine: AsyncEngine, run: str, day: date = N_DAY) -> int:
    async with transaction(engine) as session:
        return await notices.issue(session, run, day, on(N_DAY), first=FIRST, zone=ZONE)


async def issued(engine: AsyncEngine, shelf: Shelf, numbers: dict[int, str]) -> None:
    """Notify the first three."""
    made = await make(engine, shelf, [numbers[seq] for seq in (1, 2, 3)])
    await log(engine, made.run, [1, 2, 3], Sheet.GOOD)
    await issue(engine, made.run)


async def clocks(engine: AsyncEngine, day: date) -> list[Clock]:
    async with transaction(engine) as session:
        return await handing_over.clocks(session, today=day, days=14)


async def hand_over(
    engine: AsyncEngine, shelf: Shelf, day: date, *, close_out: bool = False
) -> HandOver:
    async with transaction(engine) as session:
        return await handing_over.hand_over(
            session, shelf, on(day), days=14, zone=ZONE, close_out=close_out
        )


@pytest.mark.clause("SPR-IV-1-3")
async def test_a_notice_has_address_and_request_and_none_goes_to_the_protected(
    engine: AsyncEngine, shelf: Shelf, numbers: dict[int, str]
) -> None:
    made = await make(engine, shelf, [numbers[seq] for seq in (1, 2, 4)])
    assert (made.run, made.notices, made.withheld) == ("T-0001", 2, 1)
    async with transaction(engine) as session:
        files = await files_of(session, shelf, RunKind.NOTICE, "T-0001")
        document = shelf.read(await session.get_one(Case, 1))
    rows = list(csv.reader(io.StringIO(files[DATA].decode("utf-8-sig"))))[1:]
    assert rows[0] == [
        *("1", numbers[1], document.values["address"], document.values["applicant_name"]),
        "振込先口座の通帳またはキャッシュカードの写しを提出してください。",
    ]
    assert [row[1] for row in rows] == [numbers[1], numbers[2]]
    for again, error in (
        ([numbers[1]], CaseRefused),
        ([numbers[5]], CaseRefused),
        ([numbers[4]], RunRefused),
        ([], RunRefused),
    ):
        with pytest.raises(error):
            await make(engine, shelf, again)


@pytest.mark.clause("SPR-IV-1-3")
async def test_every_sheet_is_logged_before_a_run_is_issued(
    engine: AsyncEngine, shelf: Shelf, numbers: dict[int, str]
) -> None:
    run = (await make(engine, shelf, [numbers[seq] for seq in (1, 2, 3)])).run
    await log(engine, run, [1], Sheet.GOOD)
    await log(engine, run, [2], Sheet.SPOILED)
    async with transaction(engine) as session:
        printing = await notices.printed(session, run)
    assert (printing.good, printing.spoiled, printing.missing) == (1, 1, (2, 3))
    with pytest.raises(RunRefused, match=r"2 通あります（2、3 番）"):
        await issue(engine, run)
    with pytest.raises(RunRefused, match="4 番"):
        await log(engine, run, [4], Sheet.GOOD)
    with pytest.raises(NoSuchRun):
        await log(engine, "T-0009", [1], Sheet.GOOD)
    await log(engine, run, [2], Sheet.GOOD)
    await log(engine, run, [3], Sheet.PULLED)
    for day, why in ((date(2026, 2, 28), "からです"), (date(2026, 3, 3), "今日まで")):
        with pytest.raises(RunRefused, match=why):
            await issue(engine, run, day)
    assert await issue(engine, run) == 2
    with pytest.raises(RunRefused, match="発送済み"):
        await issue(engine, run)
    with pytest.raises(RunRefused, match="発送済み"):
        await log(engine, run, [1], Sheet.SPOILED)
    after = await status(engine)
    assert [after[seq] for seq in (1, 2, 3)] == ["notice_sent", "notice_sent", "deficient"]
    async with transaction(engine) as session:
        days = {each.n: each.day for each in await session.exec(select(CaseNotice))}
    assert days == {1: N_DAY, 2: N_DAY, 3: None}


async def test_a_sheet_of_a_case_that_was_mended_since_is_to_be_pulled(
    engine: AsyncEngine, shelf: Shelf, numbers: dict[int, str]
) -> None:
    run = (await make(engine, shelf, [numbers[1], numbers[2]])).run
    await log(engine, run, [1, 2], Sheet.GOOD)
    async with transaction(engine) as session:
        case = await session.get_one(Case, 2)
        await deficiencies.end(session, case, "BANKBOOK", How.SUPPLIED, on(N_DAY))
    with pytest.raises(RunRefused, match="抜取り"):
        await issue(engine, run)
    await log(engine, run, [2], Sheet.PULLED)
    assert await issue(engine, run) == 1


@pytest.mark.clause("SPR-III-3-3-エ-2")
async def test_two_weeks_after_the_notice_a_case_is_handed_over(
    engine: AsyncEngine, shelf: Shelf, numbers: dict[int, str]
) -> None:
    """SPR-III-3-3-エ-2: 2026-03-02 is flagged from 03-17; one resolved on the 14th day is not."""
    await issued(engine, shelf, numbers)
    stages = [(await clocks(engine, date(2026, 3, day)))[0].stage for day in (15, 16, 17)]
    assert stages == [Stage.RUNNING, Stage.WARNED, Stage.DUE]
    with pytest.raises(RunRefused):
        await hand_over(engine, shelf, date(2026, 3, 16))
    async with transaction(engine) as session:
        case = await session.get_one(Case, 2)
        await deficiencies.end(
            session, case, "BANKBOOK", How.SUPPLIED, on(date(2026, 3, 16)), reason="郵送"
        )
    made = await hand_over(engine, shelf, date(2026, 3, 17))
    assert (made.run, made.cases) == ("H-0001", 2)
    after = await status(engine)
    assert [after[seq] for seq in (1, 2, 3)] == ["handed_over", "resolved", "handed_over"]
    async with transaction(engine) as session:
        files = await files_of(session, shelf, RunKind.HANDOVER, "H-0001")
        assert {each.case for each in await session.exec(select(CaseRunItem))} == {1, 3}
    lines = list(csv.reader(io.StringIO(files[LIST].decode("utf-8-sig"))))[1:]
    assert [(row[1], row[5], row[6], row[7]) for row in lines] == [
        (numbers[seq], "BANKBOOK", "2026-03-02", "2026-03-17") for seq in (1, 3)
    ]
    history = files[HISTORY].decode("utf-8-sig")
    assert history.count("不備通知の発送") == 2
    assert await clocks(engine, date(2026, 3, 17)) == []


async def test_a_new_deficiency_does_not_take_up_an_old_notice(
    engine: AsyncEngine, shelf: Shelf, numbers: dict[int, str]
) -> None:
    await issued(engine, shelf, numbers)
    async with transaction(engine) as session:
        case = await session.get_one(Case, 1)
        await deficiencies.end(session, case, "BANKBOOK", How.SUPPLIED, on(N_DAY))
        await deficiencies.find(
            session, shelf, case, Typed("ID_PAPER"), ACTOR, found_by=FoundBy.CLIENT
        )
    assert [each.seq for each in await clocks(engine, date(2026, 3, 20))] == [2, 3]


@pytest.mark.usefixtures("numbers")
async def test_at_the_end_every_open_case_is_handed_over(engine: AsyncEngine, shelf: Shelf) -> None:
    made = await hand_over(engine, shelf, date(2026, 5, 29), close_out=True)
    assert made.cases == 4
    async with transaction(engine) as session:
        files = await files_of(session, shelf, RunKind.HANDOVER, made.run)
        name = shelf.read(await session.get_one(Case, 4)).values["applicant_name"]
    text = files[LIST].decode("utf-8-sig")
    assert "責任者対応" in text.splitlines()[4]
    assert name not in text.splitlines()[4]
    assert await clocks(engine, date(2026, 5, 29) + timedelta(days=1)) == []
