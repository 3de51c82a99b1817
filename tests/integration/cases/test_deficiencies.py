"""Deficiencies found by people, send-backs and their answers, and where a case goes after each."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select

from cases import deficiencies, send_backs
from cases.catalogue import Catalogue
from cases.deficiencies import FoundBy, How, Typed
from cases.errors import CaseRefused, IllegalMove
from cases.importing import Importer
from cases.sample import Applicant
from cases.store import Actor, Shelf, case_numbered
from storage.case_tables import Case, CaseDeficiency, CaseMove
from storage.case_work_tables import CaseSendBack
from storage.engine import transaction
from tests.integration.cases.test_importing import ACTOR, NOW, file, people
from tests.unit.cases.applications import plan, schema

pytestmark = pytest.mark.integration

ZONE = ZoneInfo("Asia/Tokyo")
CATALOGUE = Catalogue(schema(), plan().deficiencies)
NOTE = "通帳の名義が読めない 髙橋様"


@pytest.fixture
async def applicants(importer: Importer) -> list[Applicant]:
    """Four cases; the second has a telephone number with hyphens."""
    found = people(4, flawless=True)
    found[1].document.values["phone"] = "090-1111-2222"
    await importer.take(file(found), ACTOR)
    return found


async def number(engine: AsyncEngine, seq: int) -> str:
    async with transaction(engine) as session:
        return (await session.get_one(Case, seq)).number


async def status(engine: AsyncEngine, seq: int) -> str:
    async with transaction(engine) as session:
        return (await session.get_one(Case, seq)).status


async def found(engine: AsyncEngine, shelf: Shelf, seq: int, typed: Typed) -> bool:
    async with transaction(engine) as session:
        case = await session.get_one(Case, seq)
        return await deficiencies.find(
            session, shelf, case, typed, ACTOR, found_by=FoundBy.CONTRACTOR
        )


async def ended(engine: AsyncEngine, seq: int, code: str, how: How, actor: Actor = ACTOR) -> int:
    async with transaction(engine) as session:
        case = await session.get_one(Case, seq)
        return await deficiencies.end(session, case, code, how, actor, reason="届いた")


@pytest.mark.clause("OTR-6-2-イ")
@pytest.mark.usefixtures("applicants")
async def test_what_a_person_found_is_open_until_a_person_closes_it(
    engine: AsyncEngine, shelf: Shelf
) -> None:
    assert await found(engine, shelf, 1, Typed("BANKBOOK", note=NOTE))
    assert not await found(engine, shelf, 1, Typed("BANKBOOK"))
    assert await found(engine, shelf, 1, Typed("ID_PAPER"))
    assert await status(engine, 1) == "deficient"
    later = Actor("sv-01", NOW + timedelta(days=2))
    assert await ended(engine, 1, "BANKBOOK", How.SUPPLIED, later) == 1
    assert await status(engine, 1) == "deficient"
    assert await ended(engine, 1, "ID_PAPER", How.WAIVED, later) == 1
    assert await status(engine, 1) == "resolved"
    assert await ended(engine, 1, "ID_PAPER", How.WAIVED, later) == 0
    async with transaction(engine) as session:
        case = await session.get_one(Case, 1)
        rows = await deficiencies.of_case(session, case)
        assert deficiencies.note_of(shelf, rows[0]) == NOTE
        assert [deficiencies.note_of(shelf, each) for each in rows[1:]] == [""]
    assert [
        (each.code, each.found_by, each.finder, each.closer, each.how, each.closed_at)
        for each in rows
    ] == [
        ("BANKBOOK", "contractor", "op-01", "sv-01", "supplied", later.at),
        ("ID_PAPER", "contractor", "op-01", "sv-01", "waived", later.at),
    ]
    assert NOTE.encode() not in (rows[0].note or b"")


async def test_what_was_called_a_mistake_stays_so_when_the_row_comes_again(
    engine: AsyncEngine, importer: Importer, applicants: list[Applicant]
) -> None:
    assert await ended(engine, 2, "DIGIT", How.MISTAKEN) == 1
    assert await status(engine, 2) == "resolved"
    applicants[1].document.values["address"] += "２"
    report = await importer.take(file(applicants), ACTOR)
    assert report.changed == 1
    assert await status(engine, 2) == "resolved"


@pytest.mark.usefixtures("applicants")
async def test_a_case_that_was_withdrawn_takes_no_deficiency(
    engine: AsyncEngine, shelf: Shelf
) -> None:
    async with transaction(engine) as session:
        (await session.get_one(Case, 1)).status = "withdrawn"
    with pytest.raises(IllegalMove):
        await found(engine, shelf, 1, Typed("ID_PAPER"))
    async with transaction(engine) as session:
        asked = select(CaseDeficiency).where(CaseDeficiency.case == 1)
        assert (await session.exec(asked)).all() == []


@pytest.mark.clause("SPR-III-5-2-ウ")
async def test_an_online_case_is_sent_back_with_a_text_and_answered_by_the_next_import(
    engine: AsyncEngine, importer: Importer, shelf: Shelf, applicants: list[Applicant]
) -> None:
    """SPR-III-5-2-ウ, A-12."""
    async with transaction(engine) as session:
        [draft] = await send_backs.waiting(session, CATALOGUE)
    phone = applicants[1].document.values["phone"]
    assert (draft.number, draft.codes) == (await number(engine, 2), ("DIGIT",))
    assert "「申請者電話番号」は半角数字だけで" in draft.text
    assert phone not in draft.text
    async with transaction(engine) as session:
        await send_backs.done(session, shelf, CATALOGUE, draft.number, ACTOR)
    async with transaction(engine) as session:
        assert await send_backs.waiting(session, CATALOGUE) == []
    assert await status(engine, 2) == "sent_back"
    applicants[1].document.values["phone"] = "090 1111 2222"
    still = Actor("op-02", NOW + timedelta(days=15))
    await importer.take(file(applicants), still)
    assert await status(engine, 2) == "deficient"  # an answer, but not the right one
    async with transaction(engine) as session:
        await send_backs.done(session, shelf, CATALOGUE, draft.number, still)
    applicants[1].document.values["phone"] = "09011112222"
    await importer.take(file(applicants), Actor("op-02", NOW + timedelta(days=16)))
    assert await status(engine, 2) == "resolved"
    async with transaction(engine) as session:
        rows = (await session.exec(select(CaseSendBack).order_by("id"))).all()
        assert [(each.revision, each.answered_at) for each in rows] == [
            (1, still.at),
            (2, NOW + timedelta(days=16)),
        ]
        assert shelf.vault.open(rows[0].text, row="send_back:2:1") == draft.text
        moves = (await session.exec(select(CaseMove).where(CaseMove.case == 2))).all()
    assert [each.happening for each in moves] == [
        *("deficiency_found", "sent_back", "content_changed", "sent_back", "all_resolved")
    ]


@pytest.mark.usefixtures("applicants")
async def test_a_send_back_without_an_answer_is_told_after_its_days(
    engine: AsyncEngine, shelf: Shelf
) -> None:
    """A-12."""
    async with transaction(engine) as session:
        case = await session.get_one(Case, 2)
        await send_backs.done(session, shelf, CATALOGUE, case.number, ACTOR)
    for days, is_overdue in ((13, False), (14, True)):
        async with transaction(engine) as session:
            day = NOW.astimezone(ZONE).date() + timedelta(days=days)
            [open_] = await send_backs.unanswered(session, today=day, zone=ZONE, alert_days=14)
        assert (open_.number, open_.days, open_.is_overdue) == (case.number, days, is_overdue)


@pytest.mark.usefixtures("applicants")
async def test_what_lacks_nothing_or_came_on_paper_is_not_sent_back(
    engine: AsyncEngine, shelf: Shelf
) -> None:
    async with transaction(engine) as session:
        paper = await session.get_one(Case, 2)
        paper.channel = "post"
    for refused in (await number(engine, 1), paper.number):
        with pytest.raises(CaseRefused):
            async with transaction(engine) as session:
                await send_backs.done(session, shelf, CATALOGUE, refused, ACTOR)
    async with transaction(engine) as session:
        assert await send_backs.waiting(session, CATALOGUE) == []
        assert (await session.exec(select(CaseSendBack))).all() == []
        assert (await case_numbered(session, paper.number.replace("-", ""))).seq == 2


@pytest.mark.usefixtures("applicants")
async def test_a_protected_persons_send_back_is_the_supervisors(engine: AsyncEngine) -> None:
    async with transaction(engine) as session:
        (await session.get_one(Case, 2)).is_protected = True
    async with transaction(engine) as session:
        [draft] = await send_backs.waiting(session, CATALOGUE)
    assert (draft.is_protected, draft.text) == (True, "")
