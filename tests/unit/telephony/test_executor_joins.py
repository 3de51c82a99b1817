"""Joining caller and seat: recorded first, without music and lease, and told once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from callcenter import commands, events
from callcenter.events import Event
from telephony import executor as executing
from telephony.ari import Refusals
from telephony.ari_requests import Request
from telephony.command_jobs import CommandJobs
from telephony.errors import AriConflict, AriError, AriGone, AriLate, AriRefused, AriUnreachable
from telephony.executor import Executor
from telephony.leases import Leases
from tests.unit.telephony.scripted import (
    AT,
    JOIN,
    RECORD,
    UNLEASED,
    Book,
    ScriptedAri,
    refusal,
)

pytestmark = pytest.mark.unit


async def test_a_join_that_was_refused_and_done_is_told(
    executor: Executor, ari: ScriptedAri, reported: list[Event]
) -> None:
    ari.refusals["POST /bridges/c~b1/addChannel"] = refusal(AriRefused, 500)
    ari.there["/bridges/c~b1"] = {"channels": ["c", "c~1"]}
    await executor.do("c", (JOIN,))
    assert reported == [events.LegJoined(at=AT, call="c", leg="c~1", bridge="c~b1")]


async def test_a_join_whose_event_came_is_not_looked_for(
    executor: Executor, ari: ScriptedAri, reported: list[Event]
) -> None:
    ari.there["/bridges/c~b1"] = {"channels": ["c", "c~1"]}
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(executor.do("c", (JOIN,)))
        await asyncio.sleep(0)
        executor.leg_joined("c~1")
    assert reported == []


async def test_a_join_whose_event_is_late_was_when_its_request_was_answered(
    ari: ScriptedAri, leases: Leases, reported: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [AT]

    monkeypatch.setattr(executing, "JOIN_EVENT_S", 0.2)
    executor = Executor(
        ari=ari,
        jobs=CommandJobs(app=ari.app, people=Book(), sounds=Path("/s"), clock=lambda: now[0]),
        leases=leases,
        report=reported.append,
        doubt=lambda: None,
    )
    ari.there["/bridges/c~b1"] = {"channels": ["c", "c~1"]}
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(executor.do("c", (JOIN,)))
        for _ in range(20):
            await asyncio.sleep(0)
        assert ari.sent[-1] == "POST /bridges/c~b1/addChannel"
        now[0] = AT + timedelta(seconds=2)
    assert reported == [events.LegJoined(at=AT, call="c", leg="c~1", bridge="c~b1")]


async def test_a_join_with_its_answer_whose_event_is_lost_is_looked_for(
    executor: Executor, ari: ScriptedAri, reported: list[Event]
) -> None:
    ari.there["/bridges/c~b1"] = {"channels": ["c", "c~1"]}
    await executor.do("c", (replace(JOIN, answers=True),))
    assert reported == [events.LegJoined(at=AT, call="c", leg="c~1", bridge="c~b1")]


async def test_a_leg_that_is_not_in_the_bridge_was_not_joined(
    executor: Executor, ari: ScriptedAri, reported: list[Event]
) -> None:
    ari.refusals["POST /bridges/c~b1/addChannel"] = refusal(AriRefused, 500)
    ari.there["/bridges/c~b1"] = {"channels": ["c"]}
    await executor.do("c", (JOIN,))
    assert reported == [events.JoinRefused(at=AT, call="c", leg="c~1", status=500)]


async def test_music_is_taken_away_before_the_seat_is_joined(
    executor: Executor, ari: ScriptedAri
) -> None:
    await executor.do("c", (JOIN,))
    assert sorted(ari.sent[:3]) == ["DELETE /channels/c/moh", *sorted(UNLEASED)]
    assert ari.sent[3:] == [UNLEASED[1], "POST /bridges/c~b1/addChannel"]


async def test_the_leg_is_kept_for_its_join_before_the_callers_lease_ends_and_freed_with_it(
    executor: Executor, ari: ScriptedAri
) -> None:
    await executor.do("c", (JOIN,))
    lease = "TIMEOUT(absolute)"
    assert [each["value"] for each in ari.params if each.get("variable") == lease] == [
        "2",
        "0",
        "0",
    ]
    assert ari.together == [
        ["POST /channels/c~1/variable", "POST /channels/c/variable"],
        ["POST /channels/c~1/variable", "POST /bridges/c~b1/addChannel"],
    ]


async def test_a_leg_whose_lease_is_refused_its_end_is_freed_again_before_its_join_is_believed(
    executor: Executor, ari: ScriptedAri, reported: list[Event]
) -> None:
    ari.refusals["POST /bridges/c~b1/addChannel"] = refusal(AriUnreachable, 0)
    ari.there["/bridges/c~b1"] = {"channels": ["c", "c~1"]}
    await executor.do("c", (JOIN,))
    assert ari.params[-1] == {"variable": "TIMEOUT(absolute)", "value": "0"}
    assert ari.sent[-1] == "POST /channels/c~1/variable"
    assert reported == [events.LegJoined(at=AT, call="c", leg="c~1", bridge="c~b1")]


@pytest.mark.parametrize(("within_s", "asked"), [(60.0, 2), (-1.0, 1)])
async def test_a_lease_whose_end_has_no_answer_for_long_may_end_too_late_for_this_leg(
    executor: Executor,
    ari: ScriptedAri,
    reported: list[Event],
    monkeypatch: pytest.MonkeyPatch,
    within_s: float,
    asked: int,
) -> None:
    async def unanswered(*_: object) -> None:
        ari.sent.append("both")
        raise refusal(AriUnreachable, 0)

    monkeypatch.setattr(executing, "AGAIN_WITHIN_S", within_s)
    monkeypatch.setattr(ari, "send_both", unanswered)
    await executor.do("c", (JOIN,))
    assert ari.sent.count("both") == asked
    assert reported == [events.JoinRefused(at=AT, call="c", leg="c~1", status=0)]


async def test_a_seat_that_picked_up_is_not_blamed_for_a_connection_that_is_reset(
    executor: Executor, ari: ScriptedAri, reported: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    works = ari.send_both

    async def reset(*_: object) -> None:
        monkeypatch.setattr(ari, "send_both", works)
        raise refusal(AriUnreachable, 0)

    monkeypatch.setattr(ari, "send_both", reset)
    await executor.do("c", (JOIN,))
    assert ari.sent[-1] == "POST /bridges/c~b1/addChannel"
    assert reported == []


async def test_who_only_listened_is_with_the_caller_before_they_are_joined(
    executor: Executor, ari: ScriptedAri
) -> None:
    await executor.do("c", (replace(JOIN, has_listened=True),))
    counted = ari.params.index({"variable": "GROUP(with)", "value": "c"})
    assert counted < ari.sent.index("POST /bridges/c~b1/addChannel")


async def test_music_that_had_no_answer_in_time_is_awaited_before_a_join_and_never_begins_in_it(
    executor: Executor, ari: ScriptedAri, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executing, "MADE_LATE_S", 0.05)
    monkeypatch.setattr(executing, "LOOKED_FOR_EACH_S", 0.001)
    ari.refusals["POST /channels/c/moh"] = refusal(AriLate, 0)
    await executor.do("c", (commands.StartMusic(call="c"),))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(executor.do("c", (JOIN,)))
        await asyncio.sleep(0.02)
        assert ari.sent == ["POST /channels/c/moh"] * 2
    assert ari.sent[-1] == "POST /bridges/c~b1/addChannel"


async def test_music_of_a_caller_who_left_is_not_awaited(
    executor: Executor, ari: ScriptedAri
) -> None:
    ari.refusals["DELETE /channels/c/moh"] = refusal(AriLate, 0)
    await executor.do("c", (JOIN,))
    async with asyncio.timeout(1), asyncio.TaskGroup() as tasks:
        tasks.create_task(executor.do("c", (commands.StartMusic(call="c"),)))
        await asyncio.sleep(0)
        executor.leg_ended("c")


async def test_a_caller_without_music_is_joined_all_the_same(
    executor: Executor, ari: ScriptedAri, reported: list[Event]
) -> None:
    ari.refusals["DELETE /channels/c/moh"] = refusal(AriConflict, 409)
    await executor.do("c", (JOIN,))
    assert ari.sent[-1] == "POST /bridges/c~b1/addChannel"
    assert reported == []


async def test_a_join_that_asterisk_refuses_is_reported(
    executor: Executor, ari: ScriptedAri, reported: list[Event]
) -> None:
    ari.refusals["POST /bridges/c~b1/addChannel"] = refusal(AriRefused, 422)
    await executor.do("c", (JOIN,))
    assert reported == [events.JoinRefused(at=AT, call="c", leg="c~1", status=422)]


@pytest.mark.parametrize(
    ("kind", "status", "said"),
    [(AriGone, 404, []), (AriConflict, 409, []), (AriRefused, 500, [500])],
)
async def test_a_caller_who_is_gone_when_answered_needs_no_word(
    executor: Executor,
    ari: ScriptedAri,
    reported: list[Event],
    kind: type[AriError],
    status: int,
    said: list[int],
) -> None:
    ari.refusals["POST /channels/c/answer"] = refusal(kind, status)
    await executor.do("c", (commands.JoinLeg(call="c", leg="c~1", bridge="c~b1", answers=True),))
    assert sorted({*ari.sent}) == ["POST /channels/c/answer", *UNLEASED]
    assert [each.status for each in reported if isinstance(each, events.JoinRefused)] == said


@pytest.mark.parametrize(
    ("channel", "kind", "status", "said"),
    [
        ("c", AriGone, 404, []),
        ("c", AriConflict, 409, []),
        ("c", AriRefused, 500, [500]),
        ("c~1", AriGone, 404, [400]),
        ("c~1", AriConflict, 409, [400]),
        ("c~1", AriRefused, 500, [500]),
    ],
)
async def test_nobody_is_joined_while_a_lease_could_cut_them(
    executor: Executor,
    ari: ScriptedAri,
    reported: list[Event],
    channel: str,
    kind: type[AriError],
    status: int,
    said: list[int],
) -> None:
    ari.refusals[f"POST /channels/{channel}/variable"] = refusal(kind, status)
    await executor.do("c", (JOIN,))
    assert "POST /bridges/c~b1/addChannel" not in ari.sent
    assert [each.status for each in reported if isinstance(each, events.JoinRefused)] == said


@pytest.mark.parametrize("refused", ["POST /channels/c/answer", "POST /channels/c/variable"])
async def test_a_leg_that_talked_before_has_no_lease_that_a_failed_reunion_leaves_on_it(
    executor: Executor, ari: ScriptedAri, reported: list[Event], refused: str
) -> None:
    ari.refusals[refused] = refusal(AriUnreachable, 0)
    await executor.do("c", (replace(JOIN, answers=True, was_joined=True),))
    assert UNLEASED[1] not in ari.sent
    assert ari.sent.count(refused) == 2
    assert [type(each) for each in reported] == [events.JoinRefused]


async def test_a_lease_is_held_until_two_people_are_joined(
    executor: Executor, leases: Leases, ari: ScriptedAri
) -> None:
    await executor.do("c", (commands.Lease(call="c"),))
    assert (leases.held, ari.params) == (("c",), [{"variable": "MDG_KNOWN", "value": "yes"}])
    await executor.do("c", (JOIN,))
    assert leases.held == ()
    assert ari.params.count({"variable": "TIMEOUT(absolute)", "value": "0"}) == 2


async def test_an_unanswered_caller_is_answered_and_both_are_added(
    executor: Executor, ari: ScriptedAri
) -> None:
    await executor.do("c", (commands.JoinLeg(call="c", leg="c~1", bridge="c~b1", answers=True),))
    assert sorted(ari.sent[:3]) == ["POST /channels/c/answer", *UNLEASED]
    # The leg is kept for as long again: a slow answer is no reason to lose it.
    add = "POST /bridges/c~b1/addChannel"
    assert sorted(ari.sent[3:5]) == [add, UNLEASED[1]]
    assert ari.params[3 + ari.sent[3:5].index(UNLEASED[1])]["value"] == "2"
    assert ari.sent[5:] == [UNLEASED[1], add]


@pytest.mark.parametrize(("kind", "status", "said"), [(AriGone, 404, 400), (AriUnreachable, 0, 0)])
async def test_a_leg_that_cannot_be_kept_once_more_is_not_joined(
    executor: Executor,
    ari: ScriptedAri,
    reported: list[Event],
    monkeypatch: pytest.MonkeyPatch,
    kind: type[AriError],
    status: int,
    said: int,
) -> None:
    both = ari.send_both

    async def keep(first: Request, second: Request) -> Refusals:
        done = await both(first, second)
        ari.refusals[UNLEASED[1]] = refusal(kind, status)
        return done

    monkeypatch.setattr(ari, "send_both", keep)
    await executor.do("c", (replace(JOIN, answers=True),))
    assert ari.sent.count("POST /bridges/c~b1/addChannel") == 1
    assert [each.status for each in reported if isinstance(each, events.JoinRefused)] == [said]


async def test_a_leg_that_is_gone_keeps_no_answered_caller_out_of_the_bridge(
    executor: Executor, ari: ScriptedAri
) -> None:
    ari.refusals[UNLEASED[1]] = refusal(AriGone, 404)
    await executor.do("c", (commands.JoinLeg(call="c", leg="c~1", bridge="c~b1", answers=True),))
    assert ari.sent.count("POST /bridges/c~b1/addChannel") == 1


@pytest.mark.parametrize(("status", "said"), [(400, []), (422, []), (404, [404]), (500, [500])])
async def test_a_caller_who_is_gone_before_they_are_bridged_needs_no_word(
    executor: Executor, ari: ScriptedAri, reported: list[Event], status: int, said: list[int]
) -> None:
    ari.refusals["POST /bridges/c~b1/addChannel"] = refusal(AriRefused, status)
    await executor.do("c", (commands.AnswerCaller(call="c", bridge="c~b1"),))
    assert [each.status for each in reported if isinstance(each, events.CallerRefused)] == said


async def test_a_leg_that_ends_before_its_snoop_starts_holds_nothing_up(
    executor: Executor, ari: ScriptedAri, reported: list[Event]
) -> None:
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(executor.do("c", (RECORD,)))
        for _ in range(10):
            await asyncio.sleep(0)
        executor.leg_ended("c~1")
        executor.leg_ended("c~1")
    assert ari.sent == ["POST /channels/c~1/snoop/c~1~s1"]
    assert [type(each) for each in reported] == [events.RecordingFailed]


async def test_a_snoop_is_recorded_only_after_it_started(
    executor: Executor, ari: ScriptedAri
) -> None:
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(executor.do("c", (RECORD,)))
        for _ in range(10):
            await asyncio.sleep(0)
        assert ari.sent == ["POST /channels/c~1/snoop/c~1~s1"]
        executor.snoop_started("c~1~s1")
    assert ari.sent[-1] == "POST /channels/c~1~s1/record"


async def test_a_snoop_that_never_starts_is_a_failed_recording(
    executor: Executor, reported: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executing, "SNOOP_DEADLINE_S", 0.01)
    await executor.do("c", (RECORD,))
    assert [type(each) for each in reported] == [events.RecordingFailed]
    executor.snoop_started("c~1~s1")  # too late, and no harm


async def test_a_refused_snoop_is_a_failed_recording(
    executor: Executor, ari: ScriptedAri, reported: list[Event]
) -> None:
    ari.refusals["POST /channels/c~1/snoop/c~1~s1"] = refusal(AriGone, 404)
    await executor.do("c", (RECORD,))
    assert reported == [events.RecordingFailed(at=AT, call="c", recording="c~r1", why="status_404")]
