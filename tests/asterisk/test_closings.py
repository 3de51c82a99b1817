"""What ends a call, as shipped, on its own occasion: SIPp callers in both languages."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest

from callcenter.commands import CloseCall
from config.campaign import CAMPAIGNS
from tests.asterisk.instance import LINE, MONDAY, Instance, running
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.ways import Callers, Way

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio, pytest.mark.timeout(480)]

CLOSED = {
    "holiday": ("本日は、休業日です", "Our office is closed today."),
    "ended": ("終了いたしました", "Our telephone service ended"),
    "not_yet_open": ("から始まります", "Our telephone service begins"),
    "lines_full": ("おつなぎすることができません", "we cannot connect you now"),
    "emergency": ("受付を休止しております", "Our telephone service is suspended"),
}
"""What those flows say that end a call, in Japanese and in English."""
DAYS = {
    "holiday": ("2026-03-20T10:00+09:00", "after_hours", "holiday"),
    "not_yet_open": ("2026-02-01T10:00+09:00", "not_in_operation", "not_yet"),
    "ended": ("2026-05-30T10:00+09:00", "not_in_operation", "over"),
}
"""By flow, a moment at which it is heard, and how its calls are filed."""


def closings(flow: str) -> tuple[Way, Way]:
    """Hear it in Japanese without a key, and in English by a tone that cuts the greeting short."""
    japanese, english = CLOSED[flow]
    at = f"{flow}/closed"
    return (
        Way(hears=("お電話ありがとう", japanese), ends_at=at, flow=flow),
        Way(
            presses={1: "2"},
            hears=(english,),
            never=(japanese,),
            ends_at=at,
            flow=flow,
            in_band=True,
        ),
    )


async def on_its_day(folder: Path, flow: str, door: asyncio.Semaphore) -> list[CloseCall]:
    """Call on a day that is out of time; two instances at a time are started."""
    folder.mkdir()
    async with contextlib.AsyncExitStack() as stack:
        async with door:
            made = running(folder, campaign="sapporo", clock=DAYS[flow][0])
            closed = await stack.enter_async_context(made)
        return await Callers(closed).walk_all(*closings(flow))


async def in_hours(folder: Path, door: asyncio.Semaphore) -> list[list[CloseCall]]:
    """Call while the only line is taken, and again while a supervisor has closed the centre."""
    folder.mkdir()
    file = folder / "sapporo.toml"
    text = (CAMPAIGNS / "sapporo.toml").read_text(encoding="utf-8")
    text = text.replace('over_line_action = "busy"', 'over_line_action = "announce"')
    fewer = {"lines = 12": "lines = 1", "seats = 10": "seats = 1"}
    for many, few in {**fewer, "reserve_lines = 2": "", "reserve_seats = 2": ""}.items():
        text = text.replace(many, few)
    file.write_text(text, encoding="utf-8")
    async with contextlib.AsyncExitStack() as stack:
        async with door:
            made = running(folder, campaign=str(file), clock=MONDAY)
            centre = await stack.enter_async_context(made)
        return [await lines_full(centre), await emergency(centre)]


async def lines_full(centre: Instance) -> list[CloseCall]:
    async with CallerPhone(centre.sip, "0312340098") as caller:
        first = caller.call(LINE)
        await first.until(CallState.ANSWERED)
        closed = await Callers(centre).walk_all(*closings("lines_full"))
        first.hang_up()
        await first.until(CallState.ENDED)
    return closed


async def emergency(centre: Instance) -> list[CloseCall]:
    await centre.command("ivr", "close", "--by", "sv-1")
    closed = await Callers(centre).walk_all(*closings("emergency"))
    await centre.command("ivr", "reopen", "--by", "sv-1")
    return closed


async def test_each_shipped_announcement_that_ends_a_call_is_heard_on_its_own_occasion(
    tmp_path: Path,
) -> None:
    door = asyncio.Semaphore(2)
    async with asyncio.TaskGroup() as occasions:
        open_ = occasions.create_task(in_hours(tmp_path / "open", door), name="open")
        days = {
            flow: occasions.create_task(on_its_day(tmp_path / flow, flow, door), name=flow)
            for flow in DAYS
        }
    for flow, day in days.items():
        assert [(each.outcome, each.detail) for each in day.result()] == [DAYS[flow][1:]] * 2
    told = [[(each.outcome, each.detail) for each in calls] for calls in open_.result()]
    assert told == [[("no_line", "")] * 2, [("closed_in_hours", "emergency")] * 2]
