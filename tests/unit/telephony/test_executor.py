"""Commands as requests: in which order, side by side or not, and what refusals become."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from callcenter import commands, events
from callcenter.events import Cause, Event, Withheld
from telephony import executor as executing
from telephony.ari_requests import Request
from telephony.errors import AriConflict, AriError, AriGone, AriRefused
from telephony.executor import Executor
from telephony.leases import Leases

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)
NUMBER = "+819012345678"
LEASED = {"TIMEOUT(absolute)": "22"}
"""A leg that rings for 20 s and is joined by nobody ends 2 s later."""
UNLEASED = ["POST /channels/c/variable", "POST /channels/c~1/variable"]


class ScriptedAri:
    """Answers every request; those named in `refusals` (by verb and path) with an error."""

    app = "madoguchi"

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.bodies: list[Any] = []
        self.params: list[dict[str, str]] = []
        self.refusals: dict[str, AriError] = {}
        self.running = 0
        self.side_by_side: set[int] = set()

    async def send(self, request: Request) -> Any:
        self.running += 1
        await asyncio.sleep(0)
        self.side_by_side.add(self.running)
        self.running -= 1
        said = f"{request.method} {request.path}"
        self.sent.append(said)
        self.bodies.append(request.body)
        self.params.append(dict(request.params))
        if said in self.refusals:
            raise self.refusals[said]


class Book:
    """Knows one number."""

    def id_of(self, number: str) -> str:
        return "p-1"

    def number_of(self, person: str) -> str | None:
        return NUMBER if person == "p-1" else None


def refusal(kind: type[AriError], status: int) -> AriError:
    return kind(method="-", path="-", status=status)


@pytest.fixture
def ari() -> ScriptedAri:
    return ScriptedAri()


@pytest.fixture
def reported() -> list[Event]:
    return []


@pytest.fixture
def leases(ari: ScriptedAri) -> Leases:
    return Leases(ari)


@pytest.fixture
def executor(ari: ScriptedAri, leases: Leases, reported: list[Event]) -> Executor:
    return Executor(
        ari=ari,
        people=Book(),
        sounds=Path("/s"),
        clock=lambda: AT,
        leases=leases,
        report=reported.append,
    )


def ring(**changes: Any) -> commands.RingSeat:
    values: dict[str, Any] = {
        "call": "c",
        "leg": "c~1",
        "seat": "seat-01",
        "endpoint": "seat-01w",
        "ring_s": 20.0,
        "caller": "p-1",
        "withheld": None,
    }
    return commands.RingSeat(**{**values, **changes})


JOIN = commands.JoinLeg(call="c", leg="c~1", bridge="c~b1", answers=False)
RECORD = commands.RecordLeg(call="c", leg="c~1", snoop="c~1~s1", recording="c~r1")


async def test_an_arriving_call_is_answered_bridged_and_spoken_to_in_this_order(
    executor: Executor, ari: ScriptedAri
) -> None:
    await executor.do(
        "c",
        (
            commands.OpenBridge(call="c", bridge="c~b1"),
            commands.AnswerCaller(call="c", bridge="c~b1"),
            commands.Announce(call="c", bridge="c~b1", playback="c~p1", sound="hash"),
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
    assert ari.sent == ["POST /channels/c/answer"]
    assert reported == [events.CallerRefused(at=AT, call="c", status=409)]


async def test_a_sound_that_cannot_be_played_was_not_heard(
    executor: Executor, ari: ScriptedAri, reported: list[Event]
) -> None:
    ari.refusals["POST /bridges/c~b1/play/c~p1"] = refusal(AriRefused, 500)
    announce = commands.Announce(call="c", bridge="c~b1", playback="c~p1", sound="hash")
    await executor.do("c", (announce,))
    assert reported == [events.AnnouncementEnded(at=AT, call="c", playback="c~p1", heard=False)]


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


async def test_music_is_taken_away_before_the_seat_is_joined(
    executor: Executor, ari: ScriptedAri
) -> None:
    await executor.do("c", (JOIN,))
    assert sorted(ari.sent[:3]) == ["DELETE /channels/c/moh", *sorted(UNLEASED)]
    assert ari.sent[3:] == ["POST /bridges/c~b1/addChannel"]


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


async def test_a_bridge_that_cannot_be_made_is_told(
    executor: Executor, ari: ScriptedAri, reported: list[Event]
) -> None:
    ari.refusals["POST /bridges/c~b1"] = refusal(AriRefused, 500)
    await executor.do("c", (commands.OpenBridge(call="c", bridge="c~b1"),))
    assert reported == [events.CallerRefused(at=AT, call="c", status=500)]


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
    assert sorted(ari.sent) == ["POST /channels/c/answer", UNLEASED[0]]
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


async def test_a_lease_is_held_until_two_people_are_joined(
    executor: Executor, leases: Leases, ari: ScriptedAri
) -> None:
    await executor.do("c", (commands.Lease(call="c"),))
    assert (leases.held, ari.sent) == (("c",), [])
    await executor.do("c", (JOIN,))
    assert leases.held == ()
    assert ari.params.count({"variable": "TIMEOUT(absolute)", "value": "0"}) == 2


async def test_who_falls_while_they_are_turned_away_is_told_the_same_again(
    executor: Executor, ari: ScriptedAri
) -> None:
    await executor.do("c", (commands.Lease(call="c", last_word="hash"),))
    assert ari.sent == ["POST /channels/c/variable"]
    assert ari.params == [{"variable": "MDG_LAST_WORD", "value": "/s/hash"}]


async def test_an_unanswered_caller_is_answered_and_both_are_added(
    executor: Executor, ari: ScriptedAri
) -> None:
    await executor.do("c", (commands.JoinLeg(call="c", leg="c~1", bridge="c~b1", answers=True),))
    assert sorted(ari.sent[:2]) == ["POST /channels/c/answer", UNLEASED[0]]
    assert sorted(ari.sent[2:4]) == ["POST /bridges/c~b1/addChannel", UNLEASED[1]]
    assert ari.sent[4:] == ["POST /bridges/c~b1/addChannel"]


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
