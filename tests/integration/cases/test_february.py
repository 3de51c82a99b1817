"""Who is given up before notices begin: a list for the client, and the first letters of March."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import update
from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.outcome import DialResult
from cases import notices, unreached, unreached_list
from cases.catalogue import Catalogue
from cases.errors import RunRefused
from cases.importing import Importer
from cases.notices import DATA, Made, Sheet
from cases.runs import RunKind, files_of
from cases.store import Shelf
from cases.unreached import Returnable
from storage.case_tables import Case, CaseDeficiency
from tests.integration.cases.calling_out import World
from tests.unit.cases.applications import plan, schema
from tests.unit.cases.contacts import ZONE, at

pytestmark = pytest.mark.integration

CATALOGUE = Catalogue(schema(), plan().deficiencies)
FIRST = plan().notices_from


@pytest.fixture
async def february(engine: AsyncEngine, shelf: Shelf, importer: Importer) -> World:
    """Four cases that were found incomplete on a Monday of February."""
    made = World(engine, shelf)
    await made.fill(importer, 4)

    async def older(session: AsyncSession) -> None:
        found = at("02-16 09:00")
        await session.exec(update(CaseDeficiency).values(found_at=found))
        await session.exec(update(Case).values(status_since=found))

    await made.do(older)
    made.to("02-16 10:00")
    return made


async def notify(world: World, *numbers: str) -> Made:
    return await world.do(
        lambda session: notices.make(session, world.shelf, CATALOGUE, numbers, world.actor())
    )


async def issue(world: World, run: str, day: date) -> int:
    return await world.do(
        lambda session: notices.issue(session, run, day, world.actor(), first=FIRST, zone=ZONE)
    )


async def client_says(world: World, number: str, word: Returnable) -> None:
    await world.do(
        lambda session: unreached.instruct(
            session, world.shelf, number, word, "", world.actor("sv-01")
        )
    )


@pytest.mark.clause("SPR-III-3-3-イ-2")
async def test_februarys_unreached_are_on_the_clients_list_and_in_marchs_first_run(
    february: World, shelf: Shelf
) -> None:
    world = february
    steps = [(await world.row(await world.dial(DialResult.NOT_IN_USE))).next for _ in range(3)]
    assert steps == ["list"] * 3
    listed = await world.do(unreached.listed)
    assert [each.reason for each in listed] == ["番号不使用、委託者への確認"] * 3
    kept = await world.do(
        lambda session: unreached_list.make(session, shelf, world.actor("sv-01"), zone=ZONE)
    )
    assert kept.cases == 3
    await client_says(world, listed[0].number, Returnable.NO)
    await client_says(world, listed[1].number, Returnable.YES)
    assert [each.gets_notice for each in await world.do(unreached.listed)] == [False, True, True]

    made = await notify(world)  # printed ahead, and kept until its day
    places = list(range(1, made.notices + 1))
    await world.do(
        lambda session: notices.log(session, made.run, places, Sheet.GOOD, world.actor())
    )
    for day in (date(2026, 2, 16), date(2026, 2, 28)):
        with pytest.raises(RunRefused, match="不備通知は 2026-03-01 からです"):
            await issue(world, made.run, day)

    world.to("03-02 09:00")
    await world.dial(DialResult.NOT_IN_USE)  # March's own: a letter by itself
    [late] = [each for each in await world.do(unreached.listed) if "不備通知" in each.reason]
    second = await notify(world)
    assert (made.notices, made.unreturnable) == (2, 1)
    assert (second.notices, second.unreturnable) == (1, 1)
    assert await issue(world, made.run, date(2026, 3, 2)) == 2
    files = await world.do(lambda session: files_of(session, shelf, RunKind.NOTICE, made.run))
    rows = list(csv.reader(io.StringIO(files[DATA].decode("utf-8-sig"))))[1:]
    assert [row[1] for row in rows] == [each.number for each in listed[1:]]
    assert late.number not in {row[1] for row in rows}
    assert [await world.status(seq) for seq in (1, 2, 3, 4)] == [
        *("unreached", "notice_sent", "notice_sent", "unreached")
    ]
    world.now += timedelta(days=1)
    assert await world.lease(9) == []  # whoever was given up is not called again by itself
    assert (await notify(world, listed[0].number)).notices == 1  # named, it is sent nevertheless
