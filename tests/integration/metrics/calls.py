"""Ended calls, one record each, as the heart would write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from callcenter.commands import CloseCall
from callcenter.events import CallerLeft, Cause
from callcenter.outcome import Outcome
from callcenter.record import Record

LINE = "+81110000100"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call in short; seconds."""

    id: str
    at: datetime
    outcome: Outcome = Outcome.ANSWERED
    caller: str | None = None
    guidance: float = 0.0
    wait: float = 0.0
    ring: float = 0.0
    talk: float = 0.0
    hold: float = 0.0
    seat: str = "seat-01"
    """Who had the caller last."""
    detail: str = ""

    @property
    def ended_at(self) -> datetime:
        """When it ended."""
        spans = (self.guidance, self.wait, self.ring, self.talk, self.hold)
        return self.at + timedelta(seconds=sum(spans))


def record(n: int, call: Call) -> Record:
    """Write the record that files a call."""
    answered = call.outcome is Outcome.ANSWERED
    joined = call.at + timedelta(seconds=call.guidance + call.wait + call.ring)
    closed = CloseCall(
        call=call.id,
        line=LINE,
        caller=call.caller,
        withheld=None,
        arrived_at=call.at,
        answered_at=joined if answered else None,
        ended_at=call.ended_at,
        outcome=call.outcome,
        detail=call.detail,
        seat=call.seat if answered else None,
        guidance_s=call.guidance,
        wait_s=call.wait,
        ring_s=call.ring,
        talk_s=call.talk,
        hold_s=call.hold,
        caller_recording=None,
        seat_recording=None,
        node="",
    )
    left = CallerLeft(at=call.ended_at, call=call.id, cause=Cause.NORMAL)
    return Record(n=n, event=left, commands=(closed,))
