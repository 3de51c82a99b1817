"""Calling somebody: first the phone of the seat that is to talk, then the citizen's.

The seat sits in the call's bridge before the number is dialled, so it hears what the network says,
and the citizen never waits for anybody. From the answer on it is a talk like any other: held,
handed over, interrupted as those of callers are. A call is dialled at most once: what becomes of it
after a crash is found out, never tried again.
"""

from __future__ import annotations

from callcenter import (
    callbacks,
    capturing,
    commands,
    ending,
    last_look,
    lines,
    offering,
    sparing,
    staffing,
)
from callcenter.call import Call, CallHappening, CallState, Dial, Offer
from callcenter.campaign import Told
from callcenter.contact import ContactState
from callcenter.events import Cause, CitizenAnswered, CitizenRang, DialEnded, DialPressed, OfDial
from callcenter.outcome import DialResult
from callcenter.seat import Seat, SeatHappening
from callcenter.turn import Turn

NO_PHONE, SEAT_IN_CALL, LINES_FULL = "no_phone", "seat_in_call", "lines_full"
"""Why a seat cannot dial now."""
ALREADY_DIALLED = "already_dialled"
GRACE_S = 5.0
"""So much longer than the ringing limit an answer of Asterisk's is waited for."""
BEGUN = (CallState.CALLING_SEAT, CallState.DIALLING)
NOBODYS_FAULT = (Cause.NORMAL, Cause.CANCELLED, Cause.LOST)


def press(turn: Turn, seat: Seat, event: DialPressed) -> None:
    """The person at a seat wants to call a number."""
    why = why_not(turn, seat) or sparing.why_not(turn, seat, event)
    contact = turn.state.contacts.get(event.contact)
    is_taken = contact is not None and contact.state is not ContactState.DUE
    if is_taken or event.call in turn.state.calls or event.call in turn.state.recent:
        why = ALREADY_DIALLED
    if why is not None:
        turn.emit(commands.Refuse(reason=why))
        return
    if contact is not None:
        contact.attempt = event.call
        callbacks.dialled(turn, contact, seat.id)
    begin(turn, seat, call=event.call, person=event.person, by=event.by, contact=event.contact)


def why_not(turn: Turn, seat: Seat) -> str | None:
    """Say why a seat cannot dial now; None if it can."""
    if seat.state in offering.IN_CALL:
        return SEAT_IN_CALL
    if not seat.phones:
        return NO_PHONE
    row = turn.capacity
    return LINES_FULL if lines.in_use(turn.state) >= row.lines else None


def begin(turn: Turn, seat: Seat, *, call: str, person: str, by: str, contact: str = "") -> None:
    """Take a line for the call and ring the seat's phone."""
    is_told = turn.campaign.outbound.told is Told.BEFOREHAND
    dial = Dial(by=by, contact=contact, is_told=is_told)
    made = _make(turn, call=call, person=person, dial=dial)
    offer = Offer(seat=seat.id, endpoint=seat.phones[-1], leg=made.next_leg(), at=turn.at)
    made.offer = offer
    staffing.dial(turn, seat, made.id, offer.leg)
    turn.show_call(made)
    turn.emit(
        commands.MakeCitizen(call=made.id, person=person, line=made.line),
        commands.RingSeat(
            call=made.id,
            leg=offer.leg,
            seat=seat.id,
            endpoint=offer.endpoint,
            ring_s=turn.campaign.ring_s,
            caller=person,
            withheld=None,
            resumes=True,
        ),
    )


def seat_answered(turn: Turn, call: Call, leg: str) -> None:
    """The seat's phone was picked up: dial the number."""
    assert call.offer is not None
    assert call.dial is not None
    if call.offer.leg != leg or call.state is not CallState.CALLING_SEAT:
        return  # heard twice
    if call.dial.called_off:
        return  # it was picked up while we hung it up
    why = last_look.why_not(turn, call)
    if why is not None:
        call_off(turn, call, why)
        return
    call.bridge, call.is_answered, call.dial.dialled_at = call.next_bridge(), True, turn.at
    turn.move_call(call, CallHappening.CONNECTED)
    turn.move_seat(turn.state.seats[call.offer.seat], SeatHappening.JOINED)
    ring_s = turn.campaign.outbound.ring_s
    call.limit_timer = turn.set_call_timer(call, ring_s + GRACE_S)
    turn.emit(
        commands.OpenBridge(call=call.id, bridge=call.bridge),
        commands.DialCitizen(
            call=call.id,
            leg=leg,
            bridge=call.bridge,
            line=call.line,
            ring_s=ring_s,
        ),
    )


def call_off(turn: Turn, call: Call, why: str) -> None:
    """End what is not dialled after all, as long as only the seat's phone knows of it."""
    if call.dial is None or call.offer is None or call.state is not CallState.CALLING_SEAT:
        return
    if not call.dial.called_off:
        call.dial.called_off = why
        turn.emit(commands.CancelLeg(call=call.id, leg=call.offer.leg))


def take(turn: Turn, call: Call, event: OfDial) -> None:
    """Look at what the network says of a call that we make."""
    if call.dial is None:
        return
    match event:
        case CitizenRang():
            call.dial.rang_at = call.dial.rang_at or turn.at
        case CitizenAnswered():
            _answered(turn, call)
        case DialEnded(result=result):
            _ended(turn, call, call.dial.result or result)


def leg_ended(turn: Turn, call: Call, leg: str, cause: Cause) -> None:
    """The seat is gone before the citizen answered."""
    assert call.offer is not None
    assert call.dial is not None
    if call.offer.leg != leg or call.offer.is_over:
        return
    call.offer.is_over, call.dial.result = True, DialResult.CANCELLED
    seat = turn.state.seats[call.offer.seat]
    if call.state is CallState.DIALLING:
        call.seat_left_at = turn.at
        staffing.release(turn, seat)
        _give_up(turn, call)
    else:
        call.detail = call.dial.called_off or f"seat_{cause}"
        if call.dial.called_off or cause in NOBODYS_FAULT:
            staffing.withdraw(turn, seat)
        else:
            staffing.miss(turn, seat, cause)
        turn.emit(commands.HangUpCaller(call=call.id))
        ending.caller_left(turn, call)
    offering.dispatch(turn)


def limit_passed(turn: Turn, call: Call, timer: str) -> None:
    """Asterisk did not end the ringing by itself: do so, and count it as that."""
    assert call.dial is not None
    if timer != call.limit_timer:
        return
    call.dial.result = call.dial.result or DialResult.NO_ANSWER
    _give_up(turn, call)


def _make(turn: Turn, *, call: str, person: str, dial: Dial) -> Call:
    state = turn.state
    state.arrivals += 1
    shown = turn.campaign.outbound.caller_id or turn.campaign.lines[0].number
    made = Call(
        id=call,
        line=shown,
        skill="",
        caller=person,
        withheld=None,
        arrived_at=turn.at,
        place=state.arrivals,
        state=CallState.CALLING_SEAT,
        since=turn.at,
        holds_line=True,
        notice_due=False,
        dial=dial,
    )
    turn.remember(made)
    return made


def _answered(turn: Turn, call: Call) -> None:
    if call.state is not CallState.DIALLING or call.offer is None:
        return
    turn.cancel_timer(call.limit_timer)
    call.limit_timer = None
    call.answered_at, call.answered_by = turn.at, call.offer.seat
    call.rang_at = call.offer.at
    turn.move_call(call, CallHappening.JOINED)
    capturing.go_on(turn, call)


def _ended(turn: Turn, call: Call, result: DialResult) -> None:
    """File it; the seat's leg is ended, and its wrap-up begins with that."""
    assert call.dial is not None
    if call.state not in (*BEGUN, CallState.CLOSING):
        return
    call.dial.result = result
    if result is DialResult.FAILED:
        # It may be we who could not go on: nothing that was made may be left to ring.
        turn.emit(commands.HangUpCaller(call=call.id))
    ending.caller_left(turn, call)


def _give_up(turn: Turn, call: Call) -> None:
    """End the citizen's side; `DialEnded` follows."""
    turn.cancel_timer(call.limit_timer)
    call.limit_timer = None
    if call.state is CallState.DIALLING:
        turn.move_call(call, CallHappening.CLOSED)
    turn.emit(commands.HangUpCaller(call=call.id))
