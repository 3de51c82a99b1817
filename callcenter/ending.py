"""How calls end: by us with a last word, by the caller at any moment, in exactly one outcome."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import accumulate

from callcenter import callbacks, commands, conversing, dismissing, queue, returning, staffing
from callcenter.call import Call, CallHappening, CallState, Dial, Purpose
from callcenter.contact import Kind
from callcenter.outcome import DialResult, Outcome
from callcenter.recording_rules import NotYet, why_not
from callcenter.seat import SeatState
from callcenter.turn import Turn

NOTICE_UNHEARD = "notice_unheard"
RECORDING_REFUSED = "recording_refused"
RECORDING_UNASKED = "recording_unasked"
"""The campaign records what its seats ask for, and none did."""
UNTOLD = (NotYet.UNTOLD, NotYet.ANNOUNCING)
FALLBACK = "fallback"
"""Asterisk served the call by itself, at least for a while."""
INTERRUPTED = "interrupted"
"""The seat's leg was lost in mid-talk, at least once: a fault of the system."""
TRANSFERRED = "transferred"
"""One seat handed it over to another."""
UNRECORDED, PARTLY_RECORDED = "unrecorded", "partly_recorded"
LATE_JOIN = timedelta(seconds=5)
"""A join told ahead of a leaving may be later than it by so much; a clock set back, by more."""

LEFT_IN: dict[CallState, Outcome] = {
    CallState.GUIDED: Outcome.ABANDONED_IN_GUIDANCE,
    CallState.WAITING: Outcome.ABANDONED_IN_QUEUE,
    CallState.OFFERED: Outcome.ABANDONED_IN_QUEUE,
    CallState.JOINING: Outcome.ABANDONED_IN_QUEUE,
    CallState.TALKING: Outcome.ANSWERED,
    CallState.OUTSIDE: Outcome.SELF_SERVED,
    CallState.FALLBACK: Outcome.ABANDONED_IN_QUEUE,
}
"""What a call comes to when its caller leaves and we had not decided before."""


def close(turn: Turn, call: Call, outcome: Outcome, *, detail: str, flow: str | None) -> None:
    """End a call from our side: say the last word, if there is one, then hang up."""
    call.outcome, call.detail = outcome, detail
    queue.remove(turn.state, call)
    conversing.stop(turn, call)
    cancel_timers(turn, call)
    turn.move_call(call, CallHappening.CLOSED)
    if conversing.begin(turn, call, Purpose.CLOSING, flow) is not None:
        turn.emit(commands.HangUpCaller(call=call.id))


def reject(turn: Turn, call: Call, *, busy: bool) -> None:
    """Turn an unanswered call away; its outcome was decided with its arrival."""
    turn.emit(commands.RejectCall(call=call.id, busy=busy))


def caller_left(turn: Turn, call: Call) -> None:
    """File the call and let go of everything that was made for it, but the seat's leg.

    The seat is free only when its leg has ended: two rings on one phone would be answered busy.
    """
    reserved = turn.state.seats.get(call.reserved_for or "")
    queue.remove(turn.state, call)
    cancel_timers(turn, call)
    if call.dial is not None:
        file_dial(turn, call, call.dial)
    else:
        file(turn, call, call.outcome or _came_to(turn, call))
    call.playing = None
    turn.move_call(call, CallHappening.CALLER_LEFT)
    if reserved is not None and reserved.state is SeatState.READY:
        staffing.leave_if_asked(turn, reserved)
    if call.offer is not None and not call.offer.is_over:
        turn.emit(commands.CancelLeg(call=call.id, leg=call.offer.leg))
    if call.outside is not None:
        turn.emit(commands.CancelLeg(call=call.id, leg=call.outside.leg))
    if call.bridge is not None:
        turn.emit(commands.CloseBridge(call=call.id, bridge=call.bridge))
    dismissing.dismiss(turn, call)
    dismissing.close_side(turn, call)
    if not call.has_legs:
        del turn.state.calls[call.id]


def _came_to(turn: Turn, call: Call) -> Outcome:
    """Judge who leaves; who had gone when the seat joined an empty bridge was not answered."""
    if call.answered_at is None:
        return LEFT_IN[call.state]
    if turn.at < call.answered_at <= turn.at + LATE_JOIN:
        call.answered_at = None
        return Outcome.ABANDONED_IN_QUEUE
    return Outcome.ANSWERED


def file(turn: Turn, call: Call, outcome: Outcome) -> None:
    """Write down what became of the call.

    The time before the queue is guidance; earlier offers' ringing counts as waiting; the last
    offer's ringing is its own. Whom the seat left before we could hang up was on hold from then
    on, too. Their sum and the talk is the time from arrival to end.
    """
    arrived_at, queued_at, offered_at, joined_at, left_at, ended_at = _stations(turn, call)
    together_s = (left_at - joined_at).total_seconds()
    held_s = min(together_s, call.held_s + turn.since(call.held_at))
    *earlier, seat_recording = _seat_recordings(call) or [None]
    answered_at = call.answered_at
    turn.state.today.count(outcome, turn.opening.day_of(turn.at))
    turn.emit(
        commands.CloseCall(
            call=call.id,
            line=call.line,
            caller=call.caller,
            withheld=call.withheld,
            arrived_at=arrived_at,
            answered_at=answered_at,
            ended_at=ended_at,
            outcome=outcome,
            detail=" ".join(_detail(turn, call)),
            seat=_served_by(call),
            guidance_s=(queued_at - arrived_at).total_seconds(),
            wait_s=(offered_at - queued_at).total_seconds(),
            ring_s=(joined_at - offered_at).total_seconds(),
            talk_s=together_s - held_s,
            hold_s=(ended_at - left_at).total_seconds() + held_s,
            caller_recording=call.caller_recording if _has_talked(call) else None,
            seat_recording=seat_recording,
            node=call.playing.flow.place if call.playing else call.ended_in,
            earlier_seat_recordings=tuple(each for each in earlier if each),
            earlier_left_at=_earlier_left(call, len(earlier), left_at),
            left_at=left_at if answered_at else None,
            led_out_at=call.led_out_at,
            ways=tuple(call.ways.items()),
            message=call.messages[-1] if call.messages else None,
        )
    )
    if call.secrets:
        turn.emit(commands.ForgetDigits(call=call.id, digits=tuple(call.secrets)))


def file_dial(turn: Turn, call: Call, dial: Dial) -> None:
    """Write down what became of an attempt to call somebody.

    Until the answer it is ringing: of the seat's phone, then of the citizen's.
    """
    began_at, _, _, joined_at, left_at, ended_at = _stations(turn, call)
    together_s = (left_at - joined_at).total_seconds()
    held_s = min(together_s, call.held_s + turn.since(call.held_at))
    *earlier, seat_recording = _seat_recordings(call) or [None]
    answered_at = call.answered_at
    dial.result = DialResult.ANSWERED if answered_at else dial.result or DialResult.FAILED
    contact = turn.state.contacts.get(dial.contact)
    turn.emit(
        commands.CloseDial(
            call=call.id,
            line=call.line,
            person=call.caller or "",
            seat=_served_by(call) or (call.offer.seat if call.offer else ""),
            by=dial.by,
            contact=dial.contact,
            kind=contact.kind if contact else Kind.DEFICIENCY if dial.contact else None,
            began_at=began_at,
            dialled_at=dial.dialled_at,
            answered_at=answered_at,
            ended_at=ended_at,
            result=dial.result,
            detail=" ".join(_detail(turn, call)),
            ring_s=(joined_at - began_at).total_seconds(),
            talk_s=together_s - held_s,
            hold_s=(ended_at - left_at).total_seconds() + held_s,
            caller_recording=call.caller_recording if answered_at else None,
            seat_recording=seat_recording,
            earlier_seat_recordings=tuple(each for each in earlier if each),
            earlier_left_at=_earlier_left(call, len(earlier), left_at),
            left_at=left_at if answered_at else None,
        )
    )
    if dial.dialled_at is not None:
        seat = call.offer.seat if call.offer else ""
        is_contacts = bool(dial.contact) and (contact is None or contact.kind is Kind.DEFICIENCY)
        is_reached = dial.result is DialResult.ANSWERED and not is_contacts
        returning.note(turn, person=call.caller or "", seat=seat, is_reached=is_reached)
    if contact is not None:
        callbacks.attempt_over(turn, contact, dial)


def _seat_recordings(call: Call) -> list[str | None]:
    """Name what was recorded of the seats that the caller talked to, in its order."""
    if not _has_talked(call):
        return []
    guest = call.guest.recording if call.guest and call.guest.has_joined else None
    last = [each for each in (guest, call.seat_recording) if each is not None]
    return [*call.earlier_seat_recordings, *last]


def _earlier_left(call: Call, count: int, left_at: datetime) -> tuple[datetime | None, ...]:
    """Tell when each of those left; who is still there leaves with the last one."""
    known = call.earlier_seats_left[:count]
    return (*known, *[left_at] * (count - len(known)))


def _has_talked(call: Call) -> bool:
    """Whether two people were ever joined: with a seat, or with an outside number by a flow."""
    return (call.answered_at or call.led_out_at) is not None


def _served_by(call: Call) -> str | None:
    if call.answered_at is None:
        return None
    return call.answered_by or (call.offer.seat if call.offer else None)


def _stations(turn: Turn, call: Call) -> list[datetime]:
    """Give arrival, queue, last offer, answer, the seat's leaving and the end.

    One that was not reached is the next one's instant. What was tried with a dead Asterisk, before
    its death was known, was tried in vain and took no time.

    None is before the one ahead of it, however the clock was set back meanwhile.
    """
    offered_at = call.rang_at or (call.offer.at if call.offer and call.queued_at else None)
    left_at = call.seat_left_at if call.answered_at else None
    joined_at = call.answered_at or call.led_out_at
    stations = [max(turn.at, joined_at or call.arrived_at)]
    for each in (left_at, joined_at, offered_at, call.queued_at, call.arrived_at):
        stations.insert(0, min(each or stations[0], stations[-1]))
    return list(accumulate(stations, max))


def _detail(turn: Turn, call: Call) -> Iterator[str]:
    if call.detail:
        yield call.detail
    yield from _turns_taken(call)
    is_whole = call.caller_recording is not None and bool(_seat_recordings(call))
    no = why_not(turn.campaign, call)
    is_untold = call.dial is not None and _has_talked(call) and no in UNTOLD
    if is_untold or (call.notice_failed and no is not None):
        yield NOTICE_UNHEARD
    elif call.has_refused:
        yield RECORDING_REFUSED
    elif no is NotYet.UNASKED and _has_talked(call):
        yield RECORDING_UNASKED
    elif turn.campaign.record and _has_talked(call) and not is_whole:
        yield UNRECORDED
    elif call.is_partly_recorded:
        yield PARTLY_RECORDED


def _turns_taken(call: Call) -> Iterator[str]:
    """Say what came between the caller and one seat."""
    if call.has_fallen:
        yield FALLBACK
    if call.interrupted_at is not None:
        yield INTERRUPTED
    if call.is_transferred:
        yield TRANSFERRED


def cancel_timers(turn: Turn, call: Call) -> None:
    """Forget all timers of a call."""
    for timer in (call.limit_timer, call.repeat_timer, call.relax_timer, call.reserve_timer):
        turn.cancel_timer(timer)
    call.limit_timer = call.repeat_timer = call.relax_timer = call.reserve_timer = None
    call.reserved_for = None  # nobody would end the reservation
    conversing.cancel_timers(turn, call)
