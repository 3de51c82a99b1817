"""Who called back is found in the rows, however long the office was away, and counted once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from app.contact_ends import Around, ContactEnds
from callcenter.outcome import DialResult
from cases import contact_returns
from cases.contact_ending import Recorded
from cases.contact_result import Answerer, Result
from cases.importing import Importer
from cases.store import Shelf
from storage.engine import connect
from storage.tables import Call
from tests.integration.cases.calling_out import World
from tests.integration.cases.conftest import importer, shelf
from tests.integration.storage.conftest import sqlite_url

__all__ = ["importer", "shelf", "sqlite_url"]

pytestmark = pytest.mark.integration


@pytest.fixture
async def engine(sqlite_url: str) -> AsyncIterator[AsyncEngine]:
    made = connect(sqlite_url)
    yield made
    await made.dispose()


@pytest.fixture
async def world(engine: AsyncEngine, shelf: Shelf, importer: Importer) -> World:
    made = World(engine, shelf)
    await made.fill(importer, 1)
    return made


def office(world: World) -> ContactEnds:
    """An office that has just begun."""

    async def submit(_: object) -> str:
        return ""

    around = Around(
        number_of=lambda person: f"+81900000{person[-4:]}",
        sitting=lambda _: "",
        submit=submit,
        clock=lambda: world.now,
        most=1,
    )
    return ContactEnds(world.engine, world.contacts, around=around)


async def answered(world: World, call: str, *, caller: str = "person of 0000") -> None:
    """A caller talked to a seat just now."""

    async def add(session: AsyncSession) -> None:
        session.add(
            Call(
                id=call,
                line="",
                caller=caller,
                arrived_at=world.now,
                business_date=world.now.date(),
                state="ended",
                state_since=world.now,
                answered_at=world.now,
                ended_at=world.now,
                outcome="answered",
                seat="seat-01",
            )
        )

    await world.do(add)


async def test_who_called_back_hours_ago_is_counted_when_the_office_is_there_again(
    world: World,
) -> None:
    await answered(world, "before")
    world.now += timedelta(minutes=30)
    attempt = await world.dial(DialResult.NO_ANSWER)
    world.now += timedelta(minutes=30)
    await answered(world, "other", caller="person of 9999")
    await answered(world, "in-1")
    world.now += timedelta(hours=5)
    await office(world).look()
    assert (await world.row(attempt)).returned_call == "in-1"
    assert (await world.row(attempt)).returned_staff == ""  # nobody knows who sat there


async def test_an_office_that_looks_again_puts_no_earlier_call_in_a_later_ones_place(
    world: World,
) -> None:
    attempt = await world.dial(DialResult.NO_ANSWER)
    said = Recorded(answerer=Answerer.THIRD, result=Result.ABSENT)
    for call in ("in-1", "in-2"):
        world.now += timedelta(minutes=10)
        await answered(world, call)
        await office(world).look()
        await world.do(
            lambda session, call=call: contact_returns.record(  # type: ignore[misc]
                session, world.contacts, call, said, world.actor("")
            )
        )
    await office(world).look()
    row = await world.row(attempt)
    assert (row.returned_call, row.returned_result) == ("in-2", "absent")
