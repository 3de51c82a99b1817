"""A dead controller at the day's edges: whole instances, of which only Asterisk still answers."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.asterisk.hearing import heard
from tests.asterisk.instance import LINE, Instance, running
from tests.asterisk.phones.behaviour import answer_after
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller import Caller
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.caller_plan import CallerPlan, hangs_up

FILED_S = 15.0
LOOK_S = 0.2

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio]


@asynccontextmanager
async def without_controller(instance: Instance) -> AsyncIterator[None]:
    """Kill the controller, and keep its supervisor from starting another until the end."""
    supervisor, controller = instance.run["supervisor_pid"], instance.run["pid"]
    os.kill(supervisor, signal.SIGSTOP)
    try:
        os.kill(controller, signal.SIGKILL)
        yield
    finally:
        os.kill(supervisor, signal.SIGCONT)
    await instance.until_pid("pid", other_than=controller)


async def filed(instance: Instance, count: int) -> Counter[tuple[str, str | None]]:
    """Wait for so many rows; count them by outcome and seat. Each says that Asterisk served it."""
    ended: list[dict[str, Any]] = []
    async with asyncio.timeout(FILED_S):
        while len(ended) < count:
            await asyncio.sleep(LOOK_S)
            ended = [row for row in (await instance.calls()).values() if row["outcome"]]
    assert all("fallback" in row["detail"].split() for row in ended)
    return Counter((row["outcome"], row["seat"]) for row in ended)


async def test_it_closes_at_six_serves_who_came_before_and_rings_no_agent_on_a_break(
    tmp_path: Path,
) -> None:
    clock = "2026-02-02T17:59:15+09:00"
    async with (
        running(tmp_path, clock=clock) as instance,
        instance.seated("seat-01", answer_after(0.1)) as seat,
        instance.seated("seat-02", answer_after(0.1), ready=False) as on_a_break,
        CallerPhone(instance.sip, "0312340001") as first,
        CallerPhone(instance.sip, "0312340002") as second,
        CallerPhone(instance.sip, "0312340003") as late,
    ):
        await instance.until_clock("2026-02-02T17:59:49+09:00")
        async with without_controller(instance):
            await instance.until_clock("2026-02-02T17:59:50+09:00")
            served = first.call(LINE)
            talk = await seat.next_call()
            await served.until(CallState.ANSWERED)
            waits = second.call(LINE)
            await instance.until_clock("2026-02-02T18:00:10+09:00")
            refused = late.call(LINE)
            await refused.until(CallState.ENDED, timeout_s=15)
            assert heard(instance.prompt("after_hours"), refused) is not None
            assert waits.state is not CallState.ENDED
            served.hang_up()
            await talk.until(CallState.ENDED)
            again = await seat.next_call()
            await again.until(CallState.ANSWERED)
            assert on_a_break.calls == []
            waits.hang_up()
            await again.until(CallState.ENDED)
        assert await filed(instance, 3) == {("answered", "seat-01"): 2, ("after_hours", None): 1}
        await instance.until_empty()


async def test_on_a_holiday_it_says_so_and_rings_nobody(tmp_path: Path) -> None:
    async with (
        running(tmp_path, clock="2026-02-11T10:00+09:00") as instance,
        instance.seated("seat-01") as seat,
        CallerPhone(instance.sip, "0312340001") as phone,
    ):
        async with without_controller(instance):
            call = phone.call(LINE)
            await call.until(CallState.ENDED, timeout_s=15)
            assert heard(instance.prompt("holiday"), call) is not None
            assert seat.calls == []
        assert await filed(instance, 1) == {("after_hours", None): 1}


async def test_of_thirteen_callers_the_thirteenth_is_told_that_the_lines_are_full(
    tmp_path: Path,
) -> None:
    plan = CallerPlan(
        ending=hangs_up(16),
        line=LINE,
        numbers=[f"03123456{n:02}" for n in range(13)],
        calls=13,
        rate=1,  # within 0.8 s nobody can tell who came first
    )
    async with running(tmp_path) as instance:
        async with without_controller(instance), Caller(instance.sip, plan) as callers:
            calls = await callers.finished()
        assert [call.ended_by for call in calls] == ["us"] * 12 + ["them"]
        rows = await filed(instance, 13)
    assert rows == {("abandoned_in_queue", None): 12, ("no_line", None): 1}
