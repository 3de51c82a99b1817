"""A seat leaves a talk that goes on without it."""

from __future__ import annotations

from callcenter import muting
from callcenter.call import Call
from callcenter.seat import Seat
from callcenter.turn import Turn


def part(turn: Turn, call: Call, *, is_lost: bool = False) -> Seat:
    """Take the seat out of the talk; the time from here on is hold.

    Of a leg that is lost nobody knows when its sound ended.
    """
    assert call.offer is not None
    seat, call.offer = turn.state.seats[call.offer.seat], None
    call.held_at = call.held_at or turn.at
    muting.let_go(turn, call)
    if call.seat_recording is not None:
        call.earlier_seat_recordings.append(call.seat_recording)
        call.earlier_seats_left.append(None if is_lost else turn.at)
        call.seat_recording = None
    return seat
