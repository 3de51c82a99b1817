"""From which record the keeper is fed again after the office's death."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.sound import Undelivered
from callcenter.commands import CloseCall, Command, RecordLeg
from callcenter.events import CallerLeft, Cause, Event, RecordingStarted
from callcenter.outcome import Outcome
from callcenter.record import Record
from callcenter.wishes import RecordingPressed

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)


def close(call: str, recording: str | None) -> CloseCall:
    return CloseCall(
        call=call,
        line="+81110000100",
        caller=None,
        withheld=None,
        arrived_at=AT,
        answered_at=AT,
        ended_at=AT,
        outcome=Outcome.ANSWERED,
        detail="",
        seat="seat-01",
        guidance_s=0,
        wait_s=0,
        ring_s=0,
        talk_s=0,
        hold_s=0,
        caller_recording=recording,
        seat_recording=None,
        node="",
    )


def record(n: int, event: Event, *commands: Command) -> Record:
    return Record(n=n, event=event, commands=commands)


def begun(n: int, call: str) -> Record:
    return record(n, RecordingStarted(at=AT, call=call, recording=f"{call}~r1"))


def left(n: int, call: str, recording: str | None) -> Record:
    return record(n, CallerLeft(at=AT, call=call, cause=Cause.NORMAL), close(call, recording))


def test_everything_before_the_oldest_undelivered_call_is_safe() -> None:
    calls = Undelivered(10)
    assert calls.safe == 10
    calls.take(begun(11, "a"))
    calls.take(begun(12, "b"))
    calls.take(left(13, "a", "a~r1"))
    assert calls.safe == 10
    calls.done("a")
    assert calls.safe == 11
    calls.take(left(14, "b", "b~r1"))
    calls.done("b")
    assert calls.safe == 14


def test_a_new_office_learns_again_when_a_recording_had_to_begin() -> None:
    calls = Undelivered(0)
    wants = RecordLeg(call="a", leg="a", snoop="a~s1", recording="a~r1")
    calls.take(record(1, CallerLeft(at=AT, call="b", cause=Cause.NORMAL)))
    calls.take(record(2, RecordingPressed(at=AT, seat="seat-01", by="s1"), wants))
    calls.take(begun(3, "a"))
    assert calls.safe == 1


def test_a_call_without_recordings_holds_nothing_up() -> None:
    calls = Undelivered(0)
    calls.take(begun(1, "a"))
    calls.take(left(2, "a", None))
    assert calls.safe == 2


def test_calls_whose_end_is_in_no_record_are_let_go_in_the_end() -> None:
    calls = Undelivered(0)
    for n in range(1, 10_102):
        calls.take(begun(n, f"call{n}"))
    assert calls.safe == 101
