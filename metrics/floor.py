"""The live picture of the floor, folded from what records show.

Each `ShowCall`, `ShowSeat` and alarm says all there is to say about its subject, so a floor that
begins late is equal to one that saw everything, as soon as what stands was shown to it once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from callcenter.call import CallState
from callcenter.commands import (
    ClearAlarm,
    CloseCall,
    CloseDial,
    Command,
    RaiseAlarm,
    ShowCall,
    ShowFloor,
    ShowSeat,
)
from callcenter.record import Record
from callcenter.seat import SeatState

RINGING = frozenset({CallState.OFFERED, CallState.JOINING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The floor at one instant, in numbers."""

    at: datetime
    waiting: int
    """Callers to whom no seat is being offered."""
    longest_wait_s: float
    """Of those the longest, since arrival (a caller's place is the time of arrival); 0 if none."""
    ringing: int
    talking: int
    lines_in_use: int
    seats: dict[SeatState, int]
    """Every state is there, also with 0."""
    alarms: dict[str, int]
    """Standing alarms by kind."""
    dialling: Counter[str] = field(default_factory=Counter)
    """Calls of ours in progress, by why we call."""


@dataclass(slots=True)
class Floor:
    """What every call and seat does now, and which alarms stand."""

    calls: dict[str, ShowCall] = field(default_factory=dict)
    seats: dict[str, ShowSeat] = field(default_factory=dict)
    alarms: dict[tuple[str, str], RaiseAlarm] = field(default_factory=dict)
    """By kind and subject."""
    center: ShowFloor | None = None
    """How the centre stands; None before it was shown."""

    def apply(self, record: Record) -> None:
        """Take over what a record shows."""
        for command in record.commands:
            self.show(command)

    def show(self, command: Command) -> None:
        """Take over one thing that is shown; also used to begin from what the rows say."""
        match command:
            case (
                ShowCall(call=call, state=CallState.ENDED)
                | CloseCall(call=call)
                | CloseDial(call=call)
            ):
                self.calls.pop(call, None)
            case ShowCall(call=call):
                self.calls[call] = command
            case ShowSeat(seat=seat):
                self.seats[seat] = command
            case ShowFloor():
                self.center = command
            case RaiseAlarm(kind=kind, subject=subject):
                self.alarms[kind, subject] = command
            case ClearAlarm(kind=kind, subject=subject):
                self.alarms.pop((kind, subject), None)
            case _:
                pass  # nothing that a board shows

    def picture(self, at: datetime) -> Picture:
        """Count the floor as it stands at an instant."""
        states = Counter(call.state for call in self.calls.values())
        seats = Counter(seat.state for seat in self.seats.values())
        arrivals = [
            call.arrived_at for call in self.calls.values() if call.state == CallState.WAITING
        ]
        return Picture(
            at=at,
            waiting=len(arrivals),
            longest_wait_s=max(0.0, (at - min(arrivals, default=at)).total_seconds()),
            ringing=sum(states[state] for state in RINGING),
            talking=states[CallState.TALKING],
            dialling=Counter(call.kind for call in self.calls.values() if call.kind),
            lines_in_use=sum(call.holds_line for call in self.calls.values()),
            seats={state: seats[state] for state in SeatState},
            alarms=dict(Counter(kind for kind, _ in self.alarms)),
        )
