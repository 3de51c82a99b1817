"""Seats as places of work: readied, left, wrapped up, and counted against the contract."""

from __future__ import annotations

from datetime import timedelta

from callcenter import alarming, commands
from callcenter.seat import Seat, SeatHappening, SeatState
from callcenter.turn import Turn

BELOW_CONTRACT = "seats_below_contract"
NO_WRAP_UP = "no_wrap_up"
WRAP_UP_LIMIT = "wrap_up_limit"


def ready(turn: Turn, seat: Seat) -> None:
    """Somebody is back at work; in a call it takes effect when the call is over."""
    seat.leaving, seat.is_back_office = None, False
    if seat.state in (SeatState.NOT_READY, SeatState.WRAP_UP):
        _end_wrap_up(turn, seat)
        turn.move_seat(seat, SeatHappening.READIED)
    watch(turn)


def not_ready(turn: Turn, seat: Seat, reason: str) -> None:
    """Somebody leaves; in a call it takes effect when the call is over."""
    if seat.state in (SeatState.RINGING, SeatState.TALKING):
        seat.leaving = reason
    elif seat.state is SeatState.NOT_READY:
        seat.reason = reason
        turn.show_seat(seat)
    else:
        _end_wrap_up(turn, seat)
        turn.move_seat(seat, SeatHappening.UNREADIED, reason)
    watch(turn)


def raise_hand(turn: Turn, seat: Seat, *, is_up: bool) -> None:
    """Somebody calls a supervisor, or it was seen to; raised again, it was raised before."""
    if is_up is not (seat.hand is not None):
        seat.hand = turn.at if is_up else None
        turn.show_seat(seat)


def take(turn: Turn, seat: Seat, call: str) -> None:
    """The seat talks to a caller whom the fallback brought."""
    _end_wrap_up(turn, seat)
    if seat.state is SeatState.NOT_READY:
        seat.leaving = seat.reason
    seat.call = call
    turn.move_seat(seat, SeatHappening.TAKEN)
    watch(turn)


def dial(turn: Turn, seat: Seat, call: str, leg: str) -> None:
    """The seat is to call somebody; who was not ready is not so meanwhile or afterwards either."""
    _end_wrap_up(turn, seat)
    if seat.state is SeatState.NOT_READY:
        seat.leaving, seat.is_back_office = seat.reason, True
    seat.call, seat.leg, seat.kept_for = call, leg, None
    turn.move_seat(seat, SeatHappening.DIALS)
    watch(turn)


def withdraw(turn: Turn, seat: Seat) -> None:
    """The caller is gone before the seat was joined: the seat keeps its turn."""
    _let_go(seat)
    turn.move_seat(seat, SeatHappening.WITHDRAWN)
    leave_if_asked(turn, seat)


def miss(turn: Turn, seat: Seat, reason: str) -> None:
    """The seat did not take its call: nobody is offered to it until somebody is back."""
    _let_go(seat)
    turn.move_seat(seat, SeatHappening.MISSED, reason)
    seat.leaving = None
    watch(turn)


def release(turn: Turn, seat: Seat) -> None:
    """The talk is over; the wrap-up begins."""
    _let_go(seat)
    turn.move_seat(seat, SeatHappening.RELEASED)
    if turn.campaign.wrap_up_s > 0 and seat.leaving is None:
        seat.timer = turn.set_seat_timer(seat, turn.campaign.wrap_up_s)
    else:
        wrap_up_over(turn, seat)


def interrupt(turn: Turn, seat: Seat) -> None:
    """The leg was lost in mid-talk by nobody's will; the seat is waited for."""
    _let_go(seat)
    turn.move_seat(seat, SeatHappening.INTERRUPTED)
    watch(turn)


def extend_wrap_up(turn: Turn, seat: Seat) -> None:
    """Give the wrap-up as long again, up to the campaign's limit since the talk's end."""
    due = turn.state.timers.get(seat.timer or "")
    if seat.state is not SeatState.WRAP_UP or due is None:
        turn.emit(commands.Refuse(reason=NO_WRAP_UP))
        return
    last = seat.since + timedelta(seconds=turn.campaign.wrap_up_max_s)
    longer = min(due + timedelta(seconds=turn.campaign.wrap_up_s), last)
    if longer <= due:
        turn.emit(commands.Refuse(reason=WRAP_UP_LIMIT))
        return
    turn.cancel_timer(seat.timer)
    seat.timer = turn.set_seat_timer(seat, (longer - turn.at).total_seconds())


def wrap_up_over(turn: Turn, seat: Seat) -> None:
    """The time for wrap-up has passed, or none was due."""
    seat.timer = None
    turn.move_seat(seat, SeatHappening.WRAPPED_UP)
    leave_if_asked(turn, seat)


def watch(turn: Turn) -> None:
    """Raise or clear the alarm for fewer staffed seats than the contract demands."""
    row = turn.capacity
    staffed = sum(
        seat.is_staffed and turn.campaign.takes_callers(seat.skills)
        for seat in turn.state.seats.values()
    )
    is_low = turn.opening.is_staff_due(turn.at) and staffed < row.seats
    alarming.mind(turn, BELOW_CONTRACT, stands=is_low, detail=f"{staffed}/{row.seats}")


def leave_if_asked(turn: Turn, seat: Seat) -> None:
    """Set a seat not ready whose person asked for it while they could not leave."""
    if seat.leaving is not None:
        reason, seat.leaving = seat.leaving, None
        turn.move_seat(seat, SeatHappening.UNREADIED, reason)
        watch(turn)


def _let_go(seat: Seat) -> None:
    seat.call = seat.leg = None


def _end_wrap_up(turn: Turn, seat: Seat) -> None:
    turn.cancel_timer(seat.timer)
    seat.timer = None
