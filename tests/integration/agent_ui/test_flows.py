"""Flows on a page: who may see them, and yesterday's counts on the ways of the picture."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec import structs

from agent_ui.shown import Site
from callcenter.commands import CloseCall
from callcenter.outcome import Outcome
from desk.roles import Role
from storage.projection import Projection
from tests.integration.agent_ui.browser import Browser
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import newcomer
from tests.integration.storage.story import Story
from tests.unit.ivr_flows.script import flow_of

pytestmark = pytest.mark.integration

MENU = flow_of("""
[nodes.choose]
verb = "menu"
text = "申請書は1を押してください。"
keys = { 1 = "sent" }
timeout = "end"
wrong = "end"

[nodes.sent]
verb = "hangup"
text = "お送りいたします。"
""")
GONE = {f"{MENU.name}/>choose": 3, f"{MENU.name}/choose>sent": 2, f"{MENU.name}/choose>end": 1}


async def test_the_picture_has_the_counts_of_yesterday(site: Site, clock: Clock) -> None:
    story = Story()
    story.whole_call("c1", Outcome.ABANDONED_IN_GUIDANCE)
    last = story.records[-1]
    gone = tuple(GONE.items())
    story.records[-1] = replace(
        last,
        commands=tuple(
            replace(each, ways=gone) if isinstance(each, CloseCall) else each
            for each in last.commands
        ),
    )
    projection = Projection(site.desk.engine, instance="home-1", zone=site.desk.zone)
    await projection.apply(story.records)
    titled = structs.replace(MENU, name="form", title="申請書の送付")
    site = replace(site, flows=lambda: (MENU, titled))
    agent = await newcomer(site.desk)
    lead = await newcomer(site.desk, "sv1", Role.SUPERVISOR)
    async with Browser(site) as browser:
        await browser.sign_in(agent)
        assert (await browser.get("/flows")).status == 403
    async with Browser(site) as browser:
        await browser.sign_in(lead)
        today = await (await browser.get("/flows?day=2026-02-02")).text()
        assert re.search(rf">{MENU.name}</a></td><td>2</td><td>3</td>", today)
        assert re.search(r">申請書の送付 <small>form</small></a></td><td>2</td>", today)
        assert re.search(
            r"<h1>申請書の送付<small>form.*"
            r'href="/flows/form/picture\?day=2026-02-02"[^>]*>原寸で見る',
            await (await browser.get("/flows/form?day=2026-02-02")).text(),
            re.DOTALL,
        )
        assert (
            "案内「申請書の送付」（form）"
            in await (await browser.get("/flows/form/picture")).text()
        )
    clock.passes(timedelta(days=1).total_seconds())
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv2", Role.SUPERVISOR))
        drawn = await browser.get(f"/flows/{MENU.name}/picture")
        text = await drawn.text()
        assert drawn.content_type == "image/svg+xml"
        assert ("着信 3 回" in text, ">2 回<" in text, ">1 回<" in text) == (True, True, True)
        assert (await browser.get("/flows/none")).status == 404
