"""A report that an earlier version of the program made is proved as far as it can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from metrics import content as contents
from metrics.content import FORMAT
from metrics.period import Kind, week_of
from metrics.proof import prove
from metrics.reporting import Kept, Reporting
from storage.audit import Actor
from storage.engine import transaction
from storage.projection import Projection
from storage.report_tables import Report
from tests.integration.metrics.shipped import Clock, reporting
from tests.integration.metrics.week import at, records
from tests.integration.metrics.week_notes import note

pytestmark = pytest.mark.integration

EARLIER = "以前の版の文です。"


@pytest.fixture
def url(sqlite_url: str) -> str:
    """One database is enough: that both count alike, `test_week` shows."""
    return sqlite_url


@pytest.fixture
async def reports(engine: AsyncEngine, projection: Projection) -> Reporting:
    """The reports, on Monday morning after the week that was counted by hand."""
    await projection.apply(records())
    await note(engine)
    return reporting(engine, Clock(at(16, "09:05:00")))


async def made_earlier(reports: Reporting) -> Kept:
    """Freeze the week as the program did before its last change of words."""
    kept = await reports.freeze(
        Kind.WEEKLY, week_of(date(2026, 2, 9)), Actor(who="staff-mg", origin="127.0.0.1")
    )
    assert isinstance(kept, Kept)
    first, *others = kept.content.sections
    sections = (replace(first, notes=(EARLIER,)), *others)
    content = replace(kept.content, sections=sections, format=FORMAT - 1)
    plain = contents.encode(content)
    async with transaction(reports.engine) as session:
        row = await session.get(Report, kept.id)
        assert row is not None
        row.content, row.digest = plain.decode(), contents.digest_of(plain)
        session.add(row)
    return await found(reports, kept)


async def found(reports: Reporting, kept: Kept) -> Kept:
    again = await reports.find(kept.id)
    assert again is not None
    return again


async def test_words_of_an_earlier_version_are_not_called_altered(reports: Reporting) -> None:
    kept = await made_earlier(reports)
    assert kept.content.sections[0].notes == (EARLIER,)
    proof = await prove(reports, kept)
    assert (proof.intact, proof.same, proof.is_older) == (True, None, True)
    assert proof.corrections == ()


async def test_kept_bytes_that_were_changed_are_found_in_a_report_of_any_version(
    reports: Reporting,
) -> None:
    kept = await made_earlier(reports)
    async with transaction(reports.engine) as session:
        row = await session.get(Report, kept.id)
        assert row is not None
        row.content = row.content.replace(EARLIER, "別の文です。")
        session.add(row)
    assert not (await prove(reports, await found(reports, kept))).intact


async def test_calls_that_were_changed_are_found_though_the_words_are_not_made_anew(
    reports: Reporting, engine: AsyncEngine
) -> None:
    kept = await made_earlier(reports)
    async with transaction(engine) as session:
        await session.exec(text("UPDATE calls SET outcome='answered' WHERE id='c02'"))  # type: ignore[call-overload]
    assert (await prove(reports, kept)).same is False
