"""A seat asks another one while its caller hears music: then hands over, returns, or all talk."""

from __future__ import annotations

from callcenter import commands, dismissing, guests, holding
from callcenter.call import Call
from callcenter.guest import GuestKind, GuestState
from callcenter.seat import Seat, SeatState
from callcenter.turn import Turn

SEAT_NOT_FREE = "seat_not_free"
GUEST_THERE = "guest_there"
"""Somebody is at the call beside the seat, or was asked to come."""
NO_GUEST = "no_guest"
UNKNOWN_SKILL = "unknown_skill"


def consult(turn: Turn, seat: Seat, to: Seat | None, *, though_not_ready: bool) -> None:
    """Let the caller wait, and ring the other seat."""
    call = holding.talk_of(turn, seat)
    if call is None:
        turn.emit(commands.Refuse(reason=holding.NO_TALK))
    elif call.guest is not None or call.transfer_to is not None:
        turn.emit(commands.Refuse(reason=GUEST_THERE))
    elif to is None or not may_come(to, though_not_ready=though_not_ready):
        turn.emit(commands.Refuse(reason=SEAT_NOT_FREE))
    else:
        holding.hold(turn, seat)
        guests.ring(turn, call, to, GuestKind.CONSULTED)


def three_way(turn: Turn, seat: Seat) -> None:
    """Bring caller and consulted seat together, and stay."""
    call = holding.talk_of(turn, seat)
    guest = call.guest if call is not None else None
    if call is None or guest is None or guest.state is not GuestState.CONSULTING:
        turn.emit(commands.Refuse(reason=NO_GUEST))
    else:
        guests.merge(turn, call, guest)


def resume(turn: Turn, seat: Seat) -> None:
    """Talk to the caller again; whom the seat consulted is sent away."""
    call = holding.talk_of(turn, seat)
    guest = call.guest if call is not None else None
    if call is not None and guest is not None and guest.kind is GuestKind.CONSULTED:
        if guest.state not in guests.BESIDE:
            return  # all three talk, or are about to
        dismissing.dismiss(turn, call)
    holding.resume(turn, seat)


def may_come(seat: Seat, *, though_not_ready: bool) -> bool:
    """Whether a seat can be rung as a guest: who takes no calls may still come to one."""
    is_away = though_not_ready and seat.state is SeatState.NOT_READY and bool(seat.phones)
    return seat.is_free or is_away


def is_busy(call: Call) -> bool:
    """Whether the seat may not begin anything else with its caller now."""
    guest = call.guest
    return guest is not None and (
        guest.kind is GuestKind.CONSULTED or guest.state is GuestState.THREE_WAY
    )
