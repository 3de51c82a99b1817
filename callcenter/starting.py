"""A start of ours: the campaign's desks are met, everything is shown, and Asterisk is met."""

from __future__ import annotations

from callcenter import publishing, staffing
from callcenter.events import AsteriskMet, InstanceStarted
from callcenter.seat import Seat
from callcenter.turn import Turn


def begin(turn: Turn, event: InstanceStarted) -> None:
    """Meet the campaign's desks, show everything, and begin the day."""
    turn.state.unmet_since = turn.state.unmet_since or turn.at
    publishing.begin(turn, event)
    _seat(turn)
    for seat in turn.state.seats.values():
        turn.show_seat(seat)
    for call in turn.state.calls.values():
        turn.show_call(call)
    turn.show_floor()
    turn.cancel_timer(turn.state.day_timer)
    turn.set_day_timer()
    staffing.watch(turn)


def met(turn: Turn, event: AsteriskMet) -> None:
    """What was missed before is known, and what callers lacked is asked for again."""
    turn.state.asterisk, turn.state.book = event.started, event.book
    turn.state.book_offset = event.book_offset
    turn.state.unmet_since = None


def _seat(turn: Turn) -> None:
    desks = {desk.id for desk in turn.campaign.desks}
    for gone in [seat for seat in turn.state.seats.values() if seat.id not in desks]:
        if gone.call is None:
            del turn.state.seats[gone.id]
    for desk in turn.campaign.desks:
        seat = turn.state.seats.setdefault(
            desk.id, Seat(id=desk.id, skills={}, since=turn.at, idle_since=turn.at)
        )
        seat.skills = dict(desk.skills)
