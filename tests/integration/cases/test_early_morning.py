"""Before nine in the morning the campaign's day is one later than that of the clock's UTC."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from cases import account_check
from cases.account_check import Rules, Second
from cases.deficiencies import of_case
from cases.files import Kind
from cases.importing import Importer
from cases.paper import Sheet, receive, twice
from cases.schema import Channel
from cases.store import Actor, Shelf
from storage.case_tables import Case
from storage.case_work_tables import CaseSendBack
from storage.engine import transaction
from tests.integration.cases.calling_out import World
from tests.integration.cases.contract_office import ZONE, office
from tests.integration.cases.test_contract_lives import citizen
from tests.unit.cases.applications import application, form

pytestmark = pytest.mark.integration

EIGHT_THIRTY = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
"""The second of March, in Japan."""


async def test_a_mended_account_is_judged_for_the_day_on_which_it_was_received(
    engine: AsyncEngine, shelf: Shelf
) -> None:
    document = application(Channel.POST, applied_on="2026-03-02")
    assert form(Channel.POST).check(document, date(2026, 3, 2)) == []
    assert form(Channel.POST).check(document, date(2026, 3, 1)) != []
    typed = {each.id: document.at(each.id) for each in twice(shelf.schema)}
    second = Second(typed | {"account_number": "7654321"}, insists=True)
    async with transaction(engine) as session:
        sheet = Sheet(Channel.POST, EIGHT_THIRTY, document, [])
        case = await receive(session, shelf, sheet, Actor("op-01", EIGHT_THIRTY))
        other = Actor("op-02", EIGHT_THIRTY)
        rules = Rules(form(Channel.POST), ZONE)
        await account_check.check(session, shelf, case, second, other, rules)
    async with transaction(engine) as session:
        case = await session.get_one(Case, 1)
        assert shelf.read(case).at("account_number") == "7654321"
        assert await of_case(session, case) == []


async def test_a_send_back_is_told_as_overdue_on_the_day_of_the_campaign(
    engine: AsyncEngine, shelf: Shelf, importer: Importer
) -> None:
    world = World(engine, shelf)
    await world.fill(importer, 1)
    async with transaction(engine) as session:
        session.add(
            CaseSendBack(case=1, revision=1, text=b"", done_at=EIGHT_THIRTY, done_by="op-01")
        )
    [verdict] = await world.plan()
    assert verdict.contact.handover_on == date(2026, 3, 16)


async def test_a_step_asks_for_the_day_of_the_campaign(engine: AsyncEngine) -> None:
    desk = office(engine, "otaru", datetime(2025, 7, 27, 23, 30, tzinfo=UTC))
    dated = [
        replace(each, not_after_receipt=each.id == "sent_on") for each in desk.plan.schema.fields
    ]
    schema = replace(desk.plan.schema, fields=tuple(dated))
    desk.shelf = Shelf(schema, desk.shelf.vault, desk.plan.life)
    await desk.take(Kind.PUSH, [citizen(1)])
    await desk.step("000001", "send", sent_on="2025-07-28")
    assert await desk.stages() == {"000001": "informed"}
