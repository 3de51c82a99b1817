"""A recorded call for the tests: its raw files in a spool, and the log's records about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from callcenter.commands import CloseCall
from callcenter.events import (
    CallerLeft,
    Cause,
    Event,
    RecordingEnded,
    RecordingStarted,
)
from callcenter.outcome import Outcome
from callcenter.record import Record
from tests.unit.recordings.tones import CALLER_HZ, SEAT_HZ, tone, write_wav

CALL = "mdg-1.7"
CALLER_PART = f"{CALL}~r1"
SEAT_PART = f"{CALL}~r2"
ARRIVED = datetime(2026, 2, 2, 15, 30, tzinfo=UTC)
"""00:30 of the next day in Tokyo."""
JOINED = ARRIVED + timedelta(seconds=20)
ENDED = JOINED + timedelta(seconds=4)
STARTED = {CALLER_PART: JOINED - timedelta(seconds=0.5), SEAT_PART: JOINED}


def close_call(
    *,
    answered_at: datetime | None = JOINED,
    caller_recording: str | None = CALLER_PART,
    seat_recording: str | None = SEAT_PART,
) -> CloseCall:
    return CloseCall(
        call=CALL,
        line="+81110000100",
        caller=None,
        withheld=None,
        arrived_at=ARRIVED,
        answered_at=answered_at,
        ended_at=ENDED,
        outcome=Outcome.ANSWERED,
        detail="",
        seat="seat-01",
        guidance_s=12.0,
        wait_s=3.0,
        ring_s=5.0,
        talk_s=4.0,
        hold_s=0.0,
        caller_recording=caller_recording,
        seat_recording=seat_recording,
        node="",
    )


def record(n: int, event: Event, *commands: CloseCall) -> Record:
    return Record(n=n, event=event, commands=commands)


def started(n: int, part: str) -> Record:
    return record(n, RecordingStarted(at=STARTED[part], call=CALL, recording=part))


def ended(n: int, part: str) -> Record:
    event = RecordingEnded(
        at=ENDED,
        call=CALL,
        recording=part,
        duration_s=(ENDED - STARTED[part]).total_seconds(),
    )
    return record(n, event)


def closed(n: int, close: CloseCall | None = None) -> Record:
    event = CallerLeft(at=ENDED, call=CALL, cause=Cause.NORMAL)
    return record(n, event, close or close_call())


def record_sound(spool: Path) -> None:
    """Put both parts where Asterisk puts them."""
    write_wav(spool / f"{CALLER_PART}.wav", tone(CALLER_HZ, 4.5))
    write_wav(spool / f"{SEAT_PART}.wav", tone(SEAT_HZ, 4.0))
