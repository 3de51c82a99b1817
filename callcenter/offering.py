"""Bringing callers and seats together: offers, joins, and what becomes of the ones that fail.

A seat is offered to the first in the queue whom it suits; the queue holds only callers whose
notice has ended or who are still hearing it (these are passed over and keep their place).
"""

from __future__ import annotations

from itertools import islice

from callcenter import (
    announcing,
    callbacks,
    closing,
    commands,
    conversing,
    deciding,
    ending,
    holding,
    pace,
    queue,
    returning,
    routing,
    staffing,
)
from callcenter.call import Call, CallHappening, CallState, Offer
from callcenter.campaign import SeatCap
from callcenter.events import Cause
from callcenter.outcome import Outcome
from callcenter.recording_rules import may_record
from callcenter.routing import Decision
from callcenter.seat import Seat, SeatHappening, SeatState
from callcenter.turn import Turn

LEGS_FAULT = (0, 400, 422)
"""This leg is gone, or nobody answered us; any other refusal would meet the next leg as well."""

IN_CALL = (SeatState.RINGING, SeatState.TALKING)


def has_free_seat(turn: Turn, skill: str, *, ahead: int) -> bool:
    """Tell whether a new caller of this skill finds a free seat, after those who are ahead."""
    if room_under_cap(turn) <= ahead:
        return False
    seats, level = turn.state.seats.values(), routing.min_level(turn.campaign.relaxation, 0.0)
    fit = routing.fit_seats(seats, skill=skill, level=level)
    return next(islice(fit, ahead, None), None) is not None


def dispatch(turn: Turn) -> None:
    """Offer free seats to waiting callers, first come first served."""
    if turn.state.is_fallback_untold:
        return  # one that is free here may talk there
    for call_id in tuple(turn.state.queue):
        if room_under_cap(turn) <= 0 or not any(seat.is_free for seat in turn.state.seats.values()):
            return
        call = turn.state.calls[call_id]
        if call.notice_due:
            continue
        decision = decide(turn, call)
        if (chosen := _seat_for(turn, call, decision)) is not None:
            seat = turn.state.seats[chosen]
            _note_offer(turn, call, seat, decision)
            _offer(turn, call, seat)


def decide(turn: Turn, call: Call) -> Decision:
    """Choose a seat for a waiting call, by what its waiting time demands."""
    level = routing.min_level(turn.campaign.relaxation, turn.since(call.queued_at))
    # Who chose a language is best served by who speaks it; the demand relaxes like any other.
    skill = turn.campaign.languages.get(call.language, call.skill)
    return routing.choose_seat(turn.state.seats.values(), skill=skill, level=level)


def note_waiting(turn: Turn, call: Call) -> None:
    """Keep why no seat was offered to a caller who begins to wait."""
    decision, owed = decide(turn, call), callbacks.ahead(turn, call)
    rule = deciding.waiting_rule(decision, room=room_under_cap(turn), owed=owed)
    deciding.waits(turn, call, decision, rule)


def rang(turn: Turn, call: Call, leg: str) -> None:
    """A seat's phone rings: the offer counts from when it was made.

    One that was asked for so long ago that we gave it up rings for nobody.
    """
    if call.offer is None or call.offer.leg != leg:
        turn.emit(commands.CancelLeg(call=call.id, leg=leg))


def picked_up(turn: Turn, call: Call, leg: str) -> None:
    """A seat's phone was picked up: record both legs first, if they are to be, then join."""
    is_ours = call.offer is not None and call.offer.leg == leg
    if is_ours and call.state in (CallState.JOINING, CallState.TALKING):
        return  # heard twice
    if not is_ours or call.state is not CallState.OFFERED:
        turn.emit(commands.CancelLeg(call=call.id, leg=leg))
        return
    turn.move_call(call, CallHappening.PICKED_UP)
    conversing.stop(turn, call)
    if may_record(turn.campaign, call):
        record(turn, call, leg)
    join_when_recorded(turn, call)


def join_when_recorded(turn: Turn, call: Call) -> None:
    """Join caller and seat as soon as no recording is awaited any more."""
    if call.state is not CallState.JOINING or call.awaited:
        return
    assert call.offer is not None
    answers, bridge = not call.is_answered, call.bridge or call.next_bridge()
    turn.emit(commands.JoinLeg(call=call.id, leg=call.offer.leg, bridge=bridge, answers=answers))
    if call.bridge is None:  # beside the answer, which the caller waits for
        turn.emit(commands.OpenBridge(call=call.id, bridge=bridge))
    call.bridge, call.is_answered, call.is_leased = bridge, True, False


def join_refused(turn: Turn, call: Call, leg: str, status: int) -> None:
    """A leg cannot be joined: end it, and the call too if it is not the leg's fault."""
    is_ours = call.offer is not None and call.offer.leg == leg
    if is_ours and call.state is CallState.TALKING:
        return  # it was joined all the same; only the answer was lost
    turn.emit(commands.CancelLeg(call=call.id, leg=leg))
    if is_ours and call.state is CallState.JOINING and status not in LEGS_FAULT:
        # The next seat would be refused as well, and one call would make every seat not ready.
        ending.close(turn, call, Outcome.FAILED, detail=f"join_refused_{status}", flow=None)


def joined(turn: Turn, call: Call, leg: str, bridge: str) -> None:
    """Two people talk."""
    if call.state is not CallState.JOINING or call.offer is None or call.offer.leg != leg:
        return
    if bridge not in ("", call.bridge):
        return
    turn.cancel_timer(call.limit_timer)
    turn.cancel_timer(call.relax_timer)
    call.limit_timer = call.relax_timer = None
    if call.answered_at is None and call.dial is None:
        callbacks.served(turn, call.caller)
        pace.answered(turn.state, call.skill, turn.at)
    call.answered_at = call.answered_at or turn.at
    call.ended_in = ""
    call.answered_by, call.rang_at = call.offer.seat, call.rang_at or call.offer.at
    holding.count(turn, call)
    turn.move_call(call, CallHappening.JOINED)
    if call.side_bridge is not None:  # its seat was a guest before
        turn.emit(commands.CloseBridge(call=call.id, bridge=call.side_bridge))
        call.side_bridge = None
    seat = turn.state.seats[call.offer.seat]
    if seat.state is SeatState.TALKING:
        turn.show_seat(seat)  # it talked with the seat before, and goes on with the caller
    else:
        turn.move_seat(seat, SeatHappening.JOINED)


def leg_ended(turn: Turn, call: Call, leg: str, cause: Cause) -> None:
    """A seat's leg ended: a missed offer, the end of a talk, or the rest of an ended call."""
    if call.offer is None or call.offer.leg != leg or call.offer.is_over:
        return
    _end_offer(turn, call, cause)
    dispatch(turn)


def lose_leg(turn: Turn, call: Call) -> None:
    """Free the seat of a leg that our fault took away; nobody is offered to it yet."""
    _end_offer(turn, call, Cause.LOST)


def _end_offer(turn: Turn, call: Call, cause: Cause) -> None:
    assert call.offer is not None
    call.offer.is_over = True
    seat = turn.state.seats[call.offer.seat]
    if seat.state is SeatState.TALKING and call.state is CallState.JOINING:
        staffing.interrupt(turn, seat)  # it never talked with the caller
        staffing.leave_if_asked(turn, seat)
    elif seat.state is SeatState.TALKING:
        holding.count(turn, call)
        call.seat_left_at = turn.at
        staffing.release(turn, seat)
    elif call.state in (CallState.OFFERED, CallState.JOINING) and cause is not Cause.LOST:
        deciding.passed_over(turn, call, seat, cause)
        staffing.miss(turn, seat, cause)
    else:  # the caller is gone, or the leg was lost by our fault: nobody is to blame for it
        staffing.withdraw(turn, seat)
    _settle(turn, call)


def phone_gone(turn: Turn, seat: Seat, endpoint: str) -> None:
    """A ringing phone unregistered: nobody will pick it up, so the offer is over."""
    call = turn.state.calls.get(seat.call) if seat.call else None
    if (
        call is not None
        and call.state is CallState.OFFERED
        and call.offer is not None
        and call.offer.endpoint == endpoint
    ):
        turn.emit(commands.CancelLeg(call=call.id, leg=call.offer.leg))
        leg_ended(turn, call, call.offer.leg, Cause.UNREACHABLE)


def give_up(turn: Turn, call: Call) -> None:
    """The wait limit has passed; a seat that rings already may still pick up."""
    if call.state is CallState.WAITING:
        deciding.given_up(turn, call, decide(turn, call))
        flow = turn.campaign.flows.give_up
        outcome = Outcome.ANSWERED if call.answered_at else Outcome.OVERFLOW
        ending.close(turn, call, outcome, detail="wait_limit", flow=flow)
    else:
        call.limit_passed = True


def _settle(turn: Turn, call: Call) -> None:
    """Decide how a call goes on without the leg that ended."""
    if call.state is CallState.ENDED:
        if call.guest is None:
            del turn.state.calls[call.id]
    elif call.state is CallState.FALLBACK:
        call.offer = None
    elif call.state is CallState.TALKING:
        ending.close(turn, call, Outcome.ANSWERED, detail="seat_left", flow=None)
    elif call.state in (CallState.OFFERED, CallState.JOINING):
        _pass_over(turn, call)


def _pass_over(turn: Turn, call: Call) -> None:
    call.offer = None
    call.awaited = [each for each in call.awaited if each == call.caller_recording]
    call.seat_recording = None
    turn.move_call(call, CallHappening.PASSED_OVER)
    if not call.is_leased:
        turn.lease(call)
    if closing.tell(turn, call):
        return
    if call.limit_passed:
        give_up(turn, call)
        return
    queue.insert(turn.state, call)
    if call.playing is None:
        announcing.hold(turn, call)


def _seat_for(turn: Turn, call: Call, decision: Decision) -> str | None:
    """Choose a free seat; an interrupted talk is taken up again by its own one alone."""
    if call.reserved_for is None:
        owed = callbacks.ahead(turn, call)
        is_free = not owed or owed < decision.fit
        return returning.preferred(turn, call, decision) if is_free else None
    seat = turn.state.seats.get(call.reserved_for)
    return seat.id if seat is not None and seat.is_free else None


def _note_offer(turn: Turn, call: Call, seat: Seat, decision: Decision) -> None:
    if call.reserved_for is not None:
        rule = deciding.RESUMES
    else:
        is_idlest = decision.seat == seat.id
        rule = deciding.LONGEST_IDLE if is_idlest else deciding.RETURNING
    deciding.offered(turn, call, seat, decision, rule)


def _offer(turn: Turn, call: Call, seat: Seat) -> None:
    queue.remove(turn.state, call)
    turn.cancel_timer(call.repeat_timer)
    turn.cancel_timer(call.reserve_timer)
    resumes = call.reserved_for == seat.id == call.answered_by
    call.reserved_for = None
    call.repeat_timer = call.reserve_timer = None
    offer = Offer(seat=seat.id, endpoint=seat.phones[-1], leg=call.next_leg(), at=turn.at)
    call.offer = offer
    seat.call, seat.leg = call.id, offer.leg
    turn.move_call(call, CallHappening.OFFERED)
    turn.move_seat(seat, SeatHappening.OFFERED)
    turn.emit(
        commands.RingSeat(
            call=call.id,
            leg=offer.leg,
            seat=seat.id,
            endpoint=offer.endpoint,
            ring_s=turn.campaign.ring_s,
            caller=call.caller,
            withheld=call.withheld,
            resumes=resumes,
        )
    )


def record(turn: Turn, call: Call, leg: str) -> None:
    """Have both parties recorded, each by itself; who is recorded already goes on being so."""
    record_caller(turn, call)
    call.seat_recording = record_leg(turn, call, leg)


def record_caller(turn: Turn, call: Call) -> None:
    """Have the caller recorded, who may be so already."""
    if call.caller_recording is None:
        call.caller_recording = record_leg(turn, call, call.id)


def record_leg(turn: Turn, call: Call, leg: str) -> str:
    """Have one leg recorded; gives the recording, which is awaited."""
    recording = call.next_recording()
    call.awaited.append(recording)
    turn.emit(
        commands.RecordLeg(call=call.id, leg=leg, snoop=call.next_snoop(leg), recording=recording)
    )
    return recording


def room_under_cap(turn: Turn) -> int:
    """Say how many more seats may be in calls; the contract's number bounds it if it is to."""
    seats = turn.state.seats.values()
    if turn.campaign.seat_cap is SeatCap.NONE:
        return len(turn.state.seats)
    row = turn.capacity
    guests = {call.guest.seat for call in turn.state.calls.values() if call.guest}
    return row.seats - sum(seat.state in IN_CALL and seat.id not in guests for seat in seats)
