"""Who calls back after we tried them: the agent who called rings first, if they are free.

It is a hint and no promise: nobody waits for a seat because of it. The agent is found where they
sit now; only of a seat at which nobody had signed in the seat itself is remembered.
"""

from __future__ import annotations

from datetime import timedelta

from callcenter.call import Call
from callcenter.contact import Tried
from callcenter.dial_events import PeopleSeated
from callcenter.routing import Decision
from callcenter.seat import Seat
from callcenter.turn import Turn

KEPT = timedelta(days=3)
"""A call that comes later has another reason."""


def seated(turn: Turn, event: PeopleSeated) -> None:
    """Keep who sits where."""
    people = {each.seat: each.staff for each in event.people}
    for seat in turn.state.seats.values():
        seat.person = people.get(seat.id, "")


def place_of(turn: Turn, person: str) -> Seat | None:
    """Find the seat of somebody; None for nobody, and while they sit nowhere."""
    seats = turn.state.seats.values()
    return next((each for each in seats if person and each.person == person), None)


def note(turn: Turn, *, person: str, seat: str, is_reached: bool) -> None:
    """Keep who called a person in vain; one that was reached is forgotten.

    An applicant's call that somebody answered may have met a machine or another person: it is kept.
    """
    turn.state.tried.pop(person, None)
    if not is_reached and seat:
        there = turn.state.seats.get(seat)
        agent = there.person if there is not None else ""
        turn.state.tried[person] = Tried(seat, turn.at, agent)


def preferred(turn: Turn, call: Call, decision: Decision) -> str | None:
    """Give the seat that should ring: of who tried this caller, if it could be chosen."""
    tried = turn.state.tried.get(call.caller or "")
    if tried is None or decision.seat is None or turn.at - tried.at > KEPT:
        return decision.seat
    seat = place_of(turn, tried.agent) if tried.agent else turn.state.seats.get(tried.seat)
    return seat.id if seat is not None and decision.suits(seat) else decision.seat


def forget(turn: Turn) -> None:
    """Forget those who did not call back in time."""
    for person, tried in list(turn.state.tried.items()):
        if turn.at - tried.at > KEPT:
            del turn.state.tried[person]
