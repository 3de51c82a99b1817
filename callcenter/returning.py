"""Who calls back after we tried them: the seat that called rings first, if it is free.

It is a hint and no promise: nobody waits for a seat because of it.
"""

from __future__ import annotations

from datetime import timedelta

from callcenter.call import Call
from callcenter.contact import Tried
from callcenter.outcome import DialResult
from callcenter.routing import Decision
from callcenter.turn import Turn

KEPT = timedelta(days=3)
"""A call that comes later has another reason."""


def note(turn: Turn, *, person: str, seat: str, result: DialResult) -> None:
    """Keep which seat called a person in vain; one that was reached is forgotten."""
    turn.state.tried.pop(person, None)
    if result is not DialResult.ANSWERED and seat:
        turn.state.tried[person] = Tried(seat, turn.at)


def preferred(turn: Turn, call: Call, decision: Decision) -> str | None:
    """Give the seat that should ring: the one that tried this caller, if it could be chosen."""
    tried = turn.state.tried.get(call.caller or "")
    if tried is None or decision.seat is None or turn.at - tried.at > KEPT:
        return decision.seat
    seat = turn.state.seats.get(tried.seat)
    return tried.seat if seat is not None and decision.suits(seat) else decision.seat


def forget(turn: Turn) -> None:
    """Forget those who did not call back in time."""
    for person, tried in list(turn.state.tried.items()):
        if turn.at - tried.at > KEPT:
            del turn.state.tried[person]
