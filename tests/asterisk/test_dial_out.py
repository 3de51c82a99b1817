"""People are called: by hand and for callbacks, through the trunk, on a real Asterisk."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import replace

import numpy as np
import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from app.ask import why_not
from app.cli.desk_call import account
from app.cli.wish import WHENEVER
from app.home import open_home
from callcenter.commands import CloseDial, DialCitizen, MakeCitizen, ShowCallback
from callcenter.contact import ContactState
from callcenter.events import (
    AnnouncementEnded,
    CitizenAnswered,
    CitizenRang,
    LegJoined,
    PeopleSeated,
    RecordingEnded,
)
from callcenter.outcome import DialResult
from callcenter.wishes import OutsideTransferPressed
from tests.asterisk.agents_browser import agent_at, look
from tests.asterisk.calling_floor import Floor, floor_of
from tests.asterisk.hearing import said
from tests.asterisk.instance import LINE, Instance, running
from tests.asterisk.kept_sound import sides
from tests.asterisk.offers import LINES, OWN, PROMISED, offers, publish_offer
from tests.asterisk.phones.behaviour import (
    Behaviour,
    answer_after,
    busy,
    decline,
    no_answer,
    reject,
)
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.citizens import Citizens, shown_in, trunk_to
from tests.asterisk.phones.ports import free_udp_port
from tests.asterisk.phones.sound import RATE, level_at, tones
from tests.asterisk.shell import CommandFailed
from tests.asterisk.test_main_job import judge_recording
from tests.asterisk.ways import Callers
from tests.traces import has_failed

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

CITIZEN = OWN
OURS = "sip:0110000100@127.0.0.1"
SHOWN = {"From": OURS, "P-Asserted-Identity": OURS}
RINGBACK_HZ = 400
SEAT_HZ = 1000
VOICE_S = 0.3
BEGINS_S = 0.5
"""A recording that begins in the midst of a talk runs within this time."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def trunk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Instance, int]]:
    port = free_udp_port()
    folder = tmp_path_factory.mktemp("outbound")
    settings = trunk_to(port)
    async with running(folder, campaign="outbound", settings=settings) as instance:
        yield instance, port


@pytest_asyncio.fixture(loop_scope="module")
async def floor(trunk: tuple[Instance, int]) -> AsyncIterator[Floor]:
    async with floor_of(*trunk) as found:
        yield found


@pytest.mark.clause("SPR-II-3-1-イ-①")
async def test_the_seat_first_then_the_citizen_who_sees_our_number_and_both_are_recorded(  # noqa: PLR0915 (one long walk)
    floor: Floor,
) -> None:
    floor.citizens.behaviours[CITIZEN] = answer_after(0.7)
    told = await floor.instance.command("outbound", "dial", "seat-01", f"184{CITIZEN}", "--json")
    call = json.loads(told)["call"]
    leg, citizen = await floor.seat.next_call(), await floor.citizens.next_call()
    await citizen.until(CallState.ANSWERED)
    notice = await floor.instance.log.event(AnnouncementEnded, call=call)
    await asyncio.sleep(1.5)  # the talk, which is judged below
    citizen.hang_up()
    await leg.until(CallState.ENDED)
    closed = await floor.closed(call)
    row = await floor.instance.row(call, has=lambda row: row["recording"])
    talk_began = await floor.instance.log.event(CitizenAnswered, call=call)

    assert floor.citizens.called == [CITIZEN]
    assert shown_in(citizen) == SHOWN
    assert leg.times.answered is not None
    assert citizen.times.answered is not None
    assert leg.times.answered < citizen.times.invited
    rung = leg.heard(since=citizen.times.ringing or 0.0, until=citizen.times.answered)
    assert any(abs(each.hz - RINGBACK_HZ) < 5 for each in tones(rung))
    talk = leg.heard(since=floor.instance.epoch(notice.at) + 0.1)
    assert level_at(talk, 440) > -25
    assert level_at(talk, RINGBACK_HZ) < -50
    assert level_at(citizen.heard(since=citizen.times.answered + VOICE_S), 1000) > -25
    assert (closed.result, closed.by, closed.detail) == (
        DialResult.ANSWERED,
        f"cli:{account()}",
        "",
    )
    names = ("direction", "outcome", "from", "line", "seat")
    assert [row[each] for each in names] == [
        *("outbound", "answered", "+81312340001", "+81110000100", "seat-01")
    ]
    judge_recording(floor.instance.home / row["recording"], talk_s=row["talk_s"])
    # Who is called is told first: until they have heard it, nothing of either is kept.
    assert said(floor.instance.prompt("calling"), citizen, beside_hz=SEAT_HZ)
    told_s = (notice.at - talk_began.at).total_seconds()
    for side in sides(floor.instance.home / row["recording"]):
        assert not np.any(side[: round(told_s * RATE)])
        assert np.any(side[round((told_s + BEGINS_S) * RATE) :][: RATE // 2])


@pytest.mark.parametrize(
    ("behaviour", "result"),
    [
        (busy(), DialResult.BUSY),
        (decline(), DialResult.REJECTED),
        (reject(404), DialResult.NOT_IN_USE),
        (reject(503), DialResult.FAILED),
        (no_answer(), DialResult.NO_ANSWER),
        (answer_after(talk_s=0.02), DialResult.ANSWERED),
    ],
    ids=["486", "603", "404", "503", "rings out", "hangs up at once"],
)
async def test_what_the_network_says_is_kept(
    floor: Floor, behaviour: Behaviour, result: DialResult
) -> None:
    floor.citizens.behaviours[CITIZEN] = behaviour
    call = await floor.dial()
    closed = await floor.closed(call)
    assert closed.result is result
    assert floor.citizens.called == [CITIZEN]
    assert closed.dialled_at is not None


async def test_the_agent_hangs_up_before_there_is_an_answer(floor: Floor) -> None:
    floor.citizens.behaviours[CITIZEN] = answer_after(60)
    call = await floor.dial()
    leg, citizen = await floor.seat.next_call(), await floor.citizens.next_call()
    await floor.instance.log.event(CitizenRang, call=call)
    leg.hang_up()
    await citizen.until(CallState.ENDED)
    closed = await floor.closed(call)
    assert (closed.result, citizen.status) == (DialResult.CANCELLED, 487)


async def test_a_number_that_may_not_be_dialled_is_refused_in_one_line(floor: Floor) -> None:
    n = floor.instance.log.n
    with pytest.raises(CommandFailed) as caught:
        await floor.instance.command("outbound", "dial", "seat-01", "0570-012-345")
    assert caught.value.status == 1
    assert "0570、0990 などの番号にはかけられません" in caught.value.complaint
    assert not floor.instance.log.commands(MakeCitizen, after=n)


async def test_nobody_is_dialled_twice_when_the_controller_dies_while_it_rings(
    floor: Floor,
) -> None:
    floor.citizens.behaviours[CITIZEN] = answer_after(1.2)
    call = await floor.dial()
    leg, citizen = await floor.seat.next_call(), await floor.citizens.next_call()
    await floor.instance.log.event(CitizenRang, call=call)
    await killed(floor.instance)
    await floor.instance.log.event(CitizenAnswered, call=call)
    await floor.instance.log.event(AnnouncementEnded, call=call)
    await asyncio.sleep(0.5)  # they talk
    citizen.hang_up()
    await leg.until(CallState.ENDED)
    closed = await floor.closed(call)
    row = await floor.instance.row(call, has=lambda row: row["recording"])
    assert (closed.result, row["outcome"]) == (DialResult.ANSWERED, "answered")
    assert floor.citizens.called == [CITIZEN]
    assert len(floor.instance.log.commands(DialCitizen, call=call)) == 1


async def test_an_answer_and_its_end_while_nobody_listens_are_no_lost_attempt(
    floor: Floor,
) -> None:
    floor.citizens.behaviours[CITIZEN] = answer_after(0.3, talk_s=0.1)
    call = await floor.dial()
    await floor.citizens.next_call()
    await floor.instance.log.event(CitizenRang, call=call)
    os.kill(floor.instance.run["pid"], signal.SIGSTOP)
    await asyncio.sleep(0.8)  # answered and over
    await killed(floor.instance)
    closed = await floor.closed(call)
    assert closed.result is DialResult.ANSWERED
    assert closed.talk_s == pytest.approx(0.1, abs=0.1)
    assert floor.citizens.called == [CITIZEN]


async def test_each_way_through_the_offer_and_the_callback_comes_when_it_is_their_turn(
    trunk: tuple[Instance, int],
) -> None:
    instance, port = trunk
    await publish_offer(instance)
    await instance.command("callbacks", "promise", PROMISED, "--at", "2026-02-02T17:30")
    start, callers = instance.log.n, Callers(instance, at_once=LINES)
    closed = await callers.walk_all(*offers(english=False), *offers(english=True))
    each_language = ["callback_taken"] * 3 + ["abandoned_in_queue"] * 4
    assert [each.outcome for each in closed] == each_language * 2
    promised = json.loads(await instance.command("callbacks", "list", "--json", "--open"))
    keyed = [f"031234{each}" for each in ("0065", "0070", "0071", "0080", "0081")]
    assert sorted(each["number"] for each in promised) == sorted(
        "+81" + each[1:] for each in (CITIZEN, PROMISED, *keyed)
    )
    for each in promised:
        if each["number"] != "+81" + CITIZEN[1:]:
            await instance.command("callbacks", "cancel", each["id"])
    await is_kept(instance, port, closed[0].call, after=start)
    await instance.command("ivr", "revert", "--by", "sv-1")


async def is_kept(instance: Instance, port: int, call: str, *, after: int) -> None:
    """Free a seat: the promise of a call is kept, and the citizen talks with it."""
    taken = await instance.log.command(ShowCallback, after=after, taken_from=call)
    async with (
        Citizens(instance.sip, port=port) as net,
        instance.seated("seat-01", answer_after(0.1)),
    ):
        called = await net.next_call()
        await called.until(CallState.ANSWERED)
        answered = await instance.log.event(CitizenAnswered, after=after)
        await instance.log.event(AnnouncementEnded, after=after, call=answered.call)
        called.hang_up()
        filed = await instance.log.command(CloseDial, after=after)
        shown = await instance.log.command(ShowCallback, after=after, state=ContactState.REACHED)
        await instance.until_empty()
    versions = json.loads(await instance.command("ivr", "versions", "--json"))
    words = "正確なご案内のため、この通話を録音いたします。"
    notice = instance.prompt("calling", words, version=versions["in_force"])
    assert said(notice, called, beside_hz=SEAT_HZ)
    assert net.called == [CITIZEN]
    assert shown_in(called) == SHOWN
    assert (filed.contact, filed.result) == (taken.callback, DialResult.ANSWERED)
    assert (shown.callback, shown.tries) == (taken.callback, 1)


async def killed(instance: Instance) -> None:
    """Kill the controller and wait for the next one."""
    old = instance.run["pid"]
    os.kill(old, signal.SIGKILL)
    await instance.until_pid("pid", other_than=old)


async def test_a_caller_is_handed_over_to_a_listed_number_and_that_talk_is_not_recorded(
    floor: Floor,
) -> None:
    instance, home, start = floor.instance, open_home(floor.instance.home), floor.instance.log.n
    floor.citizens.behaviours[CITIZEN] = answer_after(0.1)
    await instance.ready("seat-01")
    async with CallerPhone(instance.sip, "0312340009") as caller:
        talk = caller.call(LINE)
        seat = await instance.log.event(LegJoined, after=start)
        wish = OutsideTransferPressed(at=WHENEVER, seat="seat-01", by="op-1", to="city_hall")
        assert await why_not(home, replace(wish, to="0312340002")) == "unknown_number"
        assert await why_not(home, wish) == ""
        city = await floor.citizens.next_call()
        out = await instance.log.event(LegJoined, after=start, leg=f"{seat.call}~2")
        await instance.log.event(RecordingEnded, after=start, call=seat.call)
        await asyncio.sleep(VOICE_S + 0.5)  # they talk, which is judged below
        heard_from = instance.epoch(out.at) + VOICE_S
        city.hang_up()
        await talk.until(CallState.ENDED)
    closed = await instance.closed(seat.call)
    await instance.until_empty()
    assert level_at(talk.heard(since=heard_from), 440) > -25
    assert "0110000100" in shown_in(city)["From"]
    assert (closed.outcome, closed.seat) == ("answered", "seat-01")
    assert closed.detail == "transferred_out transferred"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def page(
    trunk: tuple[Instance, int],
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> AsyncIterator[Page]:
    folder = tmp_path_factory.mktemp("browser")
    async with agent_at(trunk[0], "seat-02", folder, failed=lambda: has_failed(request)) as seated:
        yield seated


async def test_an_agent_dials_and_redials_from_the_page(  # noqa: PLR0915 (one long walk)
    trunk: tuple[Instance, int], page: Page
) -> None:
    instance, port = trunk
    start = instance.log.n
    async with Citizens(instance.sip, port=port) as net:
        work, phone = page.frame_locator("#work"), page.locator("body")
        await page.keyboard.press("Alt+D")
        number = page.get_by_label("電話番号")
        await expect(number).to_be_focused()
        await page.keyboard.type("0570-012-345")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("0570、0990 などの番号にはかけられません")).to_be_visible()
        await look(page, "phone_dial_refused")
        await number.fill("03-1234-0001")
        await page.keyboard.press("Enter")
        first = await net.next_call()
        await first.until(CallState.ANSWERED)
        await expect(phone).to_have_attribute("data-phone", "talking")
        await expect(work.locator("#caller h2")).to_have_text("03-1234-0001")
        await expect(phone).to_have_attribute("data-recording", "on")  # they have heard the notice
        await look(page, "phone_dialled")
        await asyncio.sleep(0.5)  # a word
        assert level_at(first.heard(), 1000) > -25
        await work.get_by_label("受付番号で探す").focus()  # where an agent's hands are
        for heard in ("muted", "on"):
            await page.keyboard.press("Alt+S")
            await expect(phone).to_have_attribute("data-recording", heard)
        await page.get_by_role("button", name="電話を切る").click()
        await first.until(CallState.ENDED)
        await instance.log.command(CloseDial, after=start, seat="seat-02")
        await work.get_by_label("受付番号で探す").focus()
        await page.keyboard.press("Alt+D")
        await expect(number).to_be_focused()
        n = instance.log.n
        await page.get_by_role("button", name="前にかけた番号にもう一度").click()
        again = await net.next_call()
        await instance.log.event(CitizenAnswered, after=n)
        await expect(phone).to_have_attribute("data-phone", "talking")
        again.hang_up()
        await expect(phone).to_have_attribute("data-phone", "idle")
        await instance.until_empty()
        await work.get_by_role("link", name="折り返し").click()
        await expect(work.get_by_role("heading", name="折り返し", exact=True)).to_be_visible()
        await expect(page.get_by_role("button", name="受付可にする")).to_be_visible()
        await look(page, "callbacks")
    assert net.called == [CITIZEN, CITIZEN]
    events = (each.event for each in instance.log.records())
    *_, told = (each for each in events if isinstance(each, PeopleSeated))
    assert [each.seat for each in told.people] == ["seat-02"]  # whom their callers ring first


async def test_a_caller_is_handed_over_to_a_listed_number_from_the_page(
    trunk: tuple[Instance, int], page: Page
) -> None:
    instance, port = trunk
    start, phone = instance.log.n, page.locator("body")
    async with (
        Citizens(instance.sip, port=port) as net,
        CallerPhone(instance.sip, "0312340009") as caller,
    ):
        # A page without the seat's own buttons: the phone's bar has them, and their keys.
        await (
            page.frame_locator("#work")
            .locator("nav")
            .get_by_role("link", name="折り返し", exact=True)
            .focus()
        )
        await page.keyboard.press("Alt+2")
        await expect(page.locator("[data-phone-seat-reason]")).to_have_text("休憩")
        await look(page, "phone_away")
        await page.keyboard.press("Alt+1")
        await expect(phone).to_have_attribute("data-seat-state", "ready")
        talk = caller.call(LINE)
        await expect(phone).to_have_attribute("data-phone", "ringing")
        await page.keyboard.press("Alt+A")
        await expect(phone).to_have_attribute("data-phone", "talking")
        await page.keyboard.press("Alt+T")
        await expect(page.locator("[data-phone-numbers]")).to_contain_text("03-1234-0001")
        await look(page, "phone_outside")
        await page.get_by_role("button", name="city_hall 転送").press("Enter")
        city = await net.next_call()
        await city.until(CallState.ANSWERED)
        await expect(phone).to_have_attribute("data-phone", "idle")
        seat = await instance.log.event(LegJoined, after=start)
        out = await instance.log.event(LegJoined, after=start, leg=f"{seat.call}~2")
        await asyncio.sleep(VOICE_S + 0.5)  # they talk, which is judged below
        city.hang_up()
        await talk.until(CallState.ENDED)
    closed = await instance.closed(seat.call)
    heard = talk.heard(since=instance.epoch(out.at) + VOICE_S)
    assert level_at(heard, 440) > -25 > -45 > level_at(heard, SEAT_HZ)
    assert (closed.seat, closed.detail) == ("seat-02", "transferred_out transferred")
    await instance.not_ready("seat-02")
