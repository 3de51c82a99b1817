"""The phone in the page: a real Chromium answers, holds, mutes, carries on after a reload."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from callcenter.commands import ClearAlarm, CloseCall, RingSeat, ShowSeat
from callcenter.events import CallArrived, LegJoined, PhoneUnregistered
from callcenter.wishes import HoldPressed, ResumePressed
from tests.asterisk.agents_browser import agent_at, look
from tests.asterisk.hearing import loudness
from tests.asterisk.instance import LINE, Instance, running
from tests.asterisk.kept_sound import breaks, sides, sounding_s
from tests.asterisk.lossy_path import lossy_path
from tests.asterisk.page_calls import (
    AGENT_HZ,
    EDGE_S,
    SETTLED_S,
    heard_again,
    hears,
    keys_in,
    missing,
)
from tests.asterisk.phones.behaviour import answer_after
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller import Caller
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.caller_plan import CallerPlan, hangs_up
from tests.asterisk.phones.outgoing_call import OutgoingCall
from tests.asterisk.phones.sound import RATE, level_at
from tests.traces import has_failed

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

CALLER_HZ, OTHER_HZ = 440, 1700
RESUMED_S = 5.0
"""After a change: jitter buffers and music take so long to come and go."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def counter(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Instance]:
    async with running(tmp_path_factory.mktemp("counter")) as instance:
        yield instance


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def page(
    counter: Instance, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> AsyncIterator[Page]:
    folder = tmp_path_factory.mktemp("browser")
    async with agent_at(
        counter, "seat-01", folder, tone_hz=AGENT_HZ, failed=lambda: has_failed(request)
    ) as seated:
        await seated.keyboard.press("Alt+1")
        yield seated


async def shows(page: Page, state: str) -> None:
    await expect(page.locator("body")).to_have_attribute("data-phone", state)


@pytest.mark.clause("SPR-II-3-1-イ")
async def test_a_call_of_sipp_is_answered_by_click_and_both_are_in_the_recording(
    counter: Instance, page: Page
) -> None:
    start = counter.log.n
    plan = CallerPlan(ending=hangs_up(8), line=LINE, tone_hz=CALLER_HZ)
    async with Caller(counter.sip, plan) as caller:
        arrived = await counter.log.event(CallArrived, after=start)
        await shows(page, "ringing")
        await page.get_by_role("button", name="電話に出る").click()
        await shows(page, "talking")
        await expect(page.frame_locator("#work").locator("#caller h2")).to_have_text("03-1234-5678")
        await look(page, "phone_talking")
        (call,) = await caller.finished()
    row = await counter.row(arrived.call, has=lambda row: row["recording"])
    assert (call.status, call.ended_by) == (200, "us")
    assert (row["outcome"], row["seat"]) == ("answered", "seat-01")
    left, right = sides(counter.home / row["recording"])
    assert level_at(left, CALLER_HZ) > -20 > -60 > level_at(left, AGENT_HZ)
    assert level_at(right, AGENT_HZ) > -25 > -55 > level_at(right, CALLER_HZ)
    await shows(page, "idle")
    begun = json.loads(await counter.command("audit", "show", "--action", "record_begun", "--json"))
    assert [(each["from"], each["detail"]["call"]) for each in begun] == [("system", arrived.call)]


@contextlib.asynccontextmanager
async def talk(counter: Instance, page: Page) -> AsyncIterator[tuple[OutgoingCall, str]]:
    """A citizen and the agent talk; gives the citizen's call and its id."""
    start = counter.log.n
    async with CallerPhone(counter.sip, "0312345678", tone_hz=CALLER_HZ) as caller:
        call = caller.call(LINE)
        arrived = await counter.log.event(CallArrived, after=start)
        await shows(page, "ringing")
        await page.keyboard.press("Alt+a")
        await shows(page, "talking")
        await asyncio.sleep(SETTLED_S)
        assert await hears(call, AGENT_HZ) > -25
        yield call, arrived.call
    await shows(page, "idle")


async def test_a_caller_is_muted_and_held_and_hears_the_agent_again(  # noqa: PLR0915 (one walk)
    counter: Instance, page: Page
) -> None:
    shell = page.locator("body")
    async with talk(counter, page) as (call, name):
        joined = await counter.log.event(LegJoined, call=name)
        before, silenced_at = counter.log.n, time.time()
        await page.get_by_role("button", name="消音").click()
        await asyncio.sleep(SETTLED_S)
        assert await hears(call, AGENT_HZ) < -55
        await page.keyboard.press("Alt+m")
        await page.get_by_role("button", name="保留").click()
        await expect(shell).to_have_attribute("data-held", "1")
        await asyncio.sleep(SETTLED_S)
        held_at = time.time()
        assert await hears(call, AGENT_HZ, for_s=1.0) < -40
        assert loudness(call, since=held_at) > 50  # music
        await page.keyboard.press("Alt+h")
        await expect(shell).to_have_attribute("data-held", "")
        await asyncio.sleep(SETTLED_S)
        keyed_at = time.time()
        spoke_at = await keys_in(page, call, "7#")
        call.hang_up()
        closed = await counter.log.command(CloseCall, call=name)
    assert closed.hold_s > 1.0
    row = await counter.row(name, has=lambda row: row["recording"])
    whole_s = closed.talk_s + closed.hold_s
    left, right = sides(counter.home / row["recording"])
    assert len(left) / RATE == pytest.approx(whole_s, abs=0.3)
    assert sounding_s(right) > whole_s - 0.5  # after the hold the agent is recorded again
    [held] = counter.log.events(HoldPressed, after=before)
    [resumed] = counter.log.events(ResumePressed, after=before)
    began, ended = counter.epoch(joined.at), call.times.ended or 0.0
    times = {"began": began, "since": began + SETTLED_S, "until": ended - EDGE_S}
    assert breaks(left, CALLER_HZ, call, **times) == []  # who is held is recorded all the same
    spans = [
        (began + EDGE_S, silenced_at),
        (counter.epoch(resumed.at), keyed_at + EDGE_S),
        (spoke_at - EDGE_S, ended),
    ]
    assert missing(right, spans, began=began) == []
    start, end = (counter.epoch(each.at) - began for each in (held, resumed))
    assert not np.any(right[round((start + EDGE_S) * RATE) : round((end - EDGE_S) * RATE)])


async def test_a_page_that_is_reloaded_in_the_midst_of_a_call_carries_on(
    counter: Instance, page: Page
) -> None:
    async with talk(counter, page) as (call, name):
        joined_at = (await counter.log.event(LegJoined, call=name)).at
        before, reloaded_at = counter.log.n, time.time()
        await page.reload()
        again = await counter.log.command(RingSeat, after=before)
        assert (again.call, again.resumes) == (name, True)
        joined = await counter.log.event(LegJoined, after=before)
        assert counter.epoch(joined.at) - reloaded_at < 5
        await shows(page, "talking")
        async with asyncio.timeout(RESUMED_S):  # keys for the sound are agreed on anew
            while await hears(call, AGENT_HZ) <= -25:
                pass
        await asyncio.sleep(2 * SETTLED_S)  # a second of it is looked for in the recording
        await page.get_by_role("button", name="電話を切る").click()
        await call.until(CallState.ENDED)
        closed = await counter.log.command(CloseCall, call=name)
    assert (closed.outcome, closed.seat) == ("answered", "seat-01")
    assert closed.detail.split() == ["seat_left", "interrupted"]
    row = await counter.row(name, has=lambda row: row["recording"])
    left, right = sides(counter.home / row["recording"])
    began, ended = counter.epoch(joined_at), call.times.ended or 0.0
    times = {"began": began, "since": began + SETTLED_S, "until": ended - SETTLED_S}
    assert breaks(left, CALLER_HZ, call, **times) == []  # of the caller nothing is missing
    first, last = right[: RATE // 2], right[-RATE : -RATE // 2]
    assert level_at(first, AGENT_HZ) > -25
    assert level_at(last, AGENT_HZ) > -25
    back = heard_again(call, since=counter.epoch(joined.at))
    # As long as keys are agreed on nothing comes from the page, to the caller neither.
    spans = [(began + EDGE_S, reloaded_at), (back - EDGE_S, ended)]
    assert missing(right, spans, began=began) == []


async def test_a_page_whose_socket_breaks_in_the_midst_of_a_call_keeps_its_leg(
    counter: Instance, page: Page
) -> None:
    await page.add_init_script(CATCHES_SOCKETS)
    await page.reload()
    await shows(page, "idle")
    async with talk(counter, page) as (call, name):
        before, sockets = counter.log.n, await page.evaluate("sockets.length")
        await page.evaluate("sockets.at(-1).close()")
        async with asyncio.timeout(RESUMED_S):
            while await page.evaluate("sockets.at(-1).answers") < REGISTERED:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert await page.evaluate("sockets.length") > sockets
        await is_heard(call)
        await page.wait_for_function(FAR_IS_HEARD)
        call.hang_up()  # which Asterisk tells the socket that it was told of
        await shows(page, "idle")
        closed = await counter.log.command(CloseCall, call=name)
    assert (closed.outcome, closed.seat) == ("answered", "seat-01")
    assert counter.log.commands(RingSeat, after=before) == []
    assert counter.log.events(LegJoined, after=before) == []
    row = await counter.row(name, has=lambda row: row["recording"])
    left, right = sides(counter.home / row["recording"])
    assert level_at(left[-RATE // 2 :], CALLER_HZ) > -25
    assert level_at(right[-RATE // 2 :], AGENT_HZ) > -25


async def test_a_ring_is_over_with_its_socket(counter: Instance, page: Page) -> None:
    async with CallerPhone(counter.sip, "0312345678") as caller:
        call = caller.call(LINE)
        await shows(page, "ringing")
        await page.evaluate("sockets.at(-1).close()")
        await shows(page, "idle")
        await page.keyboard.press("Alt+1")
        await shows(page, "ringing")  # for the next one its phone is free
        call.hang_up()
        await shows(page, "idle")


async def test_a_caller_is_handed_over_to_another_seat(counter: Instance, page: Page) -> None:
    async with (
        counter.seated("seat-02", answer_after(0.3), tone_hz=OTHER_HZ),
        talk(counter, page) as (call, name),
    ):
        await page.get_by_text("転送・相談").click()
        await look(page, "phone_transfer")
        await page.get_by_role("button", name="seat-02 転送").click()
        await shows(page, "idle")
        await counter.log.event(LegJoined, call=name, leg=f"{name}~2")
        await asyncio.sleep(SETTLED_S)
        assert await hears(call, OTHER_HZ) > -25
        call.hang_up()
        closed = await counter.log.command(CloseCall, call=name)
    assert (closed.seat, closed.detail) == ("seat-02", "transferred")
    await counter.not_ready("seat-02")


async def ask(page: Page, other: Page) -> None:
    """By keyboard: the first page asks the second one, which picks up."""
    await other.keyboard.press("Alt+1")
    await page.keyboard.press("Alt+t")
    button = page.get_by_role("button", name="札幌 花子（seat-02） 相談")
    await expect(button).to_be_visible()
    await button.press("Enter")
    await shows(other, "ringing")
    await expect(other.locator(".tie")).to_have_text("相談：札幌 花子（seat-01）")
    await other.keyboard.press("Alt+a")
    await shows(other, "talking")
    await expect(page.locator("body")).to_have_attribute("data-tie", "consulting")
    await look(page, "phone_asking")
    await asyncio.sleep(SETTLED_S)


async def test_a_second_browser_is_asked_and_takes_the_caller(
    counter: Instance, page: Page, tmp_path: Path
) -> None:
    async with (
        agent_at(counter, "seat-02", tmp_path, tone_hz=OTHER_HZ) as other,
        talk(counter, page) as (call, name),
    ):
        await ask(page, other)
        asked_at = time.time()
        assert await hears(call, OTHER_HZ) < -40
        assert loudness(call, since=asked_at) > 50  # music
        await page.keyboard.press("Alt+j")
        await expect(page.locator(".tie")).to_have_text("三者通話：札幌 花子（seat-02）")
        await asyncio.sleep(SETTLED_S)
        assert min([await hears(call, hz) for hz in (OTHER_HZ, AGENT_HZ)]) > -30
        await look(page, "phone_three_way")
        await page.keyboard.press("Alt+x")
        await shows(page, "idle")
        await expect(other.locator(".tie")).to_have_text("転送：札幌 花子（seat-01）")
        handed = other.frame_locator("#work").locator(".handed")
        await expect(handed).to_contain_text("前の担当者の記録：札幌 花子（下書き）")
        await look(other, "phone_handed")
        assert await hears(call, OTHER_HZ) > -30
        call.hang_up()
        closed = await counter.log.command(CloseCall, call=name)
        await shows(other, "idle")
    assert (closed.seat, closed.detail) == ("seat-02", "transferred")


async def test_a_call_is_declined_and_the_seat_takes_none_until_it_is_ready_again(
    counter: Instance, page: Page
) -> None:
    start = counter.log.n
    async with CallerPhone(counter.sip, "0312345678") as caller:
        call = caller.call(LINE)
        await shows(page, "ringing")
        await page.get_by_role("button", name="出ない").click()
        await counter.log.command(ShowSeat, after=start, state="not_ready", reason="declined")
        await shows(page, "idle")
        call.hang_up()
        await call.until(CallState.ENDED)
    mine = page.frame_locator("#work").locator("#my-seat")
    await expect(mine).to_have_attribute("data-state", "not_ready")
    await page.keyboard.press("Alt+1")
    await counter.log.command(ShowSeat, after=start, state="ready")


CATCHES_SOCKETS = """
  window.sockets = [];
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      if (!this.url.endsWith("/ws/sip")) return;
      this.answers = 0;
      this.addEventListener("message", ({ data }) => {
        if (/^SIP.2.0 200 [^]*CSeq: [0-9]+ (REGISTER|INVITE)/i.test(data)) this.answers += 1;
      });
      sockets.push(this);
    }
  };
"""
REGISTERED = 2
"""Answers of Asterisk on a new socket: to the registration, and to the re-INVITE after it."""
FAR_IS_HEARD = "() => document.querySelector('[data-phone-level-far]').value > 0.05"
CATCHES_MICROPHONE = """
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => (window.opened = await open(wanted));
"""


async def is_heard(call: OutgoingCall) -> None:
    """Wait until the caller hears the agent."""
    async with asyncio.timeout(2 * RESUMED_S):
        while await hears(call, AGENT_HZ) <= -25:
            pass


async def alarmed(counter: Instance, kind: str) -> None:
    """Wait until supervisors are told of an alarm."""
    name = f'madoguchi_alarms{{kind="{kind}"}}'
    async with asyncio.timeout(20):
        while not (await counter.metrics()).get(name):  # noqa: ASYNC110
            await asyncio.sleep(0.2)


async def test_supervisors_are_told_of_a_bad_line_and_a_lost_microphone_in_mid_talk(
    counter: Instance, page: Page
) -> None:
    async with contextlib.AsyncExitStack() as stack:
        path = await stack.enter_async_context(lossy_path(page))
        await page.add_init_script(CATCHES_MICROPHONE)
        await page.reload()
        await shows(page, "idle")
        start = counter.log.n
        caller = await stack.enter_async_context(CallerPhone(counter.sip, "0312345678"))
        call = caller.call(LINE)
        name = (await counter.arrived(after=start)).call
        await shows(page, "ringing")
        await page.keyboard.press("Alt+a")
        await is_heard(call)
        path.loss = 0.3
        await alarmed(counter, "seat_quality")
        path.loss = 0.0
        await page.evaluate("opened.getTracks()[0].stop()")
        shown = await counter.log.command(ShowSeat, after=start, voiceless=True)
        assert (shown.seat, shown.state, shown.call) == ("seat-01", "talking", name)
        await alarmed(counter, "seat_microphone")
        await look(page, "phone_microphone")
        await page.get_by_role("button", name="マイクをつなぎ直す").click()
        await counter.log.command(ClearAlarm, after=start, subject="seat-01")
        await is_heard(call)
        call.hang_up()
        await counter.closed(name)


async def test_one_tab_has_the_phone_and_signing_out_closes_it(
    counter: Instance, page: Page
) -> None:
    second = await page.context.new_page()
    await second.goto("/desk")
    note = second.get_by_text("別のタブで使われています")
    await expect(note).to_be_visible()
    await look(second, "phone_elsewhere")
    await shows(page, "idle")
    await second.get_by_role("button", name="このタブで使う").click()
    await shows(second, "idle")
    await expect(page.get_by_text("別のタブで使われています")).to_be_visible()
    before = counter.log.n
    inside = second.frame_locator("#work")
    await inside.locator("details.me summary").click()
    await inside.get_by_role("button", name="サインアウト").click()
    await second.wait_for_url("**/sign-in")
    await counter.log.event(PhoneUnregistered, after=before, endpoint="seat-01w")
    await second.close()
