"""Commands as requests: in which order, side by side or not, and what refusals become."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from callcenter import commands, events
from callcenter.events import Cause, Event, Withheld
from telephony import executor as executing
from telephony.ari_requests import Request
from telephony.errors import AriConflict, AriGone, AriLate, AriRefused, AriUnreachable
from telephony.executor import Executor
from tests.unit.telephony.scripted import (
    ANNOUNCE,
    ANSWER,
    AT,
    BRIDGE,
    JOIN,
    LEASED,
    NUMBER,
    ScriptedAri,
    refusal,
    ring,
)

pytestmark = pytest.mark.unit


async def test_each_refusal_is_a_doubt_even_one_that_changes_nothing(
    executor: Executor, ari: ScriptedAri, doubts: list[str]
) -> None:
    await executor.do("c", (JOIN,))
    assert doubts == []
    music = "DELETE /channels/c/moh"
    ari.refusals[music] = refusal(AriConflict, 409)
    await executor.do("c", (JOIN,))
    assert doubts == [music]


@pytest.mark.parametrize(
    ("command", "refused", "there", "answer"),
    [
        (BRIDGE, "POST /bridges/c~b1", "/bridges/c~b1", {"channels": []}),
        (ANSWER, "POST /bridges/c~b1/addChannel", "/bridges/c~b1", {"channels": ["c"]}),
        (ANNOUNCE, "POST /bridges/c~b1/play/c~p1", "/playbacks/c~p1", {}),
        (ring(), "POST /channels", "/channels/c~1", {}),
    ],
)
async def test_a_refusal_of_what_was_done_all_the_same_is_not_believed(
    executor: Executor,
    ari: ScriptedAri,
    reported: list[Event],
    command: commands.Command,
    refused: str,
    there: str,
    answer: dict[str, Any],
) -> None:
    ari.refusals[refused] = refusal(AriRefused, 500)
    ari.there[there] = answer
    await executor.do("c", (command,))
    assert reported == []
    ari.there.clear()
    await executor.do("c", (command,))
    assert len(reported) == 1


async def test_an_arriving_call_is_answered_bridged_and_spoken_to_in_this_order(
    executor: Executor, ari: ScriptedAri
) -> None:
    await executor.do(
        "c",
        (
            commands.OpenBridge(call="c", bridge="c~b1"),
            commands.AnswerCaller(call="c", bridge="c~b1"),
            commands.Announce(call="c", bridge="c~b1", playback="c~p1", sounds=("hash",)),
        ),
    )
    assert set(ari.sent[:2]) == {"POST /channels/c/answer", "POST /bridges/c~b1"}
    assert ari.sent[2:] == ["POST /bridges/c~b1/addChannel", "POST /bridges/c~b1/play/c~p1"]
    assert max(ari.side_by_side) == 2


async def test_a_caller_who_cannot_be_answered_is_reported_and_not_added(
    executor: Executor, ari: ScriptedAri, reported: list[Event]
) -> None:
    ari.refusals["POST /channels/c/answer"] = refusal(AriConflict, 409)
    await executor.do("c", (commands.AnswerCaller(call="c", bridge="c~b1"),))
    assert ari.sent == ["POST /channels/c/answer"] * 2
    assert reported == [events.CallerRefused(at=AT, call="c", status=409)]


async def test_a_bridge_that_is_refused_is_asked_for_once_more(
    executor: Executor, ari: ScriptedAri, reported: list[Event]
) -> None:
    ari.refusals["POST /bridges/c~b1"] = refusal(AriGone, 404)
    await executor.do("c", (BRIDGE,))
    assert ari.sent == ["POST /bridges/c~b1"] * 2
    assert reported == [events.CallerRefused(at=AT, call="c", status=404)]


async def test_a_sound_that_cannot_be_played_was_not_heard(
    executor: Executor, ari: ScriptedAri, reported: list[Event]
) -> None:
    ari.refusals["POST /bridges/c~b1/play/c~p1"] = refusal(AriRefused, 500)
    announce = commands.Announce(call="c", bridge="c~b1", playback="c~p1", sounds=("hash",))
    await executor.do("c", (announce,))
    assert reported == [events.AnnouncementEnded(at=AT, call="c", playback="c~p1", heard=False)]


async def test_the_next_seat_is_rung_when_the_one_before_is_let_go_of(
    executor: Executor, ari: ScriptedAri
) -> None:
    await executor.do("c", (ring(leg="c~2"), commands.CancelLeg(call="c", leg="c~1")))
    assert ari.sent == ["DELETE /channels/c~1", "POST /channels"]
    assert ari.side_by_side == {1}


async def test_a_leg_that_had_no_answer_in_time_is_waited_for_and_rings_nobody_else(
    executor: Executor, ari: ScriptedAri, reported: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executing, "LOOKED_FOR_EACH_S", 0.001)
    ari.refusals["POST /channels"] = refusal(AriLate, 0)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(executor.do("c", (ring(), commands.StartMusic(call="c"))))
        await asyncio.sleep(0.02)
        assert ari.sent == ["POST /channels", "POST /channels/c/moh"]
        assert executor.unsure == {"c~1"}
        ari.there["/channels/c~1"] = {}
    assert (reported, executor.unsure) == ([], frozenset())


async def test_a_leg_that_is_never_made_is_lost_in_the_end(
    executor: Executor, ari: ScriptedAri, reported: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executing, "MADE_LATE_S", 0.0)
    monkeypatch.setattr(executing, "LOOKED_FOR_EACH_S", 0.001)
    ari.refusals["POST /channels"] = refusal(AriLate, 0)
    await executor.do("c", (ring(),))
    assert reported == [events.LegEnded(at=AT, call="c", leg="c~1", cause=Cause.LOST)]


@pytest.mark.parametrize("ended", ["c", "c~1"])
async def test_a_leg_whose_caller_left_is_not_waited_for(
    executor: Executor, ari: ScriptedAri, reported: list[Event], ended: str
) -> None:
    ari.refusals["POST /channels"] = refusal(AriLate, 0)
    async with asyncio.timeout(1), asyncio.TaskGroup() as tasks:
        tasks.create_task(executor.do("c", (ring(),)))
        await asyncio.sleep(0.02)
        executor.leg_ended(ended)
    assert reported == []


async def test_a_sound_that_had_no_answer_in_time_may_come_late(
    executor: Executor, ari: ScriptedAri, reported: list[Event]
) -> None:
    ari.refusals["POST /bridges/c~b1/play/c~p1"] = refusal(AriLate, 0)
    announce = commands.Announce(call="c", bridge="c~b1", playback="c~p1", sounds=("hash",))
    await executor.do("c", (announce,))
    assert reported == [
        events.AnnouncementEnded(at=AT, call="c", playback="c~p1", heard=False, may_come_late=True)
    ]


async def test_a_seats_phone_shows_the_callers_number_from_the_body_only(
    executor: Executor, ari: ScriptedAri
) -> None:
    await executor.do("c", (ring(),))
    assert ari.sent == ["POST /channels"]
    assert ari.bodies == [{"callerId": NUMBER, "variables": LEASED}]


@pytest.mark.parametrize(
    ("withheld", "shown"),
    [
        (Withheld.ANONYMOUS, "非通知 <anonymous>"),
        (Withheld.PAYPHONE, "公衆電話 <anonymous>"),
        (None, "不明 <anonymous>"),
    ],
)
async def test_a_withheld_number_is_shown_as_its_reason(
    executor: Executor, ari: ScriptedAri, withheld: Withheld | None, shown: str
) -> None:
    await executor.do("c", (ring(caller=None, withheld=withheld),))
    assert ari.bodies == [{"callerId": shown, "variables": LEASED}]


async def test_an_erased_number_is_shown_as_unknown(executor: Executor, ari: ScriptedAri) -> None:
    await executor.do("c", (ring(caller="p-erased"),))
    assert ari.bodies == [{"callerId": "不明 <anonymous>", "variables": LEASED}]


@pytest.mark.parametrize(
    ("status", "cause"), [(500, Cause.UNREACHABLE), (409, Cause.FAILED), (0, Cause.FAILED)]
)
async def test_a_phone_that_cannot_be_rung_ends_its_leg(
    executor: Executor, ari: ScriptedAri, reported: list[Event], status: int, cause: Cause
) -> None:
    ari.refusals["POST /channels"] = refusal(AriRefused, status)
    await executor.do("c", (ring(),))
    assert reported == [events.LegEnded(at=AT, call="c", leg="c~1", cause=cause)]


@pytest.mark.parametrize(
    ("unanswered", "cause"), [(AriLate, Cause.LOST), (AriUnreachable, Cause.FAILED)]
)
async def test_a_seat_that_a_silent_asterisk_did_not_ring_is_not_to_blame(
    executor: Executor,
    ari: ScriptedAri,
    reported: list[Event],
    monkeypatch: pytest.MonkeyPatch,
    unanswered: type[AriUnreachable],
    cause: Cause,
) -> None:
    monkeypatch.setattr(executing, "MADE_LATE_S", 0.0)
    ari.refusals["POST /channels"] = unanswered(method="POST", path="/channels")
    ari.refusals["GET /channels/c~1"] = refusal(AriGone, 404)
    await executor.do("c", (ring(),))
    assert reported == [events.LegEnded(at=AT, call="c", leg="c~1", cause=cause)]


async def test_a_bridge_that_cannot_be_made_is_told(
    executor: Executor, ari: ScriptedAri, reported: list[Event]
) -> None:
    ari.refusals["POST /bridges/c~b1"] = refusal(AriRefused, 500)
    await executor.do("c", (commands.OpenBridge(call="c", bridge="c~b1"),))
    assert reported == [events.CallerRefused(at=AT, call="c", status=500)]


async def test_who_falls_while_they_are_turned_away_is_told_the_same_again(
    executor: Executor, ari: ScriptedAri
) -> None:
    await executor.do("c", (commands.Lease(call="c", last_word="hash"),))
    assert ari.sent == ["POST /channels/c/variable"]
    assert ari.params == [{"variable": "MDG_LAST_WORD", "value": "/s/hash"}]


async def test_cancelling_a_leg_that_never_was_ends_it(
    executor: Executor, ari: ScriptedAri, reported: list[Event]
) -> None:
    ari.refusals["DELETE /channels/c~1"] = refusal(AriGone, 404)
    await executor.do("c", (commands.CancelLeg(call="c", leg="c~1"),))
    assert reported == [events.LegEnded(at=AT, call="c", leg="c~1", cause=Cause.CANCELLED)]


async def test_what_is_over_already_needs_no_word(
    executor: Executor, ari: ScriptedAri, reported: list[Event], caplog: pytest.LogCaptureFixture
) -> None:
    ari.refusals["DELETE /channels/c"] = refusal(AriGone, 404)
    await executor.do("c", (commands.HangUpCaller(call="c"),))
    assert reported == []
    assert not caplog.records


async def test_any_other_refusal_is_logged_by_its_template(
    executor: Executor, ari: ScriptedAri, caplog: pytest.LogCaptureFixture
) -> None:
    ari.refusals["DELETE /bridges/c~b1"] = refusal(AriRefused, 500)
    await executor.do("c", (commands.CloseBridge(call="c", bridge="c~b1"),))
    assert [getattr(each, "request", "") for each in caplog.records] == [
        "DELETE /bridges/{bridgeId}"
    ]


async def test_busy_and_unknown_numbers_get_their_sip_answers(
    executor: Executor, ari: ScriptedAri, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[str] = []

    async def send(request: Request) -> None:
        codes.append(request.params["reason_code"])

    monkeypatch.setattr(ari, "send", send)
    await executor.do("c", (commands.RejectCall(call="c"),))
    await executor.do("c", (commands.RejectCall(call="c", busy=False),))
    assert codes == ["17", "1"]


async def test_what_the_office_reads_is_no_request(executor: Executor, ari: ScriptedAri) -> None:
    await executor.do("c", (commands.ClearAlarm(kind="k", subject="s"),))
    assert ari.sent == []
