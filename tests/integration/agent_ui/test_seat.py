"""Seats over HTTP: what a person presses becomes an event, and a refusal a Japanese sentence."""

from __future__ import annotations

import pytest

from agent_ui.shown import Site
from callcenter.events import NotReadyPressed, OfSeat, ReadyPressed
from callcenter.wishes import WrapUpExtended
from desk.roles import Role
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.conftest import Controller
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.integration

SCRIPT = {"Sec-Fetch-Mode": "cors"}


async def test_ready_and_not_ready_with_a_reason_go_to_the_heart(
    site: Site, controller: Controller
) -> None:
    person = await newcomer(site.desk)
    async with Browser(site) as browser:
        await browser.sign_in(person)
        await browser.follow(await browser.post("/seat/take", seat="seat-01"))
        assert "受付可にする" in browser.page
        await browser.post("/seat/ready", headers=SCRIPT)
        await browser.post("/seat/wrap-up", headers=SCRIPT)
        await browser.post("/seat/not-ready", headers=SCRIPT, reason="break")
        await browser.get("/home")
        assert "休憩" in browser.page
    ready, longer, away = controller.wishes
    assert isinstance(longer, WrapUpExtended)
    assert isinstance(ready, ReadyPressed)
    assert isinstance(away, NotReadyPressed)
    assert (ready.seat, away.seat, away.reason) == ("seat-01", "seat-01", "break")
    assert ready.by == away.by != person.login


async def test_without_a_seat_nothing_is_submitted(site: Site, controller: Controller) -> None:
    person = await newcomer(site.desk)
    async with Browser(site) as browser:
        await browser.sign_in(person)
        answer = await browser.post("/seat/ready", headers=SCRIPT)
        assert answer.status == 409
        assert (await answer.json())["error"] == "先に席を選んでください。"
    assert controller.wishes == []


async def test_a_taken_seat_is_refused_and_the_person_told(site: Site) -> None:
    one, two = await newcomer(site.desk, "op1"), await newcomer(site.desk, "op2")
    async with Browser(site) as first, Browser(site) as second:
        await first.sign_in(one)
        await second.sign_in(two)
        await first.post("/seat/take", seat="seat-01")
        answer = await second.post("/seat/take", seat="seat-01", headers=SCRIPT)
        assert answer.status == 409
        await second.get("/home")
        assert 'value="seat-01"' not in second.page
        assert (await second.post("/seat/take", seat="seat-99")).status == 404


async def test_a_heart_that_cannot_be_reached_is_told_in_words(
    site: Site, controller: Controller
) -> None:
    person = await newcomer(site.desk)
    async with Browser(site) as browser:
        await browser.sign_in(person)
        await browser.post("/seat/take", seat="seat-01")
        controller.refuses = "unreachable"
        answer = await browser.post("/seat/ready", headers=SCRIPT)
        assert answer.status == 409
        assert "届きませんでした" in (await answer.json())["error"]


async def test_a_supervisor_ends_a_wrap_up_and_sees_every_seat(
    site: Site, controller: Controller
) -> None:
    lead = await newcomer(site.desk, "sv1", Role.SUPERVISOR)
    async with Browser(site) as browser:
        await browser.sign_in(lead)
        assert all(f'data-of="{seat}"' in browser.page for seat in site.seats)
        await browser.post("/seats/seat-02/ready", headers=SCRIPT)
        assert (await browser.post("/seats/seat-99/ready", headers=SCRIPT)).status == 404
        answer = await browser.post("/seats/seat-02/not-ready", headers=SCRIPT, reason="no such")
        assert answer.status == 400
    assert [each.seat for each in controller.wishes if isinstance(each, OfSeat)] == ["seat-02"]
