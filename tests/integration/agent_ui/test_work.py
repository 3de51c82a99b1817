"""The page of work lists: a missed caller becomes a promise, agents see and touch their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from agent_ui.shown import Site
from callcenter.events import CallbackCancelled, CallbackPromised
from callcenter.outcome import Outcome
from desk import callbacks, help
from desk.roles import Role
from desk.sessions import Who
from storage.audit import Fact, entries
from storage.projection import Applied, Projection
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.conftest import Controller
from tests.integration.desk.conftest import MORNING
from tests.integration.desk.people import newcomer
from tests.integration.storage.story import Story

pytestmark = pytest.mark.integration

DUE, LATER = "2026-02-02T11:00", "2026-02-02T15:30"


async def with_work(site: Site) -> tuple[Site, Who, str]:
    """A caller was missed, and an agent, whose session's token comes, has no answer."""
    story = Story(MORNING)
    story.whole_call("lost", Outcome.ABANDONED_IN_QUEUE)
    rows = Projection(site.desk.engine, instance="home-1", zone=site.desk.zone)
    assert isinstance(await rows.apply(story.records), Applied)
    agent = await newcomer(site.desk, "op1")
    token = await agent.first_sign_in()
    who = await agent.who(token)
    assert await help.not_found(site.desk, who, "別居の児童は", category="", call=None)
    return replace(site, number_of=lambda _: "011-234-5678"), who, token


async def noted(site: Site, action: str) -> list[Mapping[str, Fact]]:
    return [each.detail for each in await entries(site.desk.engine, last=9, action=action)]


async def test_a_missed_caller_is_given_to_somebody_and_handed_on_at_another_hour(
    site: Site, controller: Controller
) -> None:
    site, who, _ = await with_work(site)
    async with Browser(site) as lead:
        await lead.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await lead.get("/work")
        assert "011-234-5678" in lead.page
        assert await noted(site, "work_listed") == [{"missed": "p-1"}]
        line: dict[str, Any] = {"list": "missed", "subject": "p-1", "owner": who.staff}
        assert (await lead.post("/work/assign", **line, due="")).status == 409
        assert (await lead.post("/work/assign", **line, due="soon")).status == 400
        assert (
            await lead.post("/work/assign", **(line | {"subject": "p-9"}), due=DUE)
        ).status == 409
        assert (await lead.post("/work/assign", **line, due=DUE)).status == 303
        ((promised, _),) = await callbacks.open_ones(site.desk)
        assert (promised.phone, promised.owner) == ("p-1", who.staff)
        await lead.get("/work?list=missed")
        assert "011-234-5678" not in lead.page
        line = {"list": "callbacks", "subject": str(promised.id), "owner": who.staff}
        assert (await lead.post("/work/assign", **line, due=LATER)).status == 303
        await lead.get("/work?list=callbacks")
        assert "15:30" in lead.page
        ((later, _),) = await callbacks.open_ones(site.desk)
        gone: dict[str, Any] = {"list": "callbacks", "subject": str(promised.id), "how": "reached"}
        assert (await lead.post("/work/done", **gone)).status == 409
        done = gone | {"subject": str(later.id)}
        assert (await lead.post("/work/done", **(done | {"how": "x"}))).status == 400
        assert (await lead.post("/work/done", **done)).status == 303
    made = [each.callback for each in controller.wishes if isinstance(each, CallbackPromised)]
    assert made == [f"promise-{promised.id}", f"promise-{later.id}"]
    assert not [each for each in controller.wishes if isinstance(each, CallbackCancelled)]
    told = await entries(site.desk.engine, last=9, subject=f"callback:{promised.id}")
    assert told[-1].detail == {"end": "handed_on"}


async def test_nobody_is_promised_a_call_that_is_never_dialled(
    site: Site, controller: Controller
) -> None:
    """Somebody rang from abroad and was missed: whom nobody can call back has no promise."""
    site, who, _ = await with_work(site)
    site = replace(site, number_of=lambda _: "+44 20 7946 0018")
    async with Browser(site) as lead:
        await lead.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await lead.post("/callbacks", person="p-1")
        assert "国際電話はかけられません。" in lead.page
        line: dict[str, Any] = {"list": "missed", "subject": "p-1", "owner": who.staff}
        assert (await lead.post("/work/assign", **line, due=DUE)).status == 409
        assert "国際電話はかけられません。" in lead.page
    assert not [each for each in controller.wishes if isinstance(each, CallbackPromised)]
    assert await callbacks.open_ones(site.desk) == []


async def test_an_agent_sees_and_ends_what_was_given_to_them_and_nothing_else(site: Site) -> None:
    site, who, token = await with_work(site)
    async with Browser(site) as lead, Browser(site) as mine:
        mine.token = token
        await lead.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await mine.get("/work?list=questions")
        assert "別居の児童は" not in mine.page
        for closed in ("missed", "complaints", "escalations"):
            assert (await mine.get(f"/work?list={closed}")).status == 403
            assert (await mine.post("/work/done", list=closed, subject="1")).status == 403
        line: dict[str, Any] = {"list": "questions", "subject": "1"}
        assert (await mine.post("/work/assign", **line, owner=who.staff)).status == 403
        assert (await mine.post("/work/done", **line)).status == 409
        assert (await lead.post("/work/assign", **line, owner=who.staff, due=DUE)).status == 303
        await mine.get("/reminders")
        assert "受け持った仕事" in mine.page
        await mine.get("/work?list=questions")
        assert "別居の児童は" in mine.page
        assert (await mine.post("/work/done", **line)).status == 303
        assert (await mine.get("/work?list=nonsense")).status == 400
        await lead.get("/callbacks")
        assert "011-234-5678" in lead.page
        assert (await lead.post("/work/done", list="missed", subject="p-1")).status == 303
        await lead.get("/callbacks")
        assert "011-234-5678" not in lead.page
        await lead.get("/work?list=missed")
        assert "011-234-5678" not in lead.page
