"""The calendar at arrival decides: what callers hear out of time, and what midnight changes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from callcenter.commands import CloseCall
from callcenter.events import CallArrived, LegJoined
from tests.asterisk.hearing import heard
from tests.asterisk.instance import LINE, Instance, running
from tests.asterisk.phones.behaviour import answer_after
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.outgoing_call import OutgoingCall

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

CLOSED_FLOWS = {"after_hours", "holiday", "not_yet_open", "ended"}


class Evening:
    """An instance shortly before midnight of 04-01, with both lines of March taken."""

    def __init__(self, night: Instance, caller: CallerPhone) -> None:
        self.night = night
        self.caller = caller
        self.kept: list[OutgoingCall] = []

    async def call(self) -> OutgoingCall:
        """Call, and be admitted."""
        call = self.caller.call(LINE)
        await call.until(CallState.ANSWERED)
        return call

    async def refused(self) -> int | None:
        """Call, and tell with which status it was refused."""
        call = self.caller.call(LINE)
        await call.until(CallState.ENDED)
        return call.status


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def evening(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Evening]:
    """Begun before the other tests, which pass the minute until midnight.

    The hours of the campaign end at 23:59, so its calls must have come before that.
    """
    folder = tmp_path_factory.mktemp("night")
    async with (
        running(folder, campaign="night", clock="2026-03-31T23:58:30+09:00") as night,
        CallerPhone(night.sip, "0312345678") as caller,
    ):
        evening = Evening(night, caller)
        evening.kept = [await evening.call(), await evening.call()]
        yield evening


@pytest.mark.clause("SPR-II-3-1-ア", "SPR-II-3-5-ア")
@pytest.mark.parametrize(
    ("clock", "flow", "outcome", "detail"),
    [
        ("2026-02-02T08:59:20+09:00", "after_hours", "after_hours", "before_opening"),
        ("2026-03-20T10:00+09:00", "holiday", "after_hours", "holiday"),
        ("2026-02-07T10:00+09:00", "after_hours", "after_hours", "closed_day"),
        ("2026-02-01T10:00+09:00", "not_yet_open", "not_in_operation", "not_yet"),
        ("2026-05-30T10:00+09:00", "ended", "not_in_operation", "over"),
    ],
    ids=["before opening", "holiday", "weekend", "before the operation", "after the operation"],
)
async def test_a_call_out_of_time_hears_the_fitting_announcement_and_is_ended(
    tmp_path: Path, clock: str, flow: str, outcome: str, detail: str
) -> None:
    async with (
        running(tmp_path, clock=clock) as closed,
        CallerPhone(closed.sip, "0312345678") as caller,
    ):
        call = caller.call(LINE)
        await call.until(CallState.ENDED)
        arrived = await closed.arrived(after=0)
        filed = await closed.closed(arrived.call)
        said = {name: heard(closed.prompt(name), call) for name in CLOSED_FLOWS}
        await closed.until_empty()
    assert (call.status, call.ended_by) == (200, "them")
    assert {name for name, when in said.items() if when is not None} == {flow}
    assert (filed.outcome, filed.detail, filed.seat) == (outcome, detail, None)
    assert filed.guidance_s > 0


@pytest.mark.clause("SUI-12-2", "SUI-7-3")
async def test_who_comes_before_six_is_served_after_six_and_who_comes_at_six_is_not(
    tmp_path: Path,
) -> None:
    async with (
        running(tmp_path, clock="2026-02-02T17:59:40+09:00") as counter,
        CallerPhone(counter.sip, "0312345678") as caller,
    ):
        await counter.until_clock("2026-02-02T17:59:59+09:00")
        last = caller.call(LINE)
        await counter.until_clock("2026-02-02T18:00:00+09:00")
        late = caller.call(LINE)
        await late.until(CallState.ENDED)
        async with counter.seated("seat-01", answer_after()) as seat:
            served = await seat.next_call()
            await counter.log.event(LegJoined)
            last.hang_up()
            await served.until(CallState.ENDED)
        ids = [each.call for each in counter.log.events(CallArrived)]
        rows = [await counter.row(each) for each in ids]
    assert [row["outcome"] for row in rows] == ["answered", "after_hours"]
    assert rows[0]["arrived_at"] < "2026-02-02T18:00:00" < rows[0]["answered_at"]
    assert rows[1]["detail"] == "after_closing"
    assert (late.status, late.ended_by) == (200, "them")


@pytest.mark.clause("SPR-II-3-1-イ-②", "OTR-6-4-ア-1")
async def test_at_midnight_the_lower_row_cuts_nobody_and_admits_nobody(evening: Evening) -> None:
    night, kept = evening.night, evening.kept
    pids = night.run["pid"], night.run["asterisk_pid"]
    await night.until_clock("2026-04-01T00:00:01+09:00")
    assert [call.state for call in kept] == [CallState.ANSWERED] * 2
    assert await evening.refused() == 486
    kept[0].hang_up()
    await night.log.command(CloseCall, outcome="abandoned_in_queue")
    assert await evening.refused() == 486
    kept[1].hang_up()
    await night.until_empty()
    admitted = await evening.call()
    assert await evening.refused() == 486
    admitted.hang_up()
    await night.until_empty()
    filed = night.log.commands(CloseCall)
    waited = [each for each in filed if each.outcome == "abandoned_in_queue"]
    assert [each.answered_at for each in waited] == [None] * 3
    assert waited[0].wait_s > 60
    assert pids == (night.run["pid"], night.run["asterisk_pid"])
