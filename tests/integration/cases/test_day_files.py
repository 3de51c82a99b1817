"""Of a day's files the last whole one stays; the others go by the book, or stay and are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from cases.banks import shipped
from cases.day_files import Closing, Held, Kept, close_days, content_of, listed
from cases.errors import FileRefused, NoSuchFile
from cases.files import File, Kind
from cases.importing import Importer
from cases.plan import FileConsent
from cases.sample import Applicant, sample, sheet_of
from cases.store import Actor, Shelf
from storage.audit_tables import AuditEntry
from storage.case_desk_tables import CaseFile
from storage.case_tables import Case, CaseImport
from storage.engine import transaction
from storage.erasures import whole
from tests.unit.cases.applications import plan, schema

pytestmark = pytest.mark.integration

MORNING = datetime(2026, 3, 2, 1, tzinfo=UTC)
DAY, NEXT = date(2026, 3, 2), date(2026, 3, 3)
PEOPLE = list(sample(6, schema=schema(), banks=shipped(), seed=3, flawless=True))


def file(applicants: list[Applicant]) -> File:
    return File("online.csv", sheet_of(applicants, schema()))


async def take(importer: Importer, applicants: list[Applicant], *, hours: int = 0) -> None:
    await importer.take(file(applicants), Actor("op-01", MORNING + timedelta(hours=hours)))


async def close(
    engine: AsyncEngine, shelf: Shelf, *, today: date = NEXT, consent: FileConsent | None = None
) -> Closing:
    given = consent or plan().file_consent
    return await close_days(engine, shelf, given, today=today, at=MORNING + timedelta(days=1))


async def files(engine: AsyncEngine) -> dict[int, Kept]:
    async with transaction(engine) as session:
        return {each.id: each for each in await listed(session)}


@pytest.mark.clause("SPR-III-5-2-エ-2")
async def test_the_last_file_of_a_day_stays_and_each_other_has_its_own_erasure(
    engine: AsyncEngine, importer: Importer, shelf: Shelf
) -> None:
    for count in (2, 4, 6):
        await take(importer, PEOPLE[:count], hours=count)
    assert await close(engine, shelf, today=DAY) == Closing(0, 0), "the day is not over"
    assert await close(engine, shelf) == Closing(erased=2, held=0)
    found = await files(engine)
    assert [found[n].erased_at is None for n in (1, 2, 3)] == [False, False, True]
    consent = plan().file_consent
    assert consent is not None
    async with transaction(engine) as session:
        assert await content_of(session, shelf, 3) == file(PEOPLE).data
        for n in (1, 2):
            with pytest.raises(NoSuchFile):
                await content_of(session, shelf, n)
            done = await whole(session, found[n].erasure or "")
            assert done is not None
            assert (done.erasure.kind, done.erasure.state) == ("day_file", "done")
            assert done.erasure.reference == consent.reference
            [item] = done.items
            assert (item.subject, item.sha256) == (f"import:{n}", found[n].sha256)
        asked = select(AuditEntry.action).order_by(col(AuditEntry.n))
        told = (await session.exec(asked)).all()
        assert told == ["erasure_approved", "case_file_erased", "erasure_done"] * 2
        assert len((await session.exec(select(Case))).all()) == 6, "cases are not touched"
    assert await close(engine, shelf) == Closing(0, 0), "again it does nothing"


async def test_other_days_are_not_touched(
    engine: AsyncEngine, importer: Importer, shelf: Shelf
) -> None:
    await take(importer, PEOPLE[:2])
    await take(importer, PEOPLE, hours=24)
    assert await close(engine, shelf, today=date(2026, 3, 4)) == Closing(0, 0)
    assert all(each.erased_at is None for each in (await files(engine)).values())


async def test_a_file_with_a_row_that_is_nowhere_else_stays_and_is_told(
    engine: AsyncEngine, importer: Importer, shelf: Shelf
) -> None:
    """A-22: a row was refused, so that it is no case, and the last file lacks it."""
    lost = replace(PEOPLE[0], id="")
    await take(importer, [lost, PEOPLE[1]])
    await take(importer, PEOPLE[1:], hours=1)
    assert await close(engine, shelf) == Closing(erased=0, held=1)
    assert (await files(engine))[1].held == Held.ROWS
    await take(importer, [lost, *PEOPLE[1:]], hours=2)
    assert await close(engine, shelf) == Closing(erased=2, held=0), "now the last one has it"
    assert (await files(engine))[1].held == ""


async def test_an_import_that_was_cut_short_is_no_whole_file(
    engine: AsyncEngine, importer: Importer, shelf: Shelf
) -> None:
    await take(importer, PEOPLE[:2])
    await take(importer, PEOPLE, hours=1)
    async with transaction(engine) as session:
        (await session.get_one(CaseImport, 2)).state = "running"
        for each in await session.exec(select(Case).where(col(Case.seq) > 2)):
            each.external_id = None
    assert await close(engine, shelf) == Closing(erased=0, held=1), "its rows are no cases yet"
    assert not (await files(engine))[2].is_whole
    assert (await files(engine))[1].erased_at is None


async def test_without_the_clients_consent_nothing_is_erased(
    engine: AsyncEngine, importer: Importer, shelf: Shelf
) -> None:
    await take(importer, PEOPLE[:2])
    await take(importer, PEOPLE, hours=1)
    at = MORNING + timedelta(days=1)
    assert await close_days(engine, shelf, None, today=NEXT, at=at) == Closing(0, 1)
    assert (await files(engine))[1].held == Held.NO_CONSENT


async def test_what_is_refused_dry_or_no_download_is_not_kept(
    engine: AsyncEngine, importer: Importer, shelf: Shelf
) -> None:
    actor = Actor("op-01", MORNING)
    await importer.take(file(PEOPLE), actor, dry_run=True)
    await importer.take(replace(file(PEOPLE), kind=Kind.PUSH), actor)
    with pytest.raises(FileRefused):
        await importer.take(File("x.csv", b"PK\x03\x04"), actor)
    assert await files(engine) == {}


async def test_a_kept_file_is_sealed(engine: AsyncEngine, importer: Importer) -> None:
    await take(importer, PEOPLE)
    async with transaction(engine) as session:
        row = await session.get_one(CaseFile, 1)
    assert row.content is not None
    assert PEOPLE[0].document.values["phone"].encode() not in row.content
