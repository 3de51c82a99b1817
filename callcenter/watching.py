"""A supervisor comes to a talk: listens, whispers to the seat, talks with both, takes over."""

from __future__ import annotations

from callcenter import commands, consulting, guests, holding
from callcenter.call import Call
from callcenter.guest import Guest, GuestKind, GuestState
from callcenter.guest_wishes import Watch
from callcenter.seat import Seat
from callcenter.turn import Turn

BY_SNOOP = (Watch.LISTEN, Watch.WHISPER)


def watch(turn: Turn, seat: Seat, of: Seat | None, how: Watch) -> None:
    """Ring the supervisor's phone, or change how they are at the call that they came to."""
    call = holding.talk_of(turn, of) if of is not None else None
    if call is None or call.transfer_to is not None:
        turn.emit(commands.Refuse(reason=holding.NO_TALK))
    elif call.guest is not None:
        _change(turn, call, call.guest, seat, how)
    elif not consulting.may_come(seat, though_not_ready=True):
        turn.emit(commands.Refuse(reason=consulting.SEAT_NOT_FREE))
    else:
        guest = guests.ring(turn, call, seat, GuestKind.WATCHING)
        guest.whispers = how is Watch.WHISPER
        guest.is_wanted, guest.takes_over = how not in BY_SNOOP, how is Watch.TAKE_OVER


def _change(turn: Turn, call: Call, guest: Guest, seat: Seat, how: Watch) -> None:
    is_theirs = guest.seat == seat.id and guest.kind is GuestKind.WATCHING
    if is_theirs and guest.state is GuestState.LISTENING:
        if how in BY_SNOOP:
            guest.whispers = how is Watch.WHISPER
            guests.meet(turn, call, guest)
            turn.show_seat(seat)
        else:
            guest.takes_over = how is Watch.TAKE_OVER
            guests.merge(turn, call, guest)
    elif is_theirs and guest.state is GuestState.THREE_WAY and how is Watch.TAKE_OVER:
        assert call.offer is not None
        turn.emit(commands.CancelLeg(call=call.id, leg=call.offer.leg))
    else:
        turn.emit(commands.Refuse(reason=consulting.GUEST_THERE))
