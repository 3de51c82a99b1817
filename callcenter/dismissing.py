"""A guest is sent away by us, and what was made for it is removed."""

from __future__ import annotations

from callcenter import commands
from callcenter.call import Call, CallState
from callcenter.guest import Guest, GuestHappening, GuestState
from callcenter.turn import Turn


def dismiss(turn: Turn, call: Call) -> None:
    """Send the guest away; the seat is with its caller again, who hears what they heard."""
    guest = call.guest
    if guest is None or guest.state is GuestState.LEAVING:
        return
    guest.advance(GuestHappening.DISMISSED)
    turn.emit(commands.CancelLeg(call=call.id, leg=guest.leg))
    clear(turn, call, guest)
    if call.state is not CallState.ENDED:
        turn.show_seat(turn.state.seats[guest.seat])


def clear(turn: Turn, call: Call, guest: Guest) -> None:
    """Bring the seat back into the call's bridge, and remove where it met the guest."""
    is_on = call.state is CallState.TALKING and call.is_at_seat
    if guest.has_seat and is_on and call.offer is not None and call.bridge is not None:
        turn.emit(commands.ReturnLeg(call=call.id, leg=call.offer.leg, bridge=call.bridge))
    guest.has_seat = False
    if guest.snoop and is_on:  # it ends with the seat's leg by itself
        turn.emit(commands.EndWatch(call=call.id, snoop=guest.snoop))
    guest.snoop = ""
    close_side(turn, call)


def close_side(turn: Turn, call: Call) -> None:
    """Remove the bridge beside the call's own, if there is one."""
    if call.side_bridge is not None:
        turn.emit(commands.CloseBridge(call=call.id, bridge=call.side_bridge))
        call.side_bridge = None
