"""Golden figures: a week that was counted by hand, under every definition, on both databases."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction

import openpyxl
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.report_keeper import Nights, keep_reports, look
from cases import contact_result
from metrics import content as contents
from metrics.checked import Key
from metrics.content import Section
from metrics.handed import Format, made
from metrics.ledger import from_calls, from_sums
from metrics.period import Kind, day_of, week_of
from metrics.proof import prove
from metrics.reconciled import Reconciled
from metrics.reporting import Kept, Refused, Reporting
from metrics.steps import Step
from metrics.vital import ReportSigns, RowSigns
from metrics.words import CONTACTS, REACHED
from storage.audit import Action, Actor, entries, trailed
from storage.audit_proof import verify
from storage.case_tables import Case, CaseDocument
from storage.engine import transaction
from storage.migrate import downgrade, upgrade
from storage.projection import Projection
from storage.promise_tables import ComplaintReport
from storage.promises import unreported
from storage.tallies import slot_sums
from tests.integration.metrics.handed_in import is_as_the_city_asks, is_printed_as_the_city_asks
from tests.integration.metrics.shipped import Clock, reporting, shipped
from tests.integration.metrics.week import ZONE, at, records
from tests.integration.metrics.week_notes import HOSTILE, note, sit, write

pytestmark = pytest.mark.integration

WEEK = week_of(date(2026, 2, 9))
MANAGER = Actor(who="staff-mg", origin="127.0.0.1")


@pytest.fixture
async def made_reports(engine: AsyncEngine, projection: Projection) -> Reporting:
    """The reports, on Monday morning after the week."""
    await projection.apply(records())
    await note(engine)
    await sit(engine)
    return reporting(engine, Clock(at(16, "09:05:00")))


async def test_each_definition_counts_the_week_as_it_was_counted_by_hand(
    made_reports: Reporting,
) -> None:
    found = await made_reports.side_by_side(WEEK)
    assert {name: (each.answered, each.offered) for name, each in found.items()} == {
        "sapporo-1": (4, 11),
        "standard-1": (4, 11),
        "queue-1": (4, 6),
        "short5-1": (4, 10),
        "self-service-1": (5, 12),
        "callback-1": (5, 11),
        "called-back-1": (5, 11),
        "callers30-1": (4, 8),
        "network-1": (4, 11),
    }
    sapporo = found["sapporo-1"]
    assert sapporo.rate == Fraction(4, 11)
    assert sapporo.service_level == Fraction(2, 11)
    assert sapporo.abandonment == Fraction(2, 11)
    assert sapporo.speed_ms == Fraction(8_000 + 27_000 + 33_000 + 4_000, 4)
    assert sapporo.parts_ms == {"talk": Fraction(1_080_000, 4), "hold": Fraction(70_000, 4)}
    assert (sapporo.tried, sapporo.served) == (8, 4)
    assert sum(sapporo.beside.values()) == 6
    assert found["network-1"].rate is None, "the carrier's number is not known"
    days = [
        day.day for day in made_reports.campaign.open_days if WEEK.first <= day.day <= WEEK.last
    ]
    for day in days:
        await made_reports.note_busy(day, 2, "事業者の報告", MANAGER)
    network = (await made_reports.side_by_side(WEEK))["network-1"]
    assert network.rate == Fraction(4, 11 + 8)


def rows(section: Section) -> dict[object, tuple[object, ...]]:
    return {row[0]: row[1:] for row in section.rows}


@pytest.mark.clause("SPR-II-3-4-エ")
async def test_the_weekly_report_shows_what_was_counted_by_hand(made_reports: Reporting) -> None:
    content = await made_reports.now(Kind.WEEKLY, WEEK)
    parts = {each.part: each for each in content.sections}
    assert parts["summary"].rows == ((11, 4, 2, 5, (4, 11), "90%以上", "未達"),)
    assert made_reports.plan.definition.text in parts["summary"].notes
    assert rows(parts["by_day"]) == {
        "令和8年2月9日（月）": (5, 3, 2, 0, (3, 5), 2),
        "令和8年2月10日（火）": (5, 0, 0, 5, (0, 5), 2),
        "令和8年2月11日（水）　休業": (0, 0, 0, 0, None, 1),
        "令和8年2月12日（木）": (0, 0, 0, 0, None, 0),
        "令和8年2月13日（金）": (1, 1, 0, 0, (1, 1), 0),
        "令和8年2月14日（土）　休業": (0, 0, 0, 0, None, 0),
        "令和8年2月15日（日）　休業": (0, 0, 0, 0, None, 1),
    }
    assert parts["by_outcome"].foot == ("合計", "", 17)
    assert [row[2] for row in parts["by_outcome"].rows] == [4, 1, 1, 1, 1, 1, 1, 1, 4, 1, 1]
    opened_s = 9 * 3_600  # Monday's seat was staffed for all of it but the last minute
    assert [(row[1], row[2]) for row in parts["quality"].rows] == [
        ((2, 11), None),
        ((2, 11), None),
        (None, (72_000, 4)),
        (None, (1_080_000, 4)),
        (None, (70_000, 4)),
        (None, (60_000, 4)),
        (None, (1_080_000 + 70_000 + 60_000, 4)),
        ((190_000, (opened_s - 60) * 1000), None),
        ((1, 3), None),
    ]
    monday = rows(parts["seats"])["令和8年2月9日（月）"]
    assert monday == (10, ((opened_s - 60) * 1000, opened_s * 1000), (190_000, 32_340_000))
    assert rows(parts["by_half_hour"])["17:30～"] == (1, 1, 0, 0, (1, 1))
    assert rows(parts["by_half_hour"])["12:00～"] == (0, 0, 0, 0, None), "nobody offered then"
    assert len(parts["by_half_hour"].rows) == 18, "every half-hour from nine to six"
    assert rows(parts["by_category"])["申請方法／必要書類"] == (1, (1, 3))
    assert rows(parts["by_result"])["完結"] == (1, (1, 3))
    assert parts["callbacks"].rows == (
        ("自動案内で受け付けた折り返し", 1),
        ("応対者がお約束した折り返し", 1),
    )
    assert parts["callbacks_kept"].rows == (
        ("自動案内で受け付けたもの", 1, 1, 0, 0),
        ("応対者がお約束したもの", 2, 1, 0, 1),
    )
    assert rows(parts["carrier_busy"])["令和8年2月9日（月）"] == ("未計測", None)
    assert content.calls == 17
    results = rows(parts["outbound"])
    assert (results["応答なし"], results["本人応答・了解"]) == ((2, (2, 7)), (1, (1, 7)))
    assert (results["結果の記録待ち"], parts["outbound"].foot) == ((1, (1, 7)), ("合計", 7, None))
    assert (results["呼び出せず"], results["呼出中に切断"]) == ((1, (1, 7)), (1, (1, 7)))
    assert parts["outbound_attempts"].rows == (
        ("1 回目", 3, 1, (1, 3)),
        ("2 回目", 2, 1, (1, 2)),
    )
    assert parts["outbound_attempts"].foot == ("合計", 5, 2, (2, 5))


async def test_no_share_is_told_of_a_denominator_that_the_carrier_has_not_completed(
    made_reports: Reporting,
) -> None:
    plan = made_reports.plan
    network = next(each for each in plan.beside if each.id == "network-1")
    made = replace(made_reports, plan=replace(plan, definition=network))
    content = await made.now(Kind.WEEKLY, WEEK)
    parts = {each.part: each for each in content.sections}
    assert {row[5] for row in parts["by_half_hour"].rows} == {"未計測"}
    quality = [row[1] for row in parts["quality"].rows[:2]]
    assert quality == [None, None], "shares of a denominator that nobody knows"


def test_the_words_of_attempts_are_those_of_the_contacts() -> None:
    known = {each.value: name for each, name in contact_result.RESULTS.items()}
    assert {key: name for key, name in known.items() if key != "skipped"} | {
        "": CONTACTS[""]
    } == CONTACTS
    assert {each.value for each in contact_result.REACHED} == REACHED


async def frozen(made_reports: Reporting) -> Kept:
    kept = await made_reports.freeze(Kind.WEEKLY, WEEK, MANAGER)
    assert isinstance(kept, Kept)
    return kept


async def test_a_frozen_report_is_computed_again_byte_for_byte_and_corrected_in_lines(
    made_reports: Reporting, engine: AsyncEngine, projection: Projection
) -> None:
    kept = await frozen(made_reports)
    proof = await prove(made_reports, kept)
    assert (proof.intact, proof.same, proof.corrections) == (True, True, ())

    made_reports.clock.now += timedelta(hours=2)  # type: ignore[attr-defined]
    await write(engine, "i-9", 13, "apply", "closed", text="遅れ", closed="10:30:00", closed_on=16)
    await made_reports.note_busy(date(2026, 2, 9), 3, "事業者の報告", MANAGER)
    proof = await prove(made_reports, kept)
    assert (proof.intact, proof.same) == (True, True), "what came later changes nothing frozen"
    told = {(each.part, each.row, each.column, each.frozen, each.now) for each in proof.corrections}
    assert ("お問い合わせの内容", "申請方法", "件数", "1", "2") in told
    assert ("通信事業者側での話中", "令和8年2月9日（月）", "話中の呼", "未計測", "3") in told

    async with transaction(engine) as session:  # somebody alters a call of the frozen week
        await session.exec(text("UPDATE calls SET outcome='answered' WHERE id='c02'"))  # type: ignore[call-overload]
    assert (await prove(made_reports, kept)).same is False


async def test_a_report_is_brought_further_step_by_step_and_the_trail_knows_who(
    made_reports: Reporting, engine: AsyncEngine
) -> None:
    kept = await frozen(made_reports)
    assert await made_reports.bring(kept.id, Step.APPROVE, MANAGER) == Refused("not_now")
    await made_reports.bring(kept.id, Step.CHECK, Actor(who="staff-sv", origin=""))
    assert await made_reports.freeze(Kind.WEEKLY, WEEK, MANAGER) == Refused("not_draft")
    await made_reports.bring(kept.id, Step.RETURN, MANAGER)
    anew = await frozen(made_reports)
    assert anew.version == 2
    for step in (Step.CHECK, Step.APPROVE, Step.SUBMIT):
        await made_reports.bring(kept.id, step, MANAGER)
    found = await made_reports.find(kept.id)
    assert found is not None
    assert [(state.value, who) for state, who, _ in found.steps] == [
        ("draft", "staff-mg"),
        ("checked", "staff-sv"),
        *((state, "staff-mg") for state in ("draft", "draft", "checked", "approved", "submitted")),
    ]
    noted = await entries(engine, last=20, subject=kept.id)
    assert [each.action for each in noted] == [
        *("report_frozen", "report_checked", "report_returned", "report_frozen"),
        *("report_checked", "report_approved", "report_submitted"),
    ]
    assert noted[-1].detail["digest"] == found.digest
    assert not hasattr(await verify(engine), "why")


@pytest.mark.clause("SET-特-2")
async def test_every_file_shows_the_same_and_no_text_of_a_citizen_becomes_a_formula(
    made_reports: Reporting,
) -> None:
    kept = await frozen(made_reports)
    on_sqlite = made_reports.engine.dialect.name == "sqlite"
    forms = [each for each in Format if each is not Format.PDF or on_sqlite]  # drawn once
    files = {form: await made(made_reports, kept.content, form, kept=kept) for form in forms}

    assert contents.digest_of(files[Format.JSON].body) == kept.digest

    told = list(csv.reader(io.StringIO(files[Format.CSV].body.decode("utf-8-sig"))))
    assert ["11", "4", "2", "5", "36.3%", "90%以上", "未達"] in told
    assert any("'" + HOSTILE in row for row in told)

    book = openpyxl.load_workbook(io.BytesIO(files[Format.XLSX].body))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(cell.value == HOSTILE for cell in cells)
    cover = book["報告書"]
    (rates,) = [c for row in cover.iter_rows() for c in row if c.number_format == "0.0%"]
    assert rates.value == 0.363
    assert rates.data_type == "n"
    with zipfile.ZipFile(io.BytesIO(files[Format.XLSX].body)) as package:
        charts = [name for name in package.namelist() if "charts/chart" in name]
    assert len(charts) == 1
    is_printed_as_the_city_asks(book)

    if on_sqlite:
        is_as_the_city_asks(files[Format.PDF].body, kept)
    for file in files.values():
        found = await made_reports.by_file(hashlib.sha256(file.body).hexdigest())
        assert found is not None
        assert found[0].digest == kept.digest
    assert await made_reports.by_file("0" * 64) is None


@pytest.mark.clause("SPR-II-3-4-エ")
async def test_what_is_over_is_frozen_by_itself_and_what_is_late_is_told(
    made_reports: Reporting,
) -> None:
    told: set[str] = set()
    signs = await look(made_reports, told)
    assert (signs.late, signs.near) == (2, 0), "the week before, and the complaint of Monday"
    frozen_now = [f"daily-2026-02-{day:02}" for day in (2, 3, 4, 5, 6, 9, 10, 12, 13)]
    for name in (*frozen_now, "weekly-2026-W06", "weekly-2026-W07", "complaint-2026-02-09"):
        assert await made_reports.find(name) is not None, name
    assert await made_reports.find("weekly-2026-W08") is None
    made_reports.clock.now = at(16, "17:05:00")  # type: ignore[attr-defined]
    signs = await look(made_reports, told)
    assert (signs.late, signs.near) == (2, 1)
    made_reports.clock.now = at(16, "18:00:01")  # type: ignore[attr-defined]
    assert (await look(made_reports, told)).late == 3


async def test_what_is_late_is_told_also_while_the_book_cannot_be_read(
    made_reports: Reporting,
) -> None:
    async def unreadable(_: date) -> Reconciled | None:
        raise PermissionError(13, "no")

    async def nobody(_: date, __: date) -> frozenset[Key]:
        return frozenset()

    told: asyncio.Queue[ReportSigns | RowSigns] = asyncio.Queue()
    nights = Nights(unreadable, nobody)
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        keeping = group.create_task(keep_reports(made_reports, told.put_nowait, nights))
        assert await told.get() == ReportSigns(late=2, near=0, differing=None)
        assert isinstance(await told.get(), RowSigns)
        keeping.cancel()


async def test_the_sums_of_calls_that_were_there_before_are_made_by_the_migration(
    url: str, engine: AsyncEngine, projection: Projection
) -> None:
    await projection.apply(records())
    async with transaction(engine) as session:
        kept = await slot_sums(session, WEEK.first, WEEK.last)
    await downgrade(url, "ivr_0001")
    await upgrade(url)
    async with transaction(engine) as session:
        assert await slot_sums(session, WEEK.first, WEEK.last) == kept
        sapporo = reporting(engine, Clock(at(16, "09:00:00"))).plan.definition
        sums = await from_sums(session, sapporo, WEEK.first, WEEK.last, open_days=())
        again = await from_calls(session, sapporo, WEEK.first, WEEK.last, open_days=())
    assert sums == again


@pytest.mark.clause("SPR-II-3-4-オ")
async def test_a_complaint_report_says_when_the_client_was_told_and_its_submission_ends_the_duty(
    made_reports: Reporting, engine: AsyncEngine
) -> None:
    await write(engine, "i-8", 9, "complaint", "closed", text="至急", complaint=True)
    for name in ("i-2", "i-8"):
        async with transaction(engine) as session:
            session.add(
                ComplaintReport(
                    record=name,
                    day=date(2026, 2, 9),
                    due_on=date(2026, 2, 10),
                    is_urgent=name == "i-8",
                )
            )
    report = await made_reports.freeze(Kind.COMPLAINT, day_of(date(2026, 2, 9)), MANAGER)
    assert isinstance(report, Kept)
    told = {row[4]: row[6] for row in report.content.sections[0].rows}
    assert told == {HOSTILE: None, "至急": "未報告"}
    assert report.content.note == "", "no sentence of it says what nobody has noted"

    made_reports.clock.now += timedelta(hours=1)  # type: ignore[attr-defined]
    async with trailed(engine) as trail:  # typed after the freeze: they were told before it
        row = await trail.session.get(ComplaintReport, "i-8")
        assert row is not None
        row.told_at, row.told_means = at(9, "11:20:00"), "phone"
        trail.session.add(row)
        await trail.note(made_reports.clock(), MANAGER, Action.COMPLAINT_TOLD, "i-8")
    made_reports.clock.now += timedelta(seconds=1)  # type: ignore[attr-defined]
    proof = await prove(made_reports, report)
    assert proof.same
    (line,) = proof.corrections
    then = "令和8年2月9日（月） 11:20 電話"
    assert (line.column, line.frozen, line.now) == ("口頭報告", "未報告", then)

    for step in (Step.CHECK, Step.APPROVE):
        await made_reports.bring(report.id, step, MANAGER)
    async with transaction(engine) as session:
        assert len(await unreported(session)) == 2
    await made_reports.bring(report.id, Step.SUBMIT, MANAGER)
    async with transaction(engine) as session:
        assert await unreported(session) == []
    noted = await entries(engine, last=5, subject="i-8")
    assert [each.action for each in noted] == ["complaint_told", "complaint_reported"]


async def test_an_application_that_is_typed_after_the_freeze_is_a_correction(
    engine: AsyncEngine,
) -> None:
    _, campaign = shipped("otaru")
    day = campaign.open_days[10].day
    came = datetime.combine(day, time(15), ZONE)
    clock = Clock(came + timedelta(hours=18))
    made_reports = reporting(engine, clock, "otaru")
    kept = await made_reports.freeze(Kind.DAILY, day_of(day), MANAGER)
    assert isinstance(kept, Kept)
    clock.now += timedelta(hours=2)
    async with transaction(engine) as session:
        paper = CaseDocument(seq=1, document=b"")
        row = {"number": "A-1", "kind": "application", "channel": "post", "form": "f"}
        at = {"received_at": came, "entered_at": clock.now, "status_since": clock.now}
        session.add(Case(seq=1, status="received", digest=b"", paper=paper, **row, **at))  # type: ignore[arg-type]
    clock.now += timedelta(minutes=1)
    proof = await prove(made_reports, kept)
    assert proof.same, "what was not entered yet was not forgotten"
    assert ("この期間に受け付けたもの", "0", "1") in {
        (each.row, each.frozen, each.now) for each in proof.corrections
    }
