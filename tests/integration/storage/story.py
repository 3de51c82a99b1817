"""Small stories told in records, as the heart would write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from callcenter.commands import ClearAlarm, CloseCall, Command, RaiseAlarm, ShowCall, ShowSeat
from callcenter.events import (
    CallArrived,
    CallerLeft,
    Cause,
    Event,
    LegJoined,
    LegRang,
    ReadyPressed,
)
from callcenter.outcome import Outcome
from callcenter.record import Record

LINE = "+81110000100"
OPENING = datetime(2026, 2, 2, 0, 0, tzinfo=UTC)
"""09:00 in Sapporo."""


class Story:
    """Writes records one after the other, a second apart."""

    def __init__(self, start: datetime = OPENING, *, first: int = 1) -> None:
        self.at = start
        self.records: list[Record] = []
        self._first = first

    @property
    def last(self) -> int:
        """Number of the last record."""
        return self._first + len(self.records) - 1

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.at += timedelta(seconds=seconds)

    def tell(self, event: Event, *commands: Command) -> Record:
        """Write one record."""
        record = Record(n=self.last + 1, event=event, commands=commands)
        self.records.append(record)
        self.wait(1)
        return record

    def seat(self, seat: str, state: str, call: str | None = None, *, why: str = "") -> Record:
        """A seat is shown."""
        return self.tell(
            ReadyPressed(at=self.at, seat=seat, by="test"),
            ShowSeat(seat=seat, state=state, since=self.at, reason=why, call=call, registered=True),
        )

    def arrive(self, call: str, *, caller: str | None = "p-1", state: str = "waiting") -> Record:
        """A call arrives."""
        return self.tell(
            CallArrived(at=self.at, call=call, line=LINE, caller=caller, withheld=None),
            self._show(call, state, self.at),
        )

    def offer(self, call: str, seat: str, arrived_at: datetime) -> Record:
        """A seat is rung."""
        event = LegRang(at=self.at, call=call, leg=f"{call}~1")
        return self.tell(event, self._show(call, "offered", arrived_at, seat))

    def talk(self, call: str, seat: str, arrived_at: datetime) -> Record:
        """A call is joined to a seat."""
        return self.tell(
            LegJoined(at=self.at, call=call, leg=f"{call}~1"),
            self._show(call, "talking", arrived_at, seat),
            ShowSeat(
                seat=seat, state="talking", since=self.at, reason="", call=call, registered=True
            ),
        )

    def beside(self, call: str, seat: str, tie: str) -> Record:
        """A seat comes to a call without talking to the caller."""
        shown = ShowSeat(
            seat=seat,
            state="talking",
            since=self.at,
            reason="",
            call=call,
            registered=True,
            tie=tie,
        )
        return self.tell(LegJoined(at=self.at, call=call, leg=f"{call}~2"), shown)

    def end(
        self,
        call: str,
        arrived_at: datetime,
        outcome: Outcome = Outcome.ANSWERED,
        *,
        caller: str | None = "p-1",
        seat: str | None = "seat-01",
        wait_s: float = 2.0,
    ) -> Record:
        """A call ends; one that was answered was recorded."""
        answered = outcome is Outcome.ANSWERED
        return self.tell(
            CallerLeft(at=self.at, call=call, cause=Cause.NORMAL),
            CloseCall(
                call=call,
                line=LINE,
                caller=caller,
                withheld=None,
                arrived_at=arrived_at,
                answered_at=arrived_at + timedelta(seconds=1 + wait_s + 4) if answered else None,
                ended_at=self.at,
                outcome=outcome,
                detail="",
                seat=seat if answered else None,
                guidance_s=1.0,
                wait_s=wait_s,
                ring_s=4.0 if answered else 0.0,
                talk_s=30.0 if answered else 0.0,
                hold_s=0.0,
                caller_recording=f"{call}~r1" if answered else None,
                seat_recording=f"{call}~r2" if answered else None,
                node="" if answered else "all_busy",
            ),
            self._show(call, "ended", arrived_at),
        )

    def alarm(self, kind: str, subject: str = "", detail: str = "") -> Record:
        """An alarm is raised."""
        return self.tell(
            ReadyPressed(at=self.at, seat="seat-01", by="test"),
            RaiseAlarm(kind=kind, subject=subject, detail=detail),
        )

    def clear(self, kind: str, subject: str = "") -> Record:
        """An alarm is over."""
        return self.tell(
            ReadyPressed(at=self.at, seat="seat-01", by="test"),
            ClearAlarm(kind=kind, subject=subject),
        )

    def whole_call(self, call: str, outcome: Outcome = Outcome.ANSWERED) -> None:
        """A call from its arrival to its end."""
        arrived_at = self.at
        self.arrive(call)
        if outcome is Outcome.ANSWERED:
            self.talk(call, "seat-01", arrived_at)
        self.end(call, arrived_at, outcome)

    def _show(
        self, call: str, state: str, arrived_at: datetime, seat: str | None = None
    ) -> ShowCall:
        return ShowCall(
            call=call,
            state=state,
            since=self.at,
            line=LINE,
            arrived_at=arrived_at,
            seat=seat,
            holds_line=True,
            collected=(("ward", "47"),),
            asked_in=(("ward", "v1/keys"),),
        )
