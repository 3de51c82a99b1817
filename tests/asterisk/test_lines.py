"""Line capacity: the thirteenth call on twelve lines."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from callcenter.commands import CloseCall
from callcenter.events import CallArrived
from tests.asterisk.instance import LINE, running
from tests.asterisk.phones.caller import Caller
from tests.asterisk.phones.caller_plan import CallerPlan, hangs_up

pytestmark = pytest.mark.asterisk


async def test_of_thirteen_calls_on_twelve_lines_the_thirteenth_is_busy(tmp_path: Path) -> None:
    plan = CallerPlan(
        ending=hangs_up(3),
        line=LINE,
        numbers=[f"03123456{n:02}" for n in range(13)],
        calls=13,
        rate=50,
    )
    async with running(tmp_path) as counter:
        async with Caller(counter.sip, plan) as callers:
            calls = await callers.finished()
        await counter.until_empty()
        closed = counter.log.commands(CloseCall)
        arrivals = counter.log.events(CallArrived)
        rows = await counter.calls()
    assert [call.status for call in calls] == [200] * 12 + [486]
    assert calls[12].ended_by == "them"
    assert len(arrivals) == len(closed) == len(rows) == 13
    outcomes = Counter(row["outcome"] for row in rows.values())
    assert outcomes == {"abandoned_in_queue": 12, "no_line": 1}
    assert rows[arrivals[12].call]["outcome"] == "no_line"
