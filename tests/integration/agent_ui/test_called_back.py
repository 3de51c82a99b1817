"""A caller whom we tried is recognised; what is missing is told after the check alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import select

from agent_ui import contact_words
from agent_ui.case_room import CaseRoom
from agent_ui.contact_room import ContactRoom
from agent_ui.shown import Site
from callcenter.outcome import DialResult
from cases import contact_ending, contact_returns, deficiencies
from cases.contact_ending import Ended
from cases.contacts import Contacts, Mode
from cases.deficiencies import FoundBy, How, Typed
from cases.schema import Channel
from cases.store import Actor, Shelf
from cases.vault import Vault
from japan.phone import E164
from storage.case_tables import Case
from storage.contact_tables import ContactAttempt
from storage.engine import transaction
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.calling import NUMBERS, TOLD, rings, with_cases
from tests.integration.agent_ui.conftest import Controller
from tests.integration.agent_ui.test_caller import SCRIPT, seated
from tests.unit.cases.applications import plan, schema
from tests.unit.cases.contacts import calendar, rules

pytestmark = pytest.mark.integration

CODE = "BANKBOOK"


async def tried(site: Site, network: DialResult = DialResult.NO_ANSWER) -> tuple[Site, ContactRoom]:
    """Give a site that has called the first case's applicant, and recorded nothing of it."""
    site = await with_cases(site)
    shelf, now = Shelf(schema(), Vault(b"k" * 32, encrypted=True)), site.desk.clock()
    contacts = Contacts(
        shelf, plan(), rules(), calendar(), number_id=lambda _: "p-1", numbers_of=lambda _: []
    )
    room = ContactRoom(contacts=contacts, center="事務センター", number="011-000-0100")
    actor = Actor("op-09", now)
    async with transaction(site.desk.engine) as session:
        case = await session.get_one(Case, 1)
        case.channel = Channel.POST.value
        typed = Typed(CODE)
        await deficiencies.find(session, shelf, case, typed, actor, found_by=FoundBy.CONTRACTOR)
        await session.flush()
        [leased] = await contacts.lease(
            session, actor, most=1, lasts=rules().gap, mode=Mode.PROGRESSIVE
        )
        assert await contacts.begin(session, leased.attempt, actor, seat="seat-02")
        told = Ended(
            attempt=leased.attempt,
            network=network,
            dialled_at=now,
            answered_at=now if network is DialResult.ANSWERED else None,
            ended_at=now,
        )
        await contact_ending.ended(session, contacts, told, actor)
    return replace(site, cases=CaseRoom(shelf, plan()), contacts=room), room


async def test_a_returned_call_is_told_as_such_and_recorded_after_the_check(
    site: Site, controller: Controller
) -> None:
    site, room = await tried(site)
    assert site.cases is not None
    request, written = site.cases.catalogue.spoken(CODE), site.cases.catalogue.request(CODE)
    assert request != written  # it names a card, which nobody says on the telephone
    async with Browser(site) as browser:
        await seated(browser, site)
        await rings(site, controller)
        await browser.get("/call", **SCRIPT)
        assert "こちらからの電話への折り返しです" in browser.page  # while it rings
        assert request not in browser.page
        assert room.script.applicant not in browser.page
        async with transaction(site.desk.engine) as session:
            number, at = E164(NUMBERS["p-1"]), site.desk.clock()
            row = await contact_returns.returned(
                session, room.contacts, number, "c2", Actor("op1", at)
            )
        assert row is not None
        await browser.post("/call/returned", headers=SCRIPT, result="understood")
        assert contact_words.CHECK_FIRST in browser.page
        assert room.script.applicant not in browser.page
        await browser.post("/call/check", headers=SCRIPT, case="1", relation="self", **TOLD)
        # What is said to the applicant, in its order, and nothing of it before.
        spoken = (room.script.applicant, request, room.script.closing)
        places = [browser.page.index(each) for each in spoken]
        assert places == sorted(places)
        assert written not in browser.page
        await browser.post("/call/returned", headers=SCRIPT, result="understood")
        assert "折り返しの結果を記録しました" in browser.page
    async with transaction(site.desk.engine) as session:
        kept = await session.get_one(ContactAttempt, row.id)
    assert (kept.result, kept.returned_result, kept.next) == ("no_answer", "understood", "document")


async def test_whom_we_talked_to_without_a_record_is_shown_when_they_call_back(
    site: Site, controller: Controller
) -> None:
    """Somebody answered us, the agent's browser was closed, and now the applicant calls."""
    site, _ = await tried(site, DialResult.ANSWERED)
    async with Browser(site) as browser:
        await seated(browser, site)
        await rings(site, controller)
        assert (await browser.get("/call", **SCRIPT)).status == 200
        assert "こちらからの電話への折り返しです" in browser.page
        assert "結果の記入待ち" in browser.page


async def test_whose_paper_has_come_meanwhile_is_told_so_and_it_is_recorded(
    site: Site, controller: Controller
) -> None:
    site, _ = await tried(site)
    async with transaction(site.desk.engine) as session:
        case = await session.get_one(Case, 1)
        await deficiencies.end(session, case, CODE, How.SUPPLIED, Actor("op-09", site.desk.clock()))
    async with Browser(site) as browser:
        await seated(browser, site)
        await rings(site, controller)
        await browser.post("/call/check", headers=SCRIPT, case="1", relation="self", **TOLD)
        assert "不備は解消済みです。お願いすることはありません。" in browser.page
        await browser.post("/call/returned", headers=SCRIPT, result="understood")
        assert "折り返しの結果を記録しました" in browser.page


@pytest.mark.parametrize(("relation", "is_known"), [("self", True), ("proxy", False)])
async def test_an_applicant_who_calls_back_from_another_number_is_known_by_the_check(
    site: Site, controller: Controller, relation: str, *, is_known: bool
) -> None:
    site, _ = await tried(site)
    site = replace(site, number_of=lambda _: "+819011112222")
    async with Browser(site) as browser:
        await seated(browser, site)
        await rings(site, controller)
        await browser.get("/call", **SCRIPT)
        assert "折り返しです" not in browser.page
        await browser.post("/call/check", headers=SCRIPT, case="1", relation=relation, **TOLD)
        assert ("折り返しです" in browser.page) is is_known
        if is_known:
            await browser.post("/call/returned", headers=SCRIPT, result="understood")
            assert "折り返しの結果を記録しました" in browser.page
    async with transaction(site.desk.engine) as session:
        [row] = (await session.exec(select(ContactAttempt))).all()
    assert (row.returned_call, row.next) == (("c2", "document") if is_known else ("", "again"))
