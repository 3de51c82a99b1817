"""Whom somebody is shown to be called, and why nobody; what is asked beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from agent_ui import contact_words
from agent_ui.shown import Site
from callcenter.contact import Calling
from callcenter.outcome import DialResult
from cases import contact_ending
from cases.contact_ending import Ended
from cases.store import Actor
from storage.contact_tables import ContactAttempt
from storage.engine import transaction
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.calling import at_work
from tests.integration.agent_ui.test_contacts import attempt, incomplete, with_contacts
from tests.integration.desk.conftest import Clock

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(
    ("calling", "word"),
    [
        (Calling.OFF, "calling_off"),
        (Calling.PAUSED, "calling_paused"),
        (Calling.RESTING, "calling_rests"),
    ],
)
async def test_whom_nobody_may_call_now_nobody_looks_at(
    site: Site, calling: Calling, word: str
) -> None:
    site = with_contacts(site, calling)
    await incomplete(site)
    why = contact_words.DIAL_REFUSALS[word]
    async with Browser(site) as browser:
        await at_work(site, browser)
        await browser.get("/contacts")
        assert why in browser.page
        assert (await browser.post("/contacts/next")).status == 409
        assert why in browser.page
    async with transaction(site.desk.engine) as session:
        assert not (await session.exec(select(ContactAttempt))).all()


async def test_a_seat_that_may_not_call_is_shown_nobody(site: Site) -> None:
    site = with_contacts(site)
    assert site.contacts is not None
    site = replace(site, contacts=replace(site.contacts, may_call={"seat-02"}.__contains__))
    await incomplete(site)
    async with Browser(site) as browser:
        await at_work(site, browser)
        assert (await browser.post("/contacts/next")).status == 409
        assert contact_words.DIAL_REFUSALS["no_outbound_skill"] in browser.page


async def test_who_picks_up_a_call_that_was_called_off_is_told_why(
    site: Site, clock: Clock
) -> None:
    site = with_contacts(site)
    await incomplete(site)
    async with Browser(site) as browser:
        await at_work(site, browser)
        await browser.post("/contacts/next")
        row = await attempt(site)
        await browser.post("/contacts/dial", attempt=row.id)
        await called_off(site, row.id)
        await browser.get("/contacts")
        assert contact_words.CALLED_OFF in browser.page
        clock.now += timedelta(minutes=1)
        await browser.get("/contacts")
        assert contact_words.CALLED_OFF not in browser.page


async def called_off(site: Site, attempt_id: str) -> None:
    room, now = site.contacts, site.desk.clock()
    assert room is not None
    told = Ended(
        attempt=attempt_id,
        network=DialResult.CANCELLED,
        dialled_at=None,
        answered_at=None,
        ended_at=now,
        detail="caller_waits",
    )
    async with transaction(site.desk.engine) as session:
        await contact_ending.ended(session, room.contacts, told, Actor("system", now))


async def test_did_you_call_me_is_answered_also_while_somebody_is_on_the_page(site: Site) -> None:
    site = with_contacts(site)
    applicants = await incomplete(site)
    async with Browser(site) as browser:
        await at_work(site, browser)
        await browser.post("/contacts/next")
        await browser.post("/contacts/asked", number="090-9999-9999")
        assert "こちらからの電話の記録はありません" in browser.page
        assert applicants[0].document.values["applicant_name"] in browser.page
