"""An applicant hears how the case stands, by two numbers that fit together, and nothing else."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select, update

from app import lookups
from callcenter.guidance import STATUSES
from cases.importing import Importer
from cases.lifecycle import Status
from cases.lookup import WORDS, Told, look_up
from storage.case_tables import Case, CaseSight
from storage.engine import transaction
from tests.integration.cases.test_importing import ACTOR, file, people

pytestmark = pytest.mark.integration

BIRTH = "19711231"


@pytest.fixture
async def receipt(engine: AsyncEngine, importer: Importer) -> str:
    """The digits of the first applicant's receipt number."""
    found = people(3, flawless=True)
    found[0].document.values["applicant_birth"] = "1971-12-31"
    await importer.take(file(found), ACTOR)
    async with transaction(engine) as session:
        number = (await session.get_one(Case, 1)).number
    return "".join(each for each in number if each.isdigit())


async def told(engine: AsyncEngine, receipt: str, birth: str) -> Told:
    async with transaction(engine) as session:
        return await look_up(session, receipt=receipt, birth=birth, at=ACTOR.at)


async def test_both_numbers_give_one_word_and_the_sight_is_kept(
    engine: AsyncEngine, receipt: str
) -> None:
    assert len(receipt) == 7
    assert await told(engine, receipt, BIRTH) == Told("found", "received")
    async with transaction(engine) as session:
        [sight] = await session.exec(select(CaseSight))
    assert (sight.case, sight.by, sight.how) == (1, "ivr", "lookup")


@pytest.mark.parametrize(
    "birth", ["19711230", "19710231", "99999999", "1971123", "", "７", "19711231 "]
)
async def test_another_birth_date_is_told_nothing(
    engine: AsyncEngine, receipt: str, birth: str
) -> None:
    assert await told(engine, receipt, birth) == Told("not_found")


@pytest.mark.parametrize("spoilt", ["9999990", "", "1", "000001", "00000000000000000000001"])
async def test_another_number_is_told_the_same(
    engine: AsyncEngine, receipt: str, spoilt: str
) -> None:
    assert await told(engine, spoilt, BIRTH) == Told("not_found")
    wrong_check = receipt[:-1] + str((int(receipt[-1]) + 1) % 10)
    assert await told(engine, wrong_check, BIRTH) == Told("not_found")


async def test_a_writer_between_reading_and_keeping_the_sight_costs_no_answer(
    engine: AsyncEngine, receipt: str
) -> None:
    async with asyncio.TaskGroup() as group, transaction(engine) as writer:
        await writer.exec(update(Case).where(col(Case.seq) == 2).values(status="checking"))
        asked = lookups.told(engine, receipt, BIRTH, clock=lambda: ACTOR.at)
        answer = group.create_task(asked)
        await asyncio.sleep(0.1)  # it has read, and waits to write
    assert answer.result() == Told("found", "received")


async def test_of_protected_people_and_unclear_cases_an_agent_must_tell(
    engine: AsyncEngine, receipt: str
) -> None:
    for values in ({"is_protected": True}, {"is_protected": False, "status": "withdrawn"}):
        async with transaction(engine) as session:
            await session.exec(update(Case).where(col(Case.seq) == 1).values(**values))
        assert await told(engine, receipt, BIRTH) == Told("unavailable")


def test_what_is_said_never_promises_money_before_it_was_paid() -> None:
    assert {status for status, word in WORDS.items() if word == "paid"} == {Status.PAID}
    assert set(Status) - WORDS.keys() == {Status.WITHDRAWN, Status.OUT_OF_SCOPE}


def test_flows_are_checked_against_the_words_that_are_told() -> None:
    assert set(WORDS.values()) == set(STATUSES)
