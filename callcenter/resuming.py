"""A talk goes on with another leg: of the same seat, whose page was lost, or of another one.

A leg that is lost in mid-talk is nobody's will: its page was opened anew, its browser died, its
machine sleeps. The caller waits first in the queue, for a while for one seat alone: the lost one,
which picks up by itself, or the one that was chosen to be handed over to. After that anybody may.
"""

from __future__ import annotations

from callcenter import (
    announcing,
    closing,
    commands,
    consulting,
    conversing,
    dismissing,
    guests,
    holding,
    leading_out,
    offering,
    parting,
    queue,
    staffing,
)
from callcenter.call import Call, CallHappening, CallState, Purpose
from callcenter.events import Cause
from callcenter.guest import GuestState
from callcenter.seat import Seat, SeatState
from callcenter.turn import Turn

RESUME_S = 20.0
"""So long an interrupted talk waits for its seat: a page reloads in 1 s, a machine in more."""
SEAT_NOT_FREE = consulting.SEAT_NOT_FREE
QUEUE = ""
"""To be handed over to nobody in particular."""
PAGE_LOST = "page_lost"
"""Why a seat is not ready that did not come back to its talk."""


def leg_ended(turn: Turn, call: Call, leg: str, cause: Cause) -> None:
    """A seat's leg ended: the talk with it, unless it is handed over or was lost by a fault."""
    if not _talks_on(call) or call.offer is None or call.offer.leg != leg:
        offering.leg_ended(turn, call, leg, cause)
    elif guests.seat_left(turn, call, cause):
        pass
    elif call.transfer_to is not None:
        _hand_over(turn, call, call.transfer_to)
    elif cause is Cause.SILENT:
        _interrupt(turn, call)
    else:
        offering.leg_ended(turn, call, leg, cause)


def transfer(turn: Turn, seat: Seat, to: Seat | None, *, though_not_ready: bool) -> None:
    """Hand the seat's caller over; done when its own leg has ended, so that its phone is free.

    Whom the seat consults has the caller then; a seat that takes no calls is rung before that.
    """
    call = holding.talk_of(turn, seat)
    if call is None or call.offer is None:
        turn.emit(commands.Refuse(reason=holding.NO_TALK))
    elif to is not None and call.guest is not None and consulting.is_busy(call):
        _leave_to_guest(turn, call, to)
    elif to is None or not consulting.may_come(to, though_not_ready=though_not_ready):
        turn.emit(commands.Refuse(reason=SEAT_NOT_FREE))
    elif call.transfer_to is None:
        if not to.is_free:
            consulting.consult(turn, seat, to, though_not_ready=True)
            to = None if call.guest is None else to
        _leave(turn, call, to.id if to is not None else None)


def transfer_to_queue(turn: Turn, seat: Seat, skill: str) -> None:
    """Give the seat's caller back to the queue, first of all."""
    call = holding.talk_of(turn, seat)
    rules = turn.campaign.outbound
    known = {each for desk in turn.campaign.desks for each in desk.skills if each != rules.skill}
    if call is None:
        turn.emit(commands.Refuse(reason=holding.NO_TALK))
    elif consulting.is_busy(call):
        turn.emit(commands.Refuse(reason=consulting.GUEST_THERE))
    elif skill and skill not in known:
        turn.emit(commands.Refuse(reason=consulting.UNKNOWN_SKILL))
    elif call.transfer_to is None:
        call.skill = skill or call.skill
        _leave(turn, call, QUEUE)


def _leave_to_guest(turn: Turn, call: Call, to: Seat) -> None:
    is_guest = call.guest is not None and call.guest.seat == to.id
    if is_guest and call.guest is not None and call.guest.state is not GuestState.LEAVING:
        _leave(turn, call, to.id)
    else:
        turn.emit(commands.Refuse(reason=consulting.GUEST_THERE))


def _leave(turn: Turn, call: Call, to: str | None) -> None:
    if to is not None and call.offer is not None:
        call.transfer_to = to
        turn.emit(commands.CancelLeg(call=call.id, leg=call.offer.leg))


def page_opened(turn: Turn, seat: Seat, endpoint: str) -> None:
    """A browser phone's page is new: it carries on with what the page before it talked on."""
    call = turn.state.calls.get(seat.call or "")
    if call is not None and call.guest is not None and call.guest.seat == seat.id:
        if call.guest.endpoint == endpoint:
            _forget_page(turn, call, seat, endpoint, call.guest.leg)
        return
    call = holding.talk_of(turn, seat)
    if call is None or call.offer is None or not _talks_on(call):
        return
    if call.offer.endpoint == endpoint:
        _forget_page(turn, call, seat, endpoint, call.offer.leg)
        if call.guest is not None and call.guest.state in holding.TOGETHER:
            return  # when the leg has ended, the other one goes on with the caller
        if call.guest is not None:
            call.guest.has_seat = False
        dismissing.dismiss(turn, call)
        _interrupt(turn, call)


def _forget_page(turn: Turn, call: Call, seat: Seat, endpoint: str, leg: str) -> None:
    # The new page is not registered yet: what is known is the one before it, which is gone.
    seat.phones = [each for each in seat.phones if each != endpoint]
    turn.emit(commands.CancelLeg(call=call.id, leg=leg))


def _interrupt(turn: Turn, call: Call) -> None:
    """The talking seat's leg is lost: the caller waits for this seat alone."""
    conversing.stop(turn, call)
    seat = parting.part(turn, call, is_lost=True)
    call.transfer_to = None
    call.interrupted_at, call.reserved_for = turn.at, seat.id
    turn.move_call(call, CallHappening.INTERRUPTED)
    staffing.interrupt(turn, seat)
    _wait(turn, call, turn.campaign.flows.interrupted)


def _hand_over(turn: Turn, call: Call, to: str) -> None:
    """The seat has handed over: the caller waits for the other one, and it wraps up."""
    conversing.stop(turn, call)
    seat, number = parting.part(turn, call), leading_out.number_of(turn, to)
    call.is_transferred, call.transfer_to = True, None
    call.reserved_for = to or None if number is None else None
    call.handed_by = seat.id
    turn.move_call(call, CallHappening.INTERRUPTED)
    staffing.release(turn, seat)
    if number is None:
        _wait(turn, call, None)
    else:
        leading_out.ring(turn, call, number)


def _wait(turn: Turn, call: Call, flow: str | None) -> None:
    """Let the caller wait before everybody else, first for one seat alone."""
    call.priority, call.waits_again_at = queue.INTERRUPTED, turn.at
    turn.lease(call)
    queue.insert(turn.state, call)
    if call.reserved_for is not None:
        call.reserve_timer = turn.set_call_timer(call, RESUME_S)
    call.limit_timer = turn.set_call_timer(call, turn.campaign.wait_limit_s)
    if conversing.begin(turn, call, Purpose.WAITING, flow) is not None:
        announcing.hold(turn, call)
    offering.dispatch(turn)


def reservation_over(turn: Turn, call: Call) -> None:
    """The seat did not come back in time: anybody may serve the caller now, who stays first."""
    seat = turn.state.seats.get(call.reserved_for or "")
    call.reserved_for = None
    is_gone = seat is not None and seat.state is SeatState.READY and not seat.phones
    if seat is not None and is_gone and seat.id == call.answered_by:
        staffing.not_ready(turn, seat, PAGE_LOST)
    if not closing.tell(turn, call):
        offering.dispatch(turn)


def _talks_on(call: Call) -> bool:
    return call.state is CallState.TALKING and call.is_at_seat
