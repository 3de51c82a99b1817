"""A caller who waits in the midst of a talk: held by the seat with music, and counted as hold."""

from __future__ import annotations

from callcenter import commands
from callcenter.call import Call, CallState
from callcenter.guest import GuestState
from callcenter.seat import Seat
from callcenter.turn import Turn

NO_TALK = "no_talk"
ENDABLE = (CallState.TALKING, CallState.CALLING_SEAT, CallState.DIALLING)
"""A seat may end its talk, and a call that it makes."""
ALL_TALK = "all_talk"
"""Nobody can let the caller wait whom another one talks to as well."""
TOGETHER = (GuestState.MERGING, GuestState.THREE_WAY)


def hold(turn: Turn, seat: Seat) -> None:
    """Let the seat's caller hear music, until the seat wants to talk again."""
    call = talk_of(turn, seat)
    if call is None or (call.guest is not None and call.guest.state in TOGETHER):
        turn.emit(commands.Refuse(reason=NO_TALK if call is None else ALL_TALK))
    elif call.held_at is None:
        call.held_at = turn.at
        turn.emit(commands.HoldCaller(call=call.id, recording=call.seat_recording))
        turn.show_seat(seat)


def resume(turn: Turn, seat: Seat) -> None:
    """Go on with the talk."""
    call = talk_of(turn, seat)
    if call is None:
        turn.emit(commands.Refuse(reason=NO_TALK))
    elif call.held_at is not None:
        count(turn, call)
        # A sensitive part outlasts the hold: then the seat's recording stays silent.
        recording = None if call.mutes else call.seat_recording
        turn.emit(commands.ResumeCaller(call=call.id, recording=recording))
        turn.show_seat(seat)


def hang_up(turn: Turn, seat: Seat) -> None:
    """End the seat's leg; the caller, or who is being called, is hung up on when it has ended."""
    call = turn.state.calls.get(seat.call or "")
    if call is not None and call.guest is not None and call.guest.seat == seat.id:
        turn.emit(commands.CancelLeg(call=call.id, leg=call.guest.leg))
        return
    if call is None or call.offer is None or call.state not in ENDABLE:
        turn.emit(commands.Refuse(reason=NO_TALK))
    else:
        turn.emit(commands.CancelLeg(call=call.id, leg=call.offer.leg))


def count(turn: Turn, call: Call) -> None:
    """End a time of waiting, if there is one, and add it up."""
    call.held_s += turn.since(call.held_at)
    call.held_at = None


def talk_of(turn: Turn, seat: Seat) -> Call | None:
    """Give the call in which a seat talks through us; None if there is none.

    A guest's is none: the talk belongs to the seat that it came to.
    """
    call = turn.state.calls.get(seat.call or "")
    is_talk = call is not None and call.state is CallState.TALKING
    if call is None or not is_talk or call.offer is None or call.offer.seat != seat.id:
        return None
    return call
