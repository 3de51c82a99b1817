"""Real calls on three boards: what `calls` tells, through a restart of everything; why; who hears.

The supervisor sits at a seat with a browser phone whose microphone hears a tone.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from callcenter.commands import NoteDecision, ShowSeat
from callcenter.decision_commands import Decided
from callcenter.events import LegJoined
from callcenter.outcome import Outcome
from metrics.day_figures import ENDED
from tests.asterisk.agents_browser import agent_at
from tests.asterisk.board_reading import (
    KEEPS_WHAT_COMES,
    listed,
    page_hears,
    rate_and_half_hours_agree,
    why,
)
from tests.asterisk.instance import CAMPAIGNS, LINE, PROGRAM, Instance, running
from tests.asterisk.phones.behaviour import answer_after, decline
from tests.asterisk.phones.call import PhoneCall
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.sound import level_at
from tests.traces import has_failed

pytestmark = [
    pytest.mark.asterisk,
    pytest.mark.timeout(240),  # everything is begun twice
    pytest.mark.asyncio(loop_scope="module"),
]

CALLER_HZ, SEAT_HZ, SUPERVISOR_HZ = 440, 1010, 2710
LOUD_DB, SILENT_DB = -30.0, -55.0
HEARD_S, WITHIN_S = 0.5, 15.0
READY_S = 110.0
LOADED_MS = 30_000
"""Five pages of one browser load at once, while everything is begun anew."""
TONES = """
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...at) {
    if (this.context.state === "running") window.tones = (window.tones ?? 0) + 1;
    return start.apply(this, at);
  };
"""
SHOWN = """
  () => ({
    values: [...document.querySelectorAll("#floor [data-value]:not(time), #floor [data-slot]")]
      .map((each) => [each.dataset.value ?? each.dataset.slot, each.textContent]),
    callers: [...document.querySelectorAll("#callers li")].map((each) => each.dataset.call),
    ...Object.fromEntries([...document.querySelectorAll("#desks > li")]
      .map((each) => [each.dataset.desk, `${each.dataset.state} ${each.dataset.registered}`])),
    alarms: [...document.querySelectorAll("#alarms li")].map((each) => each.firstChild.textContent),
  })
"""
"""All that a board shows but for how long something lasts."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def counter(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Instance]:
    """An instance that is found at the same address after a restart."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {"MADOGUCHI_WEB__PORT": str(port)}
    folder = tmp_path_factory.mktemp("board")
    async with running(folder, environment=environment) as instance:
        yield instance


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lead(
    counter: Instance, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> AsyncIterator[Page]:
    """A supervisor at seat-09, and the telephone around the pages."""
    async with agent_at(
        counter,
        "seat-09",
        tmp_path_factory.mktemp("browser"),
        tone_hz=SUPERVISOR_HZ,
        role="supervisor",
        failed=lambda: has_failed(request),
    ) as page:
        page.context.set_default_timeout(LOADED_MS)
        yield page


async def hears(phone: PhoneCall, hz: float) -> float:
    """Tell how loud a phone hears a frequency from now on."""
    since = time.time()
    await asyncio.sleep(HEARD_S)
    return level_at(phone.heard(since=since), hz)


async def comes(phone: PhoneCall, hz: float) -> None:
    """Wait until a phone hears a frequency."""
    async with asyncio.timeout(WITHIN_S):
        while await hears(phone, hz) < LOUD_DB:
            pass


async def listens(lead: Page, counter: Instance, caller: PhoneCall, agent: PhoneCall) -> None:
    """By 聞く: the supervisor hears both, and neither of them hears the supervisor."""
    start = counter.log.n
    await lead.evaluate(KEEPS_WHAT_COMES)
    await lead.frame_locator("#work").get_by_role("button", name="seat-01 聞く").click()
    await counter.log.command(ShowSeat, after=start, seat="seat-09", tie="listening")
    await page_hears(lead, CALLER_HZ, SEAT_HZ)
    for phone in (caller, agent):
        assert await hears(phone, SUPERVISOR_HZ) < SILENT_DB


async def test_whom_a_supervisor_whispers_to_from_the_page_hears_it_and_the_caller_does_not(
    counter: Instance, lead: Page
) -> None:
    work, start = lead.frame_locator("#work"), counter.log.n
    async with (
        counter.seated("seat-01", answer_after(0.2), tone_hz=SEAT_HZ) as seat,
        CallerPhone(counter.sip, "0312345678", tone_hz=CALLER_HZ) as phone,
    ):
        caller = phone.call(LINE)
        arrived = await counter.arrived(after=start)
        await counter.log.event(LegJoined, call=arrived.call)
        agent = seat.calls[-1]
        await comes(caller, SEAT_HZ)
        await listens(lead, counter, caller, agent)
        await work.get_by_role("button", name="seat-01 ささやく").click()
        await expect(lead.locator("body")).to_have_attribute("data-phone", "talking")  # by itself
        await counter.log.command(ShowSeat, after=start, seat="seat-09", tie="whispering")
        await comes(agent, SUPERVISOR_HZ)
        assert await hears(caller, SUPERVISOR_HZ) < SILENT_DB
        assert await hears(caller, SEAT_HZ) > LOUD_DB
        await work.locator("summary", has_text="割り込む").first.click()
        await work.get_by_role("button", name="三者で話す").first.click()
        await comes(caller, SUPERVISOR_HZ)
        caller.hang_up()
        await counter.closed(arrived.call)
    trail = json.loads(await counter.command("audit", "show", "--action", "call_watched", "--json"))
    assert [each["detail"]["how"] for each in trail] == ["listen", "whisper", "barge"]


@asynccontextmanager
async def nothing_can_be_recorded(counter: Instance) -> AsyncIterator[None]:
    """The folder into which Asterisk records is away."""
    spool = counter.home / "asterisk/spool/recording"
    async with asyncio.timeout(WITHIN_S):
        while any(spool.iterdir()):  # noqa: ASYNC110 - what was recorded before is put away first
            await asyncio.sleep(0.05)
    away = spool.rename(spool.with_name("away"))
    try:
        yield
    finally:
        away.rename(spool)


async def test_a_talk_that_cannot_be_recorded_is_shown_to_its_seat_and_alarms_boards(
    counter: Instance, lead: Page
) -> None:
    start, (board,) = counter.log.n, await boards_of(lead, 1)
    await lead.bring_to_front()
    await counter.ready("seat-09")
    async with (
        nothing_can_be_recorded(counter),
        CallerPhone(counter.sip, "0312345678") as phone,
    ):
        caller = phone.call(LINE)
        arrived = await counter.arrived(after=start)
        await expect(lead.locator("body")).to_have_attribute("data-phone", "ringing")
        await lead.keyboard.press("Alt+a")
        await expect(lead.get_by_text("録音できていません")).to_be_visible()
        await expect(board.locator("#alarms")).to_contain_text("録音されていない")
        assert await listed(board, "unsound") == {arrived.call}
        caller.hang_up()
        closed = await counter.closed(arrived.call)
    assert closed.detail == "unrecorded"
    await counter.not_ready("seat-09")
    await counter.row(arrived.call)
    await expect(board.locator("#alarms")).to_contain_text("録音されていない")
    assert await listed(board, "unsound") == {arrived.call}
    await board.close()


async def boards_of(lead: Page, count: int) -> list[Page]:
    """Open boards beside the telephone; each counts the tones that it sounds."""
    boards = [await lead.context.new_page() for _ in range(count)]
    for board in boards:
        await board.add_init_script(TONES)
        await board.goto("/board")
    return boards


async def shows(boards: list[Page], value: str, text: str) -> None:
    for board in boards:
        await expect(board.locator(f'.tile [data-value="{value}"]')).to_have_text(
            text, timeout=15_000
        )


async def test_three_boards_show_what_the_calls_are_and_why(counter: Instance, lead: Page) -> None:
    boards = await boards_of(lead, 3)
    waited = await three_calls_are_shown(counter, boards)
    await agree(counter, boards)
    told = json.loads(await counter.command("why", waited, "--json"))
    assert [each["decided"] for each in told] == ["waits"]
    seat = next(each for each in told[0]["considered"] if each["seat"] == "seat-01")
    assert seat["reason"] == "talking"
    for board in boards:
        await board.close()


async def test_three_boards_show_the_same_through_a_restart_of_everything(
    counter: Instance, lead: Page, tmp_path: Path
) -> None:
    boards = await boards_of(lead, 3)
    await an_alarm_sounds_once(counter, boards[0])
    await who_comes_to_a_closed_centre_is_told_why(counter, boards[0])
    await everything_is_begun_anew(counter, boards, tmp_path)
    await agree(counter, boards)
    await they_show_what_a_fresh_one_shows(lead, boards)
    assert await boards[0].evaluate("tones") == 4  # the alarm that stood did not sound again
    await counter.command("ivr", "reopen")
    await the_office_dies_and_comes_back(counter, boards)
    await agree(counter, boards)
    foretold = json.loads(await counter.command("forecast", "--json"))
    assert foretold["knows"] == "no_target"  # the counter's rate has none
    panel = boards[0].locator("#forecast")
    await expect(panel).to_contain_text("応答率の目標が定められていないため")
    for board in boards:
        await board.close()


async def three_calls_are_shown(counter: Instance, boards: list[Page]) -> str:
    """One talks, one waits, one is put before them; then all go. Gives the one that waited."""
    start = counter.log.n
    async with (
        counter.seated("seat-01", answer_after(0.2)),
        CallerPhone(counter.sip, "0312345678") as first,
        CallerPhone(counter.sip, "0312345679") as second,
        CallerPhone(counter.sip, "0312345670") as third,
    ):
        talk = first.call(LINE)
        talked = await counter.arrived(after=start)
        await shows(boards, "now.talking", "1")
        start = counter.log.n
        wait = second.call(LINE)
        waited = await counter.arrived(after=start)
        await shows(boards, "now.waiting", "1")
        for board in boards:
            await expect(board.locator("#callers .number")).to_have_text("03-1234-5679")
            await expect(board.locator('[data-desk="seat-01"]')).to_have_attribute(
                "data-state", "talking"
            )
        now = {
            **{"talking": {talked.call}, "waiting": {waited.call}, "ringing": set[str]()},
            "lines": {talked.call, waited.call},
        }
        for figure, calls in now.items():
            assert await listed(boards[0], figure) == calls, figure
        start = counter.log.n
        last = third.call(LINE)
        urgent = await counter.arrived(after=start)
        await is_put_first(boards, urgent.call)
        await a_seat_declines(counter, after=start)
        wait.hang_up()
        last.hang_up()
        await shows(boards, "now.waiting", "0")
        talk.hang_up()
        await shows(boards, "now.talking", "0")
    for call in (talked.call, waited.call, urgent.call):
        await counter.row(call, has=lambda row: row["outcome"])
    await why(
        boards[0], talked.call, "seat-01 を呼び出しました。", "いちばん長く待っていた席です。"
    )
    await why(boards[0], waited.call, "お待ちいただきました。", "応対できる席が", "通話中（")
    pulled = ("管理者が先頭にしました。", "理由は「急を要する」です。")
    missed = ("seat-02 を呼び出しました。", "seat-02 では応対できず", "着信を拒否しました。")
    await why(boards[0], urgent.call, *pulled, *missed)
    return waited.call


async def a_seat_declines(counter: Instance, *, after: int) -> None:
    async with counter.seated("seat-02", decline()):
        await counter.log.command(
            NoteDecision, after=after, decided=Decided.PASSED_OVER, seat="seat-02"
        )


async def is_put_first(boards: list[Page], call: str) -> None:
    """By the lever at the caller, who stands last until then."""
    row = boards[0].locator(f'#callers li[data-call="{call}"]')
    await expect(row.locator(".position")).to_have_text("2")
    await row.locator("summary").click()
    await row.get_by_role("button", name="先頭にする").click()
    for board in boards:
        first = board.locator("#callers li").first
        await expect(first).to_have_attribute("data-call", call)


async def who_comes_to_a_closed_centre_is_told_why(counter: Instance, board: Page) -> None:
    start = counter.log.n
    async with CallerPhone(counter.sip, "0312345678") as phone:
        caller = phone.call(LINE)
        arrived = await counter.arrived(after=start)
        caller.hang_up()
        row = await counter.row(arrived.call)
    assert row["outcome"] == Outcome.CLOSED_IN_HOURS
    told = ("おつなぎしませんでした。", "管理者が窓口を臨時に閉じていました。")
    await why(board, arrived.call, *told)


async def agree(counter: Instance, boards: list[Page]) -> None:
    """Every board counts what the command line lists, and every figure opens those calls."""
    rows = await counter.calls()
    for figure, outcomes in ENDED.items():
        wanted = {call for call, row in rows.items() if row["outcome"] in outcomes}
        for board in boards:
            shown = board.locator(f'#floor .day [data-value="today.{figure}"]')
            await expect(shown).to_have_text(str(len(wanted)), timeout=15_000)
        assert await listed(boards[0], figure) == wanted, figure
    await rate_and_half_hours_agree(counter, boards, rows)


async def an_alarm_sounds_once(counter: Instance, board: Page) -> None:
    """Two tones where somebody asked for them, two as a sample before; and none elsewhere."""
    await board.get_by_role("button", name="警報の音を出す").click()
    await expect(board.locator("#sound")).to_have_attribute("aria-pressed", "true")
    assert await board.evaluate("tones") == 2
    await counter.command("ivr", "close", "--serve-waiting")
    await expect(board.locator("#alarms")).to_contain_text("窓口を臨時に閉じています")
    await expect(board.locator("#floor")).to_have_attribute("data-chimed", "1")
    assert await board.evaluate("tones") == 4


async def everything_is_begun_anew(counter: Instance, boards: list[Page], tmp_path: Path) -> None:
    """Meanwhile no board shows a number."""
    environment = {"MADOGUCHI_WEB__PORT": counter.run["web"].rpartition(":")[2].strip("/")}
    environment["MADOGUCHI_ASTERISK__SIP_PORT"] = str(counter.sip[1])
    counter.process.terminate()
    await counter.process.wait()
    for board in boards:
        await expect(board.locator("#lost")).to_be_visible(timeout=15_000)
        await expect(board.locator('.tile [data-value="now.waiting"]')).to_be_hidden()
    with (tmp_path / "again.out").open("wb") as out:
        counter.process = await asyncio.create_subprocess_exec(
            *(str(PROGRAM), "up", "--home", str(counter.home)),
            *("--campaign", str(CAMPAIGNS / "counter.toml")),
            env={**os.environ, **environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=out,
            stderr=asyncio.subprocess.STDOUT,
        )
    for board in boards:
        await expect(board.locator("#lost")).to_be_hidden(timeout=READY_S * 1000)
        await expect(board.locator("#floor")).to_have_attribute("data-link", "live")


async def they_show_what_a_fresh_one_shows(lead: Page, boards: list[Page]) -> None:
    (fresh,) = await boards_of(lead, 1)
    await expect(fresh.locator("#floor")).to_have_attribute("data-link", "live")
    until = time.monotonic() + WITHIN_S  # what is looked at each second may come in between
    for board in boards:
        shown, told = await board.evaluate(SHOWN), await fresh.evaluate(SHOWN)
        while shown != told and time.monotonic() < until:
            shown, told = await board.evaluate(SHOWN), await fresh.evaluate(SHOWN)
        assert shown == told
    await fresh.close()


async def the_office_dies_and_comes_back(counter: Instance, boards: list[Page]) -> None:
    """Meanwhile no board shows a number."""
    office = counter.run["office_pid"]
    os.kill(office, signal.SIGKILL)
    for board in boards:
        await expect(board.locator("#lost")).to_be_visible(timeout=15_000)
        await expect(board.locator('.tile [data-value="now.waiting"]')).to_be_hidden()
    await counter.until_pid("office_pid", other_than=office)
    for board in boards:
        await expect(board.locator("#lost")).to_be_hidden(timeout=20_000)
