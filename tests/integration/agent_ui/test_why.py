"""The page that tells why a call went where it went."""

from __future__ import annotations

import pytest

from agent_ui.shown import Site
from callcenter.commands import NoteDecision
from callcenter.decision_commands import Considered, Decided
from callcenter.events import TimerFired
from desk.roles import Role
from storage.audit import entries
from storage.projection import Projection
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.flooring import dialled, floored
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import newcomer
from tests.integration.storage.story import Story

pytestmark = pytest.mark.integration


async def test_a_call_in_progress_and_one_of_which_nothing_is_kept(site: Site) -> None:
    lead = await newcomer(site.desk, "sv1", Role.SUPERVISOR)
    story = Story()
    story.arrive("c1")
    away = Considered(seat="seat-02", reason="not_ready", detail="break")
    made = NoteDecision(
        call="c1", decided=Decided.OFFERED, rule="longest_idle", seat="seat-01", considered=(away,)
    )
    story.tell(TimerFired(at=story.at, timer="t"), made)
    await Projection(site.desk.engine, instance="i", zone=site.desk.zone).apply(story.records)
    async with Browser(site) as browser:
        await browser.sign_in(lead)
        await browser.follow(await browser.get("/board/why/c1"))
        assert "seat-01 を呼び出しました。" in browser.page
        assert "受付不可（休憩）" in browser.page
        assert (await browser.get("/board/why/c9")).status == 404


async def test_a_call_of_ours_that_ended_says_what_the_network_answered(
    site: Site, clock: Clock
) -> None:
    site, telling = floored(site, clock)
    telling.tell(dialled(clock()))
    await Projection(site.desk.engine, instance="i", zone=site.desk.zone).apply(telling.records)
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await browser.get("/board/calls/dialled")
        assert '<th scope="col">開始</th>' in browser.page
        [seen] = await entries(site.desk.engine, last=1)
        assert (seen.action, seen.detail) == ("board_calls_listed", {"dialled": "ours"})
        await browser.get("/board/why/ours")
        assert '<b class="tag">応答なし</b>' in browser.page
        assert "進行中" not in browser.page
