"""Who watches over the work reads everybody's closed records, and the trail says so."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from agent_ui.shown import Site
from callcenter.commands import RecordLeg
from callcenter.wishes import RecordingPressed
from desk import records
from desk.inquiry import Content, Matter, Result
from desk.records import Saved
from desk.roles import Role
from storage.audit import entries
from storage.engine import transaction
from storage.projection import Projection
from storage.tables import Call
from tests.integration.agent_ui.browser import Browser
from tests.integration.desk.people import newcomer
from tests.integration.storage.story import Story

pytestmark = pytest.mark.integration


async def written(site: Site, *, is_closed: bool) -> str:
    person = await newcomer(site.desk, "op1" if is_closed else "op2")
    who = await person.who(await person.first_sign_in())
    record = await records.begin(site.desk, who, call=None)
    content = Content(matters=(Matter(category="papers", result=Result.CLOSED, text="<b>案内"),))
    if is_closed:
        assert isinstance(await records.close(site.desk, who, record, content, version=1), Saved)
    return record


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.MANAGER])
async def test_closed_records_are_listed_and_read_and_drafts_are_not(
    site: Site, role: Role
) -> None:
    closed, draft = await written(site, is_closed=True), await written(site, is_closed=False)
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", role))
        await browser.get("/inquiries")
        assert closed in browser.page
        assert draft not in browser.page
        await browser.get(f"/inquiries/{closed}")
        assert "&lt;b&gt;案内" in browser.page
        assert (await browser.get(f"/inquiries/{draft}")).status == 404
        assert (await browser.get("/inquiries/r0")).status == 404
    (seen,) = await entries(site.desk.engine, last=1, action="record_seen")
    assert seen.subject == closed


async def test_a_record_says_from_when_its_call_is_recorded_and_who_began_it(site: Site) -> None:
    person = await newcomer(site.desk, "op1")
    who = await person.who(await person.first_sign_in())
    story = Story()
    arrived_at = story.at
    story.arrive("c1")
    story.talk("c1", "seat-01", arrived_at)
    begun_at = story.at.astimezone(site.desk.zone).strftime("%H:%M:%S")
    story.tell(
        RecordingPressed(at=story.at, seat="seat-01", by=who.staff),
        RecordLeg(call="c1", leg="c1", snoop="c1~s1", recording="c1~r1"),
    )
    story.wait(9)
    story.end("c1", arrived_at)
    await Projection(site.desk.engine, instance="i", zone=site.desk.zone).apply(story.records)
    record = await records.begin(site.desk, who, call="c1")
    content = Content(matters=(Matter(category="papers", result=Result.CLOSED, text="案内"),))
    assert isinstance(await records.close(site.desk, who, record, content, version=1), Saved)
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await browser.get(f"/inquiries/{record}")
        assert f"{begun_at} 録音の開始 <small>札幌 花子</small>" in browser.page
        async with transaction(site.desk.engine) as session:
            await session.exec(update(Call).values(detail="recording_unasked"))
        await browser.get(f"/inquiries/{record}")
        assert "席が録音を始めなかったため、録音はありません" in browser.page


@pytest.mark.parametrize("day", ["tomorrow", "2999-01-01", "0001-01-01", "2026-13-01"])
@pytest.mark.parametrize("page", ["/inquiries", "/times"])
async def test_a_day_that_cannot_be_is_refused(site: Site, page: str, day: str) -> None:
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        assert (await browser.get(f"{page}?day={day}")).status == 400
        assert (await browser.get(f"{page}?day=2026-01-31")).status == 200
