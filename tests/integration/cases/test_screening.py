"""Screening: one case one person, results with reasons, a second look, and the delivery."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select

from cases import deficiencies, screening, stagnation, workload
from cases.catalogue import Catalogue
from cases.deficiencies import FoundBy, How, Typed
from cases.delivering import LIST, deliver
from cases.errors import CaseRefused, IllegalMove, RunRefused
from cases.importing import Importer
from cases.runs import RunKind, files_of
from cases.screening import Judgement, Result
from cases.store import Actor, Shelf
from cases.timeline import Sort, timeline
from storage.case_tables import Case, CaseMove, CaseRunItem
from storage.case_work_tables import CaseScreening
from storage.contact_tables import ContactAttempt, ContactAttemptCase
from storage.engine import transaction
from tests.integration.cases.test_importing import ACTOR, NOW, file, people
from tests.integration.cases.test_paying import status

pytestmark = pytest.mark.integration

ZONE = ZoneInfo("Asia/Tokyo")
ONE, TWO = Actor("op-01", NOW), Actor("op-02", NOW)
YES, NO = Judgement(Result.SUITABLE), Judgement(Result.UNSUITABLE)


@pytest.fixture
async def numbers(engine: AsyncEngine, importer: Importer) -> dict[int, str]:
    """Three clean cases, the third of them the oldest."""
    await importer.take(file(people(3, flawless=True)), ACTOR)
    async with transaction(engine) as session:
        cases = list(await session.exec(select(Case)))
        for each in cases:
            each.received_at = NOW - timedelta(days=each.seq)
    return {each.seq: each.number for each in cases}


async def take(engine: AsyncEngine, actor: Actor) -> int | None:
    async with transaction(engine) as session:
        case = await screening.next_case(session, actor)
    return None if case is None else case.seq


async def decide(
    engine: AsyncEngine, number: str, judgement: Judgement, actor: Actor, *, second: bool = False
) -> bool:
    async with transaction(engine) as session:
        return await screening.decide(session, number, judgement, actor, needs_second=second)


async def test_the_oldest_comes_first_and_never_to_two(
    engine: AsyncEngine, numbers: dict[int, str]
) -> None:
    assert await take(engine, ONE) == 3
    assert await take(engine, TWO) == 2
    assert await take(engine, ONE) == 3  # one's own, until it is decided
    with pytest.raises(CaseRefused, match="ほかの人"):
        async with transaction(engine) as session:
            await screening.begin(session, numbers[3], TWO)
    with pytest.raises(CaseRefused):
        await decide(engine, numbers[3], YES, TWO)
    assert await decide(engine, numbers[3], YES, ONE)
    assert await take(engine, ONE) == 1
    assert await take(engine, Actor("op-03", NOW)) is None


@pytest.mark.usefixtures("numbers")
async def test_a_lease_that_ran_out_is_free_again(engine: AsyncEngine) -> None:
    assert await take(engine, ONE) == 3
    later = Actor("op-02", NOW + screening.LEASE + timedelta(seconds=1))
    assert await take(engine, later) == 3
    async with transaction(engine) as session:
        moves = (await session.exec(select(CaseMove).where(CaseMove.case == 3))).all()
    assert [(each.happening, each.by) for each in moves] == [
        ("check_begun", "op-01"),
        ("put_back", "op-02"),
        ("check_begun", "op-02"),
    ]


async def waiting(engine: AsyncEngine) -> list[int]:
    async with transaction(engine) as session:
        return [case.seq for case, _ in await screening.to_confirm(session)]


async def mended(engine: AsyncEngine, shelf: Shelf, seq: int) -> None:
    """Open a deficiency in a case, and close it."""
    async with transaction(engine) as session:
        case = await session.get_one(Case, seq)
        assert await deficiencies.find(
            session, shelf, case, Typed("K-05"), ACTOR, found_by=FoundBy.CONTRACTOR
        )
    async with transaction(engine) as session:
        case = await session.get_one(Case, seq)
        assert await deficiencies.end(session, case, "K-05", How.SUPPLIED, ACTOR) == 1


@pytest.mark.usefixtures("numbers")
async def test_a_lease_that_ran_out_is_no_result_to_confirm(engine: AsyncEngine) -> None:
    assert await take(engine, ONE) == 3
    assert await take(engine, Actor("op-02", NOW + screening.LEASE * 2)) == 3
    assert await waiting(engine) == []


async def test_a_result_of_before_the_case_came_back_waits_for_nobody(
    engine: AsyncEngine, shelf: Shelf, numbers: dict[int, str]
) -> None:
    await take(engine, ONE)
    assert not await decide(engine, numbers[3], YES, ONE, second=True)
    assert await waiting(engine) == [3]
    await mended(engine, shelf, 3)
    assert await take(engine, TWO) == 3
    assert await waiting(engine) == []
    async with transaction(engine) as session:
        counts = await stagnation.counts(session)
    counts = {key: n for key, n in counts.items() if key[0] == "checking"}
    minutes = {"screening": 10, "confirmation": 5}
    loads = workload.backlog(counts, minutes, to_confirm=len(await waiting(engine)))
    assert [(each.step, each.cases) for each in loads] == [("screening", 1), ("confirmation", 0)]


async def test_a_case_that_came_back_is_only_its_new_screeners(
    engine: AsyncEngine, shelf: Shelf, numbers: dict[int, str]
) -> None:
    assert await take(engine, ONE) == 3
    await mended(engine, shelf, 3)
    late = NOW + screening.LEASE * 2
    assert await take(engine, Actor("op-02", late)) == 3
    assert await take(engine, Actor("op-01", late)) == 2
    assert await take(engine, Actor("op-03", late)) == 1  # no old lease puts the case back
    assert await decide(engine, numbers[3], YES, Actor("op-02", late))


async def test_a_rejection_needs_a_reason_and_nothing_may_be_missing(
    engine: AsyncEngine, importer: Importer, numbers: dict[int, str]
) -> None:
    await take(engine, ONE)
    with pytest.raises(CaseRefused, match="理由"):
        await decide(engine, numbers[3], NO, ONE)
    assert await decide(engine, numbers[3], Judgement(Result.UNSUITABLE, "対象外"), ONE)
    assert (await status(engine))[3] == "unsuitable"
    with pytest.raises(IllegalMove):
        async with transaction(engine) as session:
            await screening.begin(session, numbers[3], ONE)


async def test_where_asked_another_person_confirms(
    engine: AsyncEngine, numbers: dict[int, str]
) -> None:
    await take(engine, ONE)
    assert not await decide(engine, numbers[3], YES, ONE, second=True)
    assert (await status(engine))[3] == "checking"
    for actor, why in ((ONE, "ご自分"), (TWO, "")):
        if why:
            with pytest.raises(CaseRefused, match=why):
                async with transaction(engine) as session:
                    await screening.confirm(session, numbers[3], actor, agrees=True)
            continue
        async with transaction(engine) as session:
            assert [case.seq for case, _ in await screening.to_confirm(session)] == [3]
            await screening.confirm(session, numbers[3], actor, agrees=True)
    assert (await status(engine))[3] == "suitable"
    await take(engine, ONE)
    await decide(engine, numbers[2], YES, ONE, second=True)
    async with transaction(engine) as session:
        await screening.confirm(session, numbers[2], TWO, agrees=False, reason="再確認")
    assert (await status(engine))[2] == "received"


def after(minutes: int | None) -> datetime | None:
    return None if minutes is None else NOW + timedelta(minutes=minutes)


def screened(
    case: int, result: str, decided: int | None = None, confirmed: int | None = None
) -> CaseScreening:
    """Write a screening that began now, with its minutes."""
    row = CaseScreening(case=case, by="a", begun_at=NOW, leased_until=NOW, result=result)
    row.decided_at, row.confirmed_at = after(decided), after(confirmed)
    return row


def attempt(id_: str, result: str, ended: int | None, *, dialled: bool = True) -> ContactAttempt:
    """Write an attempt whose turn came now."""
    row = ContactAttempt(
        id=id_,
        contact="c",
        mode="preview",
        person="p",
        n=1,
        phone_key=b"k",
        leased_at=NOW,
        leased_until=NOW,
    )
    row.dialled_at, row.result, row.result_at = NOW if dialled else None, result, after(ended)
    return row


@pytest.mark.usefixtures("numbers")
async def test_the_minutes_that_each_step_took_are_told(engine: AsyncEngine) -> None:
    async with transaction(engine) as session:
        assert await workload.actual_minutes(session) == {}
        session.add_all(
            [
                screened(1, "suitable", 8),
                screened(2, "unsuitable", 12, 15),
                *(screened(3, "put_back", 90), screened(3, "")),
                *(attempt("a1", "busy", 2), attempt("a2", "understood", 6)),
                *(attempt("a3", "skipped", 50, dialled=False), attempt("a4", "", None)),
            ]
        )
        await session.flush()
        pairs = [("a1", 1), ("a2", 1), ("a2", 2), ("a3", 3), ("a4", 3)]
        session.add_all(ContactAttemptCase(attempt=each, case=case) for each, case in pairs)
        await session.flush()
        took = await workload.actual_minutes(session)
    # Two and half of six minutes for the first case, the other half for the second.
    assert took == {"screening": 10.0, "confirmation": 3.0, "deficiency": 4.0}


@pytest.mark.clause("OTR-6-5-データ-3")
async def test_what_was_ticked_stands_in_the_line_of_time(
    engine: AsyncEngine, shelf: Shelf, numbers: dict[int, str]
) -> None:
    ticked = Judgement(Result.UNSUITABLE, "対象外", ("氏名が一致", "住所が市内"))
    await take(engine, ONE)
    await decide(engine, numbers[3], ticked, ONE, second=True)
    async with transaction(engine) as session:
        [(_, row)] = await screening.to_confirm(session)
        assert screening.ticked(row) == ["氏名が一致", "住所が市内"]
        await screening.confirm(session, numbers[3], TWO, agrees=False, reason="再確認")
    later = Actor("op-03", NOW + timedelta(minutes=1))
    await take(engine, later)
    await decide(engine, numbers[3], replace(ticked, checks=()), later)
    catalogue = Catalogue(shelf.schema, (), shelf.life)
    async with transaction(engine) as session:
        case = await session.get_one(Case, 3)
        moments = await timeline(session, catalogue, case, zone=ZONE, with_sights=False)
    assert {(each.what, each.by) for each in moments if each.sort is Sort.SCREENING} == {
        ("審査に戻された結果（確認した判断基準 2 件: 氏名が一致、住所が市内）", "op-01"),
        ("もう一人の確認: 審査に戻す", "op-02"),
        ("却下相当（確認した判断基準 0 件）", "op-03"),
    }


@pytest.mark.clause("SPR-III-3-3-エ-1", "SPR-III-3-1")
async def test_a_delivery_holds_all_that_was_screened_once(
    engine: AsyncEngine, shelf: Shelf, numbers: dict[int, str]
) -> None:
    """SPR-III-3-3-エ-1."""
    with pytest.raises(RunRefused):
        async with transaction(engine) as session:
            await deliver(session, shelf, ONE, zone=ZONE)
    for judgement in (YES, Judgement(Result.UNSUITABLE, "対象外")):
        seq = await take(engine, ONE)
        assert seq is not None
        await decide(engine, numbers[seq], judgement, ONE)
    async with transaction(engine) as session:
        (await session.get_one(Case, 2)).is_protected = True
    async with transaction(engine) as session:
        dry = await deliver(session, shelf, ONE, zone=ZONE, dry_run=True)
    assert (dry.run, dry.cases, dry.by_channel) == (None, 2, {"online": 2})
    assert (await status(engine))[3] == "suitable"
    async with transaction(engine) as session:
        made = await deliver(session, shelf, ONE, zone=ZONE)
    assert (made.run, made.cases) == ("N-0001", 2)
    async with transaction(engine) as session:
        files = await files_of(session, shelf, RunKind.DELIVERY, "N-0001")
        items = (await session.exec(select(CaseRunItem))).all()
    assert {each.case for each in items} == {2, 3}
    rows = list(csv.reader(io.StringIO(files[LIST].decode("utf-8-sig"))))[1:]
    assert [(row[1], row[4], row[5]) for row in rows] == [
        (numbers[2], "責任者対応", "審査完了（却下相当）"),
        (numbers[3], rows[1][4], "審査完了（支給相当）"),
    ]
    after = await status(engine)
    assert [after[seq] for seq in (1, 2, 3)] == ["received", "delivered", "delivered"]
