"""A supervisor's levers on a talk over HTTP: by role, confirmed where it is heard, in the trail."""

from __future__ import annotations

import pytest

from agent_ui.shown import Site
from callcenter.guest_wishes import ConsultPressed, Watch, WatchPressed
from callcenter.seat import SeatState
from desk.roles import Role
from storage.audit import entries
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.conftest import Controller
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.integration

SCRIPT = {"Sec-Fetch-Mode": "cors"}


async def test_a_supervisor_comes_to_a_talk_and_the_trail_tells_of_it(
    site: Site, controller: Controller
) -> None:
    lead = await newcomer(site.desk, "sv1", Role.SUPERVISOR)
    controller.show("seat-01", SeatState.TALKING, call="c1")
    async with Browser(site) as browser:
        await browser.sign_in(lead)
        answer = await browser.post("/seats/seat-01/watch", headers=SCRIPT, how="listen")
        assert (await answer.json())["error"] == "先に席を選んでください。"
        (unseated,) = await entries(site.desk.engine, last=1)
        assert (unseated.action, unseated.subject, unseated.detail) == (
            *("lever_refused", "c1"),
            {"of": "call_watched", "seat": "seat-01", "how": "listen", "why": "no_seat"},
        )
        await browser.follow(await browser.post("/seat/take", seat="sv-01"))
        assert "ささやく" in browser.page
        await browser.post("/seats/seat-01/watch", headers=SCRIPT, how="whisper")
        answer = await browser.post("/seats/seat-01/watch", headers=SCRIPT, how="take_over")
        assert "確認" in (await answer.json())["error"]
        await browser.post("/seats/seat-01/watch", headers=SCRIPT, how="take_over", confirmed="1")
        assert (await browser.post("/seats/seat-01/watch", how="record")).status == 400
        controller.refuses = "not_talking"
        await browser.post("/seats/seat-01/watch", headers=SCRIPT, how="barge", confirmed="1")
        controller.wishes.pop()
    *_, pressed, refused = await entries(site.desk.engine, last=4)
    entry = {"of": "call_watched", "entry": pressed.n, "why": "not_talking"}
    assert (refused.subject, refused.detail) == ("c1", entry)
    wishes = [each for each in controller.wishes if isinstance(each, WatchPressed)]
    told = [(each.seat, each.of, each.how) for each in wishes]
    assert told == [("sv-01", "seat-01", how) for how in (Watch.WHISPER, Watch.TAKE_OVER)]
    trail = await entries(site.desk.engine, last=10, action="call_watched")
    assert [(each.subject, each.detail["how"]) for each in trail] == [
        *(("c1", "whisper"), ("c1", "take_over"), ("c1", "barge")),
    ]


@pytest.mark.parametrize("role", [Role.AGENT, Role.MANAGER, Role.CLIENT])
async def test_nobody_else_listens_and_who_tries_is_in_the_trail(
    site: Site, controller: Controller, role: Role
) -> None:
    person = await newcomer(site.desk, "op1", role)
    async with Browser(site) as browser:
        await browser.sign_in(person)
        answer = await browser.post("/seats/seat-01/watch", headers=SCRIPT, how="listen")
        assert answer.status == 403
    assert controller.wishes == []
    (entry,) = await entries(site.desk.engine, last=1, action="refused")
    assert "watch" in str(entry.detail) + entry.subject


async def test_a_supervisor_is_rung_although_the_seat_takes_no_calls(
    site: Site, controller: Controller
) -> None:
    lead = await newcomer(site.desk, "sv1", Role.SUPERVISOR)
    agent = await newcomer(site.desk, "op1")
    async with Browser(site) as theirs, Browser(site) as own:
        await theirs.sign_in(lead)
        await theirs.post("/seat/take", seat="sv-01")
        await own.sign_in(agent)
        await own.post("/seat/take", seat="seat-01")
        for to in ("sv-01", "seat-02"):
            await own.post("/phone/consult", headers=SCRIPT, to=to)
    asked = [each for each in controller.wishes if isinstance(each, ConsultPressed)]
    assert [(each.to, each.though_not_ready) for each in asked] == [
        *(("sv-01", True), ("seat-02", False)),
    ]
