"""Who saw what: no page tells of a person unless the trail then tells who looked at it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from agent_ui.shown import Site
from callcenter.seat import SeatState
from desk.roles import Role
from storage.audit import Entry, entries
from storage.case_tables import Case
from storage.engine import transaction
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.conftest import Controller
from tests.integration.agent_ui.test_protected import (
    SCRIPT,
    Planted,
    asked,
    at_work,
    left_everywhere,
    planted,
)

pytestmark = pytest.mark.integration

TELLING = {
    "/api/v1/cases",
    "/callbacks",
    "/cases/boards/deficiencies",
    "/cases/arrivals",
    "/reminders",
}
"""These do tell something, so that the trail's word means something."""
OF_THE_CALL = {"/call"}
"""Who is calling is shown to whom the call is offered: the call's own row says to whom."""


async def unprotected(site: Site, folder: Path) -> Planted:
    """The person of `planted`, of whom nothing is withheld."""
    it = await planted(site, folder)
    async with transaction(it.site.desk.engine) as session:
        await session.exec(update(Case).values(is_protected=False))
    return it


async def since(it: Planted, n: int) -> list[Entry]:
    return [each for each in await entries(it.site.desk.engine, last=50) if each.n > n]


async def last(it: Planted) -> int:
    [entry] = await entries(it.site.desk.engine, last=1)
    return entry.n


async def test_whoever_reads_of_a_person_stands_in_the_trail(
    site: Site, controller: Controller, tmp_path: Path
) -> None:
    it = await unprotected(site, tmp_path)
    async with Browser(it.site) as lead:
        await at_work(it, lead, Role.SUPERVISOR, "seat-01")
        await left_everywhere(it, "supervisor1")
        controller.show("seat-01", SeatState.RINGING, call="c2")
        told, silent = set(), []
        for path in asked(Role.SUPERVISOR, it):
            before = await last(it)
            await lead.get(path, **SCRIPT)
            if path in OF_THE_CALL or not it.told_in(lead.page):
                continue
            told.add(path)
            if not await since(it, before):
                silent.append((path, it.told_in(lead.page)))
        assert silent == []
        assert told >= TELLING
        before = await last(it)
        await lead.get("/reminders", **SCRIPT)
        assert it.told_in(lead.page)
        assert await since(it, before) == []  # noted when it was new to this sign-in
