"""Results are corrected and bars lifted with a reason; the client's list is kept byte for byte."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.outcome import DialResult
from cases import contact_mending, runs, unreached_list
from cases.contact import Bar
from cases.contact_ending import Recorded
from cases.contact_mending import Why
from cases.contact_result import Answerer, Next, Result
from cases.errors import CaseRefused, RunRefused
from cases.importing import Importer
from cases.runs import RunKind
from cases.store import Shelf
from storage.case_tables import Case
from storage.contact_tables import ContactBar, ContactCorrection
from tests.integration.cases.calling_out import World
from tests.unit.cases.contacts import ZONE

pytestmark = pytest.mark.integration

WRONG = Recorded(answerer=Answerer.THIRD, result=Result.WRONG_PERSON)


@pytest.fixture
async def world(engine: AsyncEngine, shelf: Shelf, importer: Importer) -> World:
    made = World(engine, shelf)
    await made.fill(importer, 2)
    return made


async def correct(world: World, attempt: str, result: Result) -> Next:
    return await world.do(
        lambda session: contact_mending.correct(
            session, world.contacts, attempt, result, Why.MISTAKE, world.actor("sv-1")
        )
    )


async def test_a_wrong_result_is_corrected_its_bar_ends_and_the_case_is_called_again(
    world: World,
) -> None:
    attempt = await world.dial(DialResult.ANSWERED)
    assert await world.record(attempt, WRONG) is Next.LETTER
    assert (await world.status(1), (await world.reasons())[1]) == ("unreached", "given_up")
    assert await correct(world, attempt, Result.ABSENT) is Next.AGAIN
    assert (await world.status(1), (await world.reasons())[1]) == ("call_due", "gap")
    row = await world.row(attempt)
    assert (row.result, row.answerer, row.next) == ("absent", "third", "again")
    assert await world.do(contact_mending.barred) == []

    corrections = await world.do(lambda session: session.exec(select(ContactCorrection)))
    [kept] = corrections.all()
    assert (kept.before, kept.after, kept.why, kept.by) == (
        *("wrong_person", "absent", "mistake", "sv-1"),
    )
    # And back: the number is barred anew.
    assert await correct(world, attempt, Result.WRONG_PERSON) is Next.LETTER
    [barred] = await world.do(contact_mending.barred)
    assert barred.kind is Bar.WRONG_PERSON


async def test_the_result_of_a_case_at_a_stage_of_the_campaigns_own_is_corrected_too(
    world: World,
) -> None:
    attempt = await world.dial(DialResult.ANSWERED)
    await world.record(attempt, WRONG)

    async def leave(session: AsyncSession) -> None:
        (await session.get_one(Case, 1)).status = "late"

    await world.do(leave)
    await correct(world, attempt, Result.ABSENT)
    assert await world.status(1) == "late"
    assert (await world.row(attempt)).result == "absent"


async def test_what_the_network_said_bounds_what_may_be_corrected(world: World) -> None:
    attempt = await world.dial(DialResult.BUSY)
    with pytest.raises(CaseRefused):
        await correct(world, attempt, Result.UNDERSTOOD)  # nobody answered
    open_ = await world.dial(DialResult.ANSWERED)
    with pytest.raises(CaseRefused):
        await correct(world, open_, Result.ABSENT)  # nothing is recorded yet
    assert await correct(world, attempt, Result.NOT_IN_USE) is Next.LETTER


async def test_a_lifted_number_is_called_anew_and_once_only_lifted(world: World) -> None:
    attempt = await world.dial(DialResult.ANSWERED)
    refused = Recorded(answerer=Answerer.APPLICANT, result=Result.REFUSED)
    await world.record(attempt, refused)
    [barred] = await world.do(contact_mending.barred)
    assert (barred.kind, len(barred.cases)) == (Bar.DO_NOT_CALL, 1)
    actor = world.actor("sv-1")
    told = await world.do(lambda each: contact_mending.lift(each, barred.id, Why.WORD, actor))
    assert told == (attempt, Bar.DO_NOT_CALL)
    assert (await world.reasons())[1] == "due"
    row = await world.do(lambda session: session.get_one(ContactBar, barred.id))
    assert (row.ended_by, row.ended_why) == ("sv-1", "word")
    with pytest.raises(CaseRefused):
        await world.do(lambda each: contact_mending.lift(each, barred.id, Why.WORD, actor))


async def test_the_list_for_the_client_is_given_out_as_it_was_made(world: World) -> None:
    async def make() -> unreached_list.ClientList:
        return await world.do(
            lambda each: unreached_list.make(each, world.shelf, world.actor("sv-1"), zone=ZONE)
        )

    with pytest.raises(RunRefused):
        await make()
    await world.dial(DialResult.NOT_IN_USE)
    made = await make()
    assert (made.run, made.cases) == ("U-0001", 1)
    await world.dial(DialResult.NOT_IN_USE)
    assert (await make()).cases == 2  # as it stands now
    files = await world.do(
        lambda each: runs.files_of(each, world.shelf, RunKind.UNREACHED, made.run)
    )
    content = files[unreached_list.LIST]
    assert hashlib.sha256(content).hexdigest() == made.sha256
    lines = content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "番号不使用" in lines[1]
    listed = await world.do(lambda each: unreached_list.made(each, zone=ZONE))
    assert [each.run for each in listed] == ["U-0002", "U-0001"]
    assert listed[1] == made
