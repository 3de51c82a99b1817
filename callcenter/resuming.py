"""A talk outlives the seat's page: the caller waits first in the queue until the seat is back.

A leg that is lost in mid-talk is nobody's will: its page was opened anew, its browser died, its
machine sleeps. For a while the seat alone may take its caller up again; after that anybody may.
"""

from __future__ import annotations

from callcenter import announcing, commands, holding, offering, queue, staffing
from callcenter.call import Call, CallHappening, CallState, Purpose
from callcenter.events import Cause
from callcenter.seat import Seat, SeatState
from callcenter.turn import Turn

RESUME_S = 20.0
"""So long an interrupted talk waits for its seat: a page reloads in 1 s, a machine in more."""
PAGE_LOST = "page_lost"
"""Why a seat is not ready that did not come back to its talk."""


def leg_silent(turn: Turn, call: Call, leg: str) -> None:
    """No sound came from a seat's phone any more, so that Asterisk ended its leg."""
    if _talks_on(call) and call.offer is not None and call.offer.leg == leg:
        _interrupt(turn, call)
    else:
        offering.leg_ended(turn, call, leg, Cause.SILENT)


def page_opened(turn: Turn, seat: Seat, endpoint: str) -> None:
    """A browser phone's page is new: it carries on with what the page before it talked on."""
    call = holding.talk_of(turn, seat)
    if call is None or call.offer is None or not _talks_on(call):
        return
    if call.offer.endpoint == endpoint:
        # The new page is not registered yet: what is known is the one before it, which is gone.
        seat.phones = [each for each in seat.phones if each != endpoint]
        turn.emit(commands.CancelLeg(call=call.id, leg=call.offer.leg))
        _interrupt(turn, call)


def _interrupt(turn: Turn, call: Call) -> None:
    """The talking seat's leg is lost: the caller waits first in the queue, for this seat alone."""
    assert call.offer is not None
    seat, call.offer = turn.state.seats[call.offer.seat], None
    call.interrupted_at = turn.at
    call.held_at = call.held_at or turn.at
    if call.seat_recording is not None:
        call.earlier_seat_recordings.append(call.seat_recording)
        call.seat_recording = None
    call.priority, call.reserved_for = queue.INTERRUPTED, seat.id
    turn.move_call(call, CallHappening.INTERRUPTED)
    staffing.interrupt(turn, seat)
    turn.lease(call)
    queue.insert(turn.state, call)
    call.reserve_timer = turn.set_call_timer(call, RESUME_S)
    call.limit_timer = turn.set_call_timer(call, turn.campaign.wait_limit_s)
    if not announcing.begin(turn, call, Purpose.WAITING, turn.campaign.flows.interrupted):
        announcing.hold(turn, call)
    offering.dispatch(turn)


def reservation_over(turn: Turn, call: Call) -> None:
    """The seat did not come back in time: anybody may serve the caller now, who stays first."""
    seat = turn.state.seats.get(call.reserved_for or "")
    call.reserved_for = None
    if seat is not None and seat.state is SeatState.READY and not seat.phones:
        staffing.not_ready(turn, seat, PAGE_LOST)
    offering.dispatch(turn)


def _talks_on(call: Call) -> bool:
    return call.state is CallState.TALKING and call.is_at_seat
