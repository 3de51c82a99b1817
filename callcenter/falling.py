"""Calls that Asterisk serves by itself, because nobody renewed their lease or took them.

What happens there is learnt afterwards, from Asterisk's book: each event has its true time. A
caller who still waits comes back to the place that they had.
"""

from __future__ import annotations

from callcenter import (
    closing,
    commands,
    conversing,
    deciding,
    dismissing,
    ending,
    guests,
    holding,
    messages,
    offering,
    parting,
    queue,
    queueing,
    reception,
    staffing,
    transferring,
    vanishing,
)
from callcenter.adopting import UNKNOWN_LINE
from callcenter.call import Call, CallHappening, CallState, Offer
from callcenter.events import (
    CallArrived,
    CallFell,
    CallReturned,
    Cause,
    FallbackEnded,
    FallbackFound,
    FallbackJoined,
    FallbackSeen,
    FallbackTold,
    OfFallback,
    TurnedAway,
)
from callcenter.guidance import EMERGENCY
from callcenter.opening import Verdict
from callcenter.outcome import Outcome
from callcenter.seat import Seat, SeatState
from callcenter.turn import Turn


def take(turn: Turn, event: OfFallback | FallbackSeen | FallbackTold) -> None:
    """Look at one of the events of the fallback."""
    match event:
        case FallbackSeen():
            turn.state.is_fallback_untold = True
        case FallbackTold():
            turn.state.is_fallback_untold = False
            offering.dispatch(turn)
        case _:
            _take(turn, event)


def _take(turn: Turn, event: OfFallback) -> None:
    call = turn.state.calls.get(event.call)
    match event:
        case FallbackFound():
            if call is None and event.call not in turn.state.recent:
                _find(turn, event)
        case CallReturned() if call is None and event.call in turn.state.recent:
            turn.emit(commands.HangUpCaller(call=event.call))  # filed already: heard too late
        case CallReturned():
            _return(turn, event, call)
        case _:
            if call is not None:
                _of_known(turn, call, event)


def _of_known(turn: Turn, call: Call, event: CallFell | FallbackJoined | FallbackEnded) -> None:
    is_there = call.state is CallState.FALLBACK
    match event:
        case CallFell(was_left=was_left):
            if was_left and call.state is CallState.TALKING:
                _leave_talk(turn, call)
            else:
                fall(turn, call)
        case FallbackJoined():
            if is_there and not (call.offer and call.offer.is_of_fallback):
                _join(turn, call, event)
        case FallbackEnded():
            if is_there:
                _end(turn, call, event)


def fall(turn: Turn, call: Call) -> None:
    """Let go of a caller whom Asterisk took; a phone that rings for them is rung for nobody."""
    if call.state in (CallState.TALKING, CallState.OUTSIDE, CallState.FALLBACK, CallState.ENDED):
        return
    _fall(turn, call)


def _fall(turn: Turn, call: Call) -> None:
    queue.remove(turn.state, call)
    messages.leave_off(turn, call)
    transferring.leave_off(turn, call)
    ending.cancel_timers(turn, call)
    bridge = call.bridge
    turn.move_call(call, CallHappening.FELL)
    call.has_fallen, call.is_leased = True, False
    call.playing = call.bridge = call.music_at = None
    call.is_answered = False  # by us: the next bridge begins with an answer again
    call.awaited.clear()
    if call.answered_at is None:  # what was recorded of a talk is kept
        call.caller_recording = call.seat_recording = None
    if bridge is not None:
        turn.emit(commands.CloseBridge(call=call.id, bridge=bridge))
    if call.is_at_seat:
        assert call.offer is not None
        turn.emit(commands.CancelLeg(call=call.id, leg=call.offer.leg))


def _leave_talk(turn: Turn, call: Call) -> None:
    """The seat had left while nobody was at work: it wraps up, and the caller waits first."""
    assert call.offer is not None
    leg, is_over = call.offer.leg, call.offer.is_over
    conversing.stop(turn, call)
    if call.guest is not None:
        call.guest.has_seat = False
        dismissing.dismiss(turn, call)
    seat, call.transfer_to = parting.part(turn, call), None
    call.priority, call.waits_again_at = queue.INTERRUPTED, turn.at
    if not is_over:
        turn.emit(commands.CancelLeg(call=call.id, leg=leg))
        staffing.release(turn, seat)
    _fall(turn, call)


def _find(turn: Turn, event: FallbackFound) -> None:
    """Take in a call that we were never offered."""
    line = None if event.turned_away else reception.line_of(turn, event.line)
    call = reception.take_in(turn, event, CallState.FALLBACK, line, arrived_at=event.at)
    call.has_fallen = True
    if event.turned_away:
        call.outcome, call.detail = _turned_away(turn, call, event.turned_away)
        _note(turn, call, event.turned_away)
    elif not event.is_heard:
        call.outcome, call.detail = _unheard(turn, call)
    turn.show_call(call)


def _return(turn: Turn, event: CallReturned, call: Call | None) -> None:
    """Let a caller wait on with us, at the old place."""
    if call is None and not event.is_admitted:
        reception.arrive(turn, _arrival(event))
        return
    fell_at = call.since if call is not None and call.state is CallState.FALLBACK else None
    if call is None:
        line = reception.line_of(turn, event.line)
        call = reception.take_in(turn, event, CallState.FALLBACK, line, arrived_at=event.arrived_at)
        call.has_fallen = True
    else:
        fall(turn, call)
    vanishing.back_from_fallback(turn, fell_at=fell_at)
    if call.state is CallState.FALLBACK:
        _take_back(turn, event, call)
    elif call.state is not CallState.TALKING:  # who was joined before this was heard is not cut
        turn.emit(commands.HangUpCaller(call=call.id))  # over already: nobody waits for it
    offering.dispatch(turn)  # a seat that rang for them is free, whatever became of them


def _take_back(turn: Turn, event: CallReturned, call: Call) -> None:
    if call.is_at_seat:
        offering.lose_leg(turn, call)
    call.notice_due = call.notice_due and not event.is_noticed
    call.queued_at = call.queued_at or turn.at
    call.offer = None
    turn.move_call(call, CallHappening.RETURNED)
    turn.lease(call)
    if not call.holds_line or call.outcome is not None:
        _refuse(turn, call)
    elif not closing.tell(turn, call):
        queueing.wait_on(turn, call)


def _arrival(event: CallReturned) -> CallArrived:
    """Tell of a caller whom nobody has judged as of one who has just arrived, when they did."""
    return CallArrived(
        at=event.arrived_at,
        call=event.call,
        line=event.line,
        caller=event.caller,
        withheld=event.withheld,
    )


def _refuse(turn: Turn, call: Call) -> None:
    """End a call that we would not have let in: its line is none of ours, or it had its end."""
    if call.outcome is None:
        deciding.turned_away(turn, call.id, deciding.UNKNOWN_LINE)
    outcome, detail = call.outcome or Outcome.FAILED, call.detail or UNKNOWN_LINE
    ending.close(turn, call, outcome, detail=detail, flow=None)


def _join(turn: Turn, call: Call, event: FallbackJoined) -> None:
    seat = turn.state.seats.get(event.seat)
    if call.is_at_seat:
        offering.lose_leg(turn, call)
    call.queued_at = min(call.queued_at or event.rang_at, event.rang_at)
    call.answered_at = call.answered_at or turn.at
    call.answered_by = event.seat
    holding.count(turn, call)
    call.offer = Offer(
        seat=event.seat, endpoint=event.endpoint, leg="", at=event.rang_at, is_over=True
    )
    turn.show_call(call)
    if seat is not None:
        _take_seat(turn, seat, call)


def _take_seat(turn: Turn, seat: Seat, call: Call) -> None:
    """A seat talks to a caller whom we did not bring: it is in no other call of ours."""
    if seat.state is SeatState.RINGING and seat.call is not None:
        other = turn.state.calls[seat.call]
        if other.guest is not None and other.guest.seat == seat.id:
            turn.emit(commands.CancelLeg(call=other.id, leg=other.guest.leg))
            guests.left(turn, other, Cause.LOST)
        else:
            assert other.offer is not None
            turn.emit(commands.CancelLeg(call=other.id, leg=other.offer.leg))
            offering.lose_leg(turn, other)
    if seat.state is not SeatState.TALKING:
        staffing.take(turn, seat, call.id)
    offering.dispatch(turn)


def _end(turn: Turn, call: Call, event: FallbackEnded) -> None:
    # Who is recorded since an earlier talk of theirs goes on being so there: that has both.
    call.caller_recording = call.caller_recording or event.caller_recording
    call.seat_recording = event.seat_recording or call.seat_recording
    seat = turn.state.seats.get(call.offer.seat) if call.offer and call.answered_at else None
    if event.is_lost:
        call.outcome, call.detail = Outcome.FAILED, "asterisk_lost"
    elif call.answered_at is not None:
        call.outcome = Outcome.ANSWERED
    elif event.turned_away is not None:
        if call.outcome is None:  # else it was noted when it was found
            _note(turn, call, event.turned_away)
        call.outcome, call.detail = _turned_away(turn, call, event.turned_away)
    fell_at = call.since
    ending.caller_left(turn, call)
    vanishing.back_from_fallback(turn, fell_at=fell_at)
    if seat is not None and seat.state is SeatState.TALKING and seat.call == call.id:
        staffing.release(turn, seat)
    offering.dispatch(turn)


def _unheard(turn: Turn, call: Call) -> tuple[Outcome, str]:
    """Say what a call came to that ended before anybody could say anything to it."""
    verdict = turn.opening.judge(call.arrived_at)
    if verdict is Verdict.OPEN:
        return Outcome.ABANDONED_IN_GUIDANCE, ""
    deciding.turned_away(turn, call.id, verdict)
    return reception.closed(turn, verdict)[0], verdict


def _turned_away(turn: Turn, call: Call, told: TurnedAway) -> tuple[Outcome, str]:
    """Say what a call came to by what it was told; the calendar at arrival says it more finely."""
    match told:
        case TurnedAway.LINES_FULL:
            return Outcome.NO_LINE, ""
        case TurnedAway.GIVE_UP:
            return Outcome.OVERFLOW, "wait_limit"
        case TurnedAway.EMERGENCY:
            return Outcome.CLOSED_IN_HOURS, EMERGENCY
        case _:
            verdict = turn.opening.judge(call.arrived_at)
            if verdict is Verdict.OPEN:
                return Outcome.CLOSED_IN_HOURS, told
            return reception.closed(turn, verdict)[0], verdict


def _note(turn: Turn, call: Call, told: TurnedAway) -> None:
    """Note why the fallback let somebody go; it saw no seat, and its own count of lines."""
    match told:
        case TurnedAway.GIVE_UP:
            deciding.given_up_there(turn, call)
        case TurnedAway.LINES_FULL:
            deciding.turned_away(turn, call.id, deciding.FALLBACK_FULL)
        case TurnedAway.EMERGENCY:
            deciding.turned_away(turn, call.id, deciding.EMERGENCY)
        case _:
            verdict = turn.opening.judge(call.arrived_at)
            rule = verdict if verdict is not Verdict.OPEN else deciding.FALLBACK_CLOSED
            deciding.turned_away(turn, call.id, rule)


def forget_redialers(turn: Turn) -> None:
    """Forget those who did not call again in time."""
    for caller, until in list(turn.state.redialers.items()):
        if until < turn.at:
            del turn.state.redialers[caller]
