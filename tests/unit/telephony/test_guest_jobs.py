"""What is asked of Asterisk for a second member of staff at a call, in which order."""

from __future__ import annotations

import asyncio

import pytest

from callcenter import commands
from callcenter.events import Event, JoinRefused, LegJoined
from telephony.errors import AriRefused
from telephony.executor import Executor
from tests.unit.telephony.scripted import AT, ScriptedAri, refusal

pytestmark = pytest.mark.unit

MEET = commands.MeetLeg(call="c", leg="c~2", seat_leg="c~1", bridge="c~b2")
WATCH = commands.WatchLeg(
    call="c", leg="c~2", seat_leg="c~1", snoop="c~1~s2", bridge="c~b2", whispers=True
)


async def test_seat_and_guest_are_put_into_a_bridge_of_their_own(
    executor: Executor, ari: ScriptedAri, reported: list[Event]
) -> None:
    ari.there["/bridges/c~b2"] = {"channels": ["c~1", "c~2"]}
    await executor.do("c", (MEET,))
    first, second, *then = ari.sent
    assert {first, second} == {"POST /bridges/c~b2", "POST /channels/c~2/variable"}
    assert then == ["POST /bridges/c~b2/addChannel"]
    assert ari.params[-1]["channel"] == "c~2,c~1"
    # No event came: it is looked for.
    assert reported == [LegJoined(at=AT, call="c", leg="c~2", bridge="c~b2")]


async def test_who_whispers_is_heard_by_the_seat_alone(
    executor: Executor, ari: ScriptedAri
) -> None:
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(executor.do("c", (WATCH,)), name="watch")
        for _ in range(20):
            await asyncio.sleep(0)
        assert "POST /bridges/c~b2/addChannel" not in ari.sent  # the snoop is awaited
        executor.snoop_started("c~1~s2")
        executor.leg_joined("c~2")
    group = ari.params.index({"variable": "GROUP(with)", "value": "nobody"})
    assert ari.sent[group] == "POST /channels/c~2/variable"  # the caller may be left alone with it
    snoop = ari.sent.index("POST /channels/c~1/snoop/c~1~s2")
    told = {"spy": "both", "whisper": "out", "app": "madoguchi", "appArgs": "snoop"}
    assert ari.params[snoop] == told
    assert ari.params[-1]["channel"] == "c~2,c~1~s2"


async def test_one_that_cannot_be_brought_there_is_told_of(
    executor: Executor, ari: ScriptedAri, reported: list[Event]
) -> None:
    ari.refusals["POST /bridges/c~b2/addChannel"] = refusal(AriRefused, 500)
    await executor.do("c", (MEET,))
    assert reported == [JoinRefused(at=AT, call="c", leg="c~2", status=500)]


async def test_the_seat_is_brought_back_before_the_side_bridge_is_removed(
    executor: Executor, ari: ScriptedAri
) -> None:
    back = commands.ReturnLeg(call="c", leg="c~1", bridge="c~b1")
    end = commands.EndWatch(call="c", snoop="c~1~s2")
    await executor.do("c", (commands.CloseBridge(call="c", bridge="c~b2"), back, end))
    assert ari.sent[-1] == "DELETE /bridges/c~b2"
    assert set(ari.sent[:-1]) == {"POST /bridges/c~b1/addChannel", "DELETE /channels/c~1~s2"}
