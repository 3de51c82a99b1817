"""The supervisors' levers over HTTP: by role, confirmed where a caller notices, in the trail."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from agent_ui.shown import Site
from app import duties
from callcenter.events import CenterClosed, OutboundPaused, OutboundPressed
from callcenter.floor_wishes import (
    CallerPulled,
    CapacityBent,
    CapacityRestored,
    PullReason,
    SeatsRecalled,
)
from callcenter.outcome import Outcome
from callcenter.seat import SeatState
from desk.roles import Role
from storage.audit import entries
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.conftest import Controller
from tests.integration.agent_ui.flooring import floored
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.integration

SCRIPT = {"Sec-Fetch-Mode": "cors"}


async def test_each_lever_becomes_a_wish_and_stands_in_the_trail(
    site: Site, controller: Controller, clock: Clock
) -> None:
    site, _ = floored(site, clock)
    lead = await newcomer(site.desk, "sv1", Role.SUPERVISOR)
    async with Browser(site) as browser:
        await browser.sign_in(lead)

        async def pressed(path: str, **fields: str) -> str:
            answer = await browser.post(path, headers=SCRIPT, **fields)
            return str((await answer.json())["error"])

        assert await pressed("/board/callers/c1/pull", reason="care", confirmed="1") == ""
        assert "確認" in await pressed("/board/close", ends_waiting="1")
        assert await pressed("/board/close", ends_waiting="1", confirmed="1") == ""
        assert await pressed("/board/capacity", seats="10", lines="12") == ""
        assert await pressed("/board/capacity/restore") == ""
        assert await pressed("/board/recall", reason="break") == ""
        assert await pressed("/board/outbound", what="started") == ""
        assert await pressed("/board/outbound", what="paused") == ""
        controller.refuses = "out_of_bounds"
        assert "契約の範囲" in await pressed("/board/capacity", seats="99", lines="99")
    pull, closed, bent, restored, recalled, on, paused, _ = controller.wishes
    assert isinstance(pull, CallerPulled)
    assert (pull.call, pull.reason) == ("c1", PullReason.CARE)
    assert isinstance(closed, CenterClosed)
    assert closed.ends_waiting
    assert isinstance(bent, CapacityBent)
    assert (bent.day, bent.seats, bent.lines) == (date(2026, 2, 2), 10, 12)
    assert isinstance(restored, CapacityRestored)
    assert isinstance(recalled, SeatsRecalled)
    assert isinstance(on, OutboundPressed)
    assert isinstance(paused, OutboundPaused)
    *told, refused = await entries(site.desk.engine, last=9)
    assert [each.action for each in told] == [
        *("caller_pulled", "center_closed", "capacity_changed", "capacity_changed"),
        *("seats_recalled", "calling_switched", "calling_switched", "capacity_changed"),
    ]
    assert (refused.action, refused.subject, refused.detail) == (
        *("lever_refused", told[-1].subject),
        {"of": "capacity_changed", "entry": told[-1].n, "why": "out_of_bounds"},
    )


async def test_nobody_is_put_first_unless_that_was_confirmed(
    site: Site, controller: Controller
) -> None:
    lead = await newcomer(site.desk, "sv1", Role.SUPERVISOR)
    async with Browser(site) as browser:
        await browser.sign_in(lead)
        answer = await browser.post("/board/callers/c1/pull", headers=SCRIPT, reason="care")
        told = {"error": "確認してから実行してください。"}  # of what nobody hears, too
        assert (answer.status, await answer.json()) == (409, told)
    assert controller.wishes == []


LEVERS = (
    *("callers/c1/pull", "close", "reopen", "capacity", "capacity/restore", "recall"),
    *("outbound", "notice"),
)
AT_A_SEAT = ("ready", "not-ready", "sign-out", "watch", "hand-down")


@pytest.mark.parametrize("role", [Role.AGENT, Role.CLIENT, Role.ADMIN])
async def test_each_lever_of_a_wrong_role_is_refused_and_logged(
    site: Site, controller: Controller, clock: Clock, role: Role
) -> None:
    site, _ = floored(site, clock)
    person = await newcomer(site.desk, "op1", role)
    paths = [f"/board/{each}" for each in LEVERS]
    paths += [f"/seats/seat-01/{each}" for each in AT_A_SEAT]
    paths += [f"/outbound/{each}" for each in ("on", "off", "pause", "resume")]
    async with Browser(site) as browser:
        await browser.sign_in(person)
        for path in paths:
            answer = await browser.post(path, headers=SCRIPT, confirmed="1", how="listen")
            assert answer.status == 403, path
    assert controller.wishes == []
    trail = await entries(site.desk.engine, last=len(paths), action="refused")
    known = {"c1": "{call}", "seat-01": "{seat}"}
    assert [(each.subject, each.detail) for each in trail] == [
        ("/".join(known.get(part, part) for part in path.split("/")), {"role": role.value})
        for path in paths
    ]
    assert len({each.who for each in trail}) == 1


@pytest.mark.parametrize(
    ("path", "field", "value"),
    [
        ("/board/callers/c1/pull", "reason", "because"),
        ("/board/recall", "reason", "nothing we know"),
        ("/board/outbound", "what", "faster"),
        ("/board/capacity", "seats", "-1"),
    ],
)
async def test_what_no_page_sends_is_refused(
    site: Site, controller: Controller, path: str, field: str, value: str
) -> None:
    lead = await newcomer(site.desk, "sv1", Role.SUPERVISOR)
    async with Browser(site) as browser:
        await browser.sign_in(lead)
        assert (await browser.fill(path, {field: value})).status == 400
    assert controller.wishes == []


async def test_a_notice_is_on_every_page_until_it_is_taken_down(site: Site, clock: Clock) -> None:
    site, _ = floored(site, clock)
    lead = await newcomer(site.desk, "sv1", Role.SUPERVISOR)
    async with Browser(site) as browser:
        await browser.sign_in(lead)
        await browser.post("/board/notice", text="本日 17時に　訓練があります", minutes="30")
        assert site.feed.snapshot()["notice"] == "本日 17時に 訓練があります"
        bad = await browser.post("/board/notice", headers=SCRIPT, text="あ" * 201, minutes="30")
        assert bad.status == 409
        bad = await browser.post("/board/notice", headers=SCRIPT, text="あ", minutes="721")
        assert bad.status == 409
        refused = await entries(site.desk.engine, last=9, action="lever_refused")
        assert [each.detail for each in refused] == [
            {"of": "notice_given", "minutes": minutes, "why": why}
            for minutes, why in ((30, "notice_text"), (721, "notice_minutes"))
        ]
        clock.passes(31 * 60 - 1)
        assert site.floor is not None
        await site.floor.look()
        assert site.feed.snapshot()["notice"] == ""
        clock.now = clock.now.replace(hour=1, minute=0)
        await browser.post("/board/notice", text="二つめ", minutes="30")
        await browser.post("/board/notice", text="")
        assert site.feed.snapshot()["notice"] == ""


async def test_a_person_is_signed_out_but_never_in_a_call(
    site: Site, controller: Controller, clock: Clock
) -> None:
    agent = await newcomer(site.desk, "op1")
    lead = await newcomer(site.desk, "sv1", Role.SUPERVISOR)
    path, sure = "/seats/seat-01/sign-out", {"confirmed": "1"}
    async with Browser(site) as theirs, Browser(site) as browser:
        await browser.sign_in(lead)
        await theirs.sign_in(agent)
        await theirs.post("/seat/take", seat="seat-01")
        controller.show("seat-01", SeatState.TALKING, call="c1")
        for fields in ({}, sure):
            assert (await browser.post(path, headers=SCRIPT, **fields)).status == 409
        empty = await browser.post("/seats/seat-02/sign-out", headers=SCRIPT, **sure)
        assert empty.status == 409
        talking, nobody = await entries(site.desk.engine, last=2, action="lever_refused")
        assert (talking.subject, talking.detail) == (
            *("seat-01", {"of": "session_ended", "why": "seat_in_talk"}),
        )
        assert (nobody.subject, nobody.detail["why"]) == ("seat-02", "seat_empty")
        assert not await entries(site.desk.engine, last=1, action="session_ended")
        controller.show("seat-01", SeatState.READY)
        assert (await browser.post(path, headers=SCRIPT, **sure)).status == 200
        assert "seat-01" not in site.sitters.by_seat
        assert (await theirs.get("/home")).headers["Location"] == "/sign-in"
        await browser.post("/seats/seat-02/ready", headers=SCRIPT)
        (entry,) = await entries(site.desk.engine, last=1, action="seat_set")
        assert (entry.subject, entry.detail) == ("seat-02", {"ready": True})
        controller.refuses = "seat_in_call"
        await browser.post("/seats/seat-02/not-ready", headers=SCRIPT)
    (refused,) = await entries(site.desk.engine, last=1)
    told = {"of": "seat_set", "entry": refused.n - 1, "why": "seat_in_call"}
    assert (refused.subject, refused.detail) == ("seat-02", told)


async def test_boards_are_told_of_the_desks_work_as_soon_as_somebody_changes_it(
    site: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duties, "LOOK_S", 60.0)
    site, telling = floored(site, clock)
    lead = await newcomer(site.desk, "sv1", Role.SUPERVISOR)
    async with Browser(site) as browser, asyncio.TaskGroup() as group:
        looking = group.create_task(telling.duties.run())
        await browser.sign_in(lead)
        socket = await browser.socket(path="/live/board")

        async def tickets() -> int:
            while True:
                news = await asyncio.wait_for(socket.receive_json(), 5)
                if "desk" in news.get("set", {}):
                    return int(news["set"]["desk"]["tickets"])

        assert await tickets() == 0
        due = f"{(clock() + timedelta(hours=2)).astimezone(site.desk.zone):%Y-%m-%dT%H:%M}"
        answer = await browser.post("/tickets", headers=SCRIPT, about="別居の場合は", due=due)
        assert answer.status < 400
        assert await tickets() == 1
        await socket.close()
        looking.cancel()


async def test_a_figure_of_a_board_is_told_from_memory_and_asks_no_history(
    site: Site, clock: Clock
) -> None:
    site, telling = floored(site, clock)
    asked: list[str] = []
    event.listen(
        site.desk.engine.sync_engine, "before_cursor_execute", lambda *each: asked.append(each[2])
    )
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        telling.ended("c1", Outcome.ANSWERED)
        telling.ended("c2", Outcome.NO_LINE)
        asked.clear()
        await browser.get("/board")
        socket = await browser.socket(path="/live/board")
        first = await asyncio.wait_for(socket.receive_json(), 5)
        assert "50.0" in str(first), "one of two was answered"
        telling.ended("c3", Outcome.ANSWERED)
        while "66.6" not in str(await asyncio.wait_for(socket.receive_json(), 5)):
            pass
        await socket.close()
    history = ("calls", "call_slots", "call_speeds", "caller_days", "call_digests")
    assert not [each for each in asked if any(f"FROM {table}" in each for table in history)]
