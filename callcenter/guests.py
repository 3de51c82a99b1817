"""What happens to a second member of staff at a call, and who talks to the caller after it.

Rule 1: the caller is nobody's second thought: whichever leg ends, somebody is with them or they
wait with music, before everybody else.
Rule 2: of the seat and its guest, the one that is left goes on with the caller.
"""

from __future__ import annotations

from callcenter import (
    capturing,
    commands,
    dismissing,
    holding,
    muting,
    offering,
    parting,
    queue,
    staffing,
)
from callcenter.call import Call, CallHappening, CallState, Offer
from callcenter.events import Cause, JoinRefused, LegAnswered, LegEnded, LegJoined, LegRang
from callcenter.guest import Guest, GuestHappening, GuestKind, GuestState
from callcenter.recording_rules import may_record
from callcenter.seat import Seat, SeatHappening, SeatState
from callcenter.turn import Turn

BESIDE = (GuestState.RINGING, GuestState.MEETING, GuestState.CONSULTING)
"""In these the caller is not with the guest, nor about to be."""

OfGuest = LegRang | LegAnswered | LegJoined | JoinRefused | LegEnded


def is_guest(call: Call, leg: str) -> bool:
    """Whether a leg is the guest's."""
    return call.guest is not None and call.guest.leg == leg


def ring(turn: Turn, call: Call, seat: Seat, kind: GuestKind) -> Guest:
    """Ring a seat that comes to the call; a supervisor's phone picks up by itself."""
    if seat.state is SeatState.NOT_READY:
        seat.leaving = seat.reason
    guest = Guest(
        kind=kind, seat=seat.id, endpoint=seat.phones[-1], leg=call.next_leg(), at=turn.at
    )
    call.guest, seat.call, seat.leg = guest, call.id, guest.leg
    turn.move_seat(seat, SeatHappening.OFFERED)
    turn.emit(
        commands.RingSeat(
            call=call.id,
            leg=guest.leg,
            seat=seat.id,
            endpoint=guest.endpoint,
            ring_s=turn.campaign.ring_s,
            caller=call.caller,
            withheld=call.withheld,
            resumes=kind is GuestKind.WATCHING,
        )
    )
    _show(turn, call)
    return guest


def take(turn: Turn, call: Call, event: OfGuest) -> None:
    """Look at what happened to the guest's leg."""
    guest = call.guest
    assert guest is not None
    match event:
        case LegRang():
            pass
        case LegAnswered():
            _picked_up(turn, call, guest)
        case LegJoined(bridge=bridge):
            _joined(turn, call, guest, bridge)
        case JoinRefused():
            if guest.state in (GuestState.MEETING, GuestState.MERGING):
                _left_merging(turn, call, guest)
                dismissing.dismiss(turn, call)
        case LegEnded(cause=cause):
            left(turn, call, cause)


def meet(turn: Turn, call: Call, guest: Guest) -> None:
    """Bring seat and guest together, or let the guest listen, beside the call's bridge."""
    assert call.offer is not None
    dismissing.close_side(turn, call)
    call.side_bridge = guest.bridge = call.next_bridge()
    leg, seat_leg = guest.leg, call.offer.leg
    if guest.kind is GuestKind.CONSULTED:
        guest.has_seat = True
        turn.emit(commands.MeetLeg(call=call.id, leg=leg, seat_leg=seat_leg, bridge=guest.bridge))
        return
    if guest.snoop:
        turn.emit(commands.EndWatch(call=call.id, snoop=guest.snoop))
    guest.snoop = call.next_snoop(seat_leg)
    turn.emit(
        commands.WatchLeg(
            call=call.id,
            leg=leg,
            seat_leg=seat_leg,
            snoop=guest.snoop,
            bridge=guest.bridge,
            whispers=guest.whispers,
        )
    )


def merge(turn: Turn, call: Call, guest: Guest) -> None:
    """Bring the guest to the caller, as soon as it is recorded."""
    guest.advance(GuestHappening.MERGED)
    if may_record(turn.campaign, call):
        guest.recording = offering.record_leg(turn, call, guest.leg)
    join_when_recorded(turn, call)
    _show(turn, call)


def join_when_recorded(turn: Turn, call: Call) -> None:
    """Put the guest into the call's bridge, unless its recording is still awaited."""
    guest = call.guest
    if guest is None or guest.state is not GuestState.MERGING or guest.is_joining:
        return
    if guest.recording not in call.awaited and call.bridge is not None:
        guest.is_joining = True
        turn.emit(
            commands.JoinLeg(
                call=call.id,
                leg=guest.leg,
                bridge=call.bridge,
                answers=False,
                has_listened=guest.kind is GuestKind.WATCHING,
            )
        )


def left(turn: Turn, call: Call, cause: Cause) -> None:
    """The guest's leg ended: the seat goes on with its caller, who may still hear music."""
    guest, call.guest = call.guest, None
    assert guest is not None
    seat = turn.state.seats[guest.seat]
    call.awaited = [each for each in call.awaited if each != guest.recording]
    if guest.has_joined and guest.recording is not None:
        call.earlier_seat_recordings.append(guest.recording)
        call.earlier_seats_left.append(None if cause is Cause.SILENT else turn.at)
    _free(turn, seat, guest, cause)
    if call.state is CallState.TALKING and call.is_at_seat:
        muting.guest_gone(turn, call, guest)
        _left_merging(turn, call, guest)
        dismissing.clear(turn, call, guest)
        _show(turn, call)
    elif call.state is CallState.ENDED and not call.is_at_seat:
        del turn.state.calls[call.id]
    offering.dispatch(turn)


def phone_gone(turn: Turn, seat: Seat, endpoint: str) -> None:
    """A ringing phone unregistered that was to be a guest's."""
    call = turn.state.calls.get(seat.call or "")
    guest = call.guest if call is not None else None
    if call is None or guest is None or (guest.seat, guest.endpoint) != (seat.id, endpoint):
        return
    if guest.state is GuestState.RINGING:
        turn.emit(commands.CancelLeg(call=call.id, leg=guest.leg))
        left(turn, call, Cause.UNREACHABLE)


def seat_left(turn: Turn, call: Call, cause: Cause) -> bool:
    """The talking seat's leg ended; whether its guest goes on with the caller."""
    guest = call.guest
    if guest is None or guest.state is GuestState.LEAVING:
        return False
    if guest.state is GuestState.THREE_WAY:
        _inherit(turn, call, guest)
        return True
    is_watching = guest.kind is GuestKind.WATCHING and not guest.is_joining
    if is_watching or (cause is Cause.SILENT and guest.state in BESIDE):
        guest.has_seat = False  # there is no leg to be brought back
        dismissing.dismiss(turn, call)
        return False
    _hand_on(turn, call, guest)
    return True


def _picked_up(turn: Turn, call: Call, guest: Guest) -> None:
    if guest.state is GuestState.LEAVING:
        turn.emit(commands.CancelLeg(call=call.id, leg=guest.leg))
    elif guest.state is GuestState.RINGING:
        guest.advance(GuestHappening.PICKED_UP)
        meet(turn, call, guest)
        _show(turn, call)


def _joined(turn: Turn, call: Call, guest: Guest, bridge: str) -> None:
    if guest.state is GuestState.MEETING and bridge == guest.bridge:
        is_consulted = guest.kind is GuestKind.CONSULTED
        guest.advance(GuestHappening.MET if is_consulted else GuestHappening.LISTENED)
        turn.move_seat(turn.state.seats[guest.seat], SeatHappening.JOINED)
        _show(turn, call)
        if guest.takes_over or guest.is_wanted:
            merge(turn, call, guest)
    elif guest.state is GuestState.MERGING and guest.is_joining and bridge in ("", call.bridge):
        _all_three(turn, call, guest)


def _all_three(turn: Turn, call: Call, guest: Guest) -> None:
    guest.advance(GuestHappening.JOINED)
    guest.has_joined, guest.is_joining = True, False
    _resume(turn, call)
    if call.mutes and guest.recording is not None:
        recordings, why = (guest.recording,), call.mutes[0]
        turn.emit(commands.MuteRecording(call=call.id, recordings=recordings, why=why))
    capturing.look(turn, call)
    dismissing.clear(turn, call, guest)
    if guest.takes_over and call.offer is not None:
        turn.emit(commands.CancelLeg(call=call.id, leg=call.offer.leg))
    _show(turn, call)


def _left_merging(turn: Turn, call: Call, guest: Guest) -> None:
    """The caller's music is off already: they are with the seat again."""
    if guest.is_joining:
        _resume(turn, call)
    guest.is_joining = False


def _resume(turn: Turn, call: Call) -> None:
    if call.held_at is not None:
        holding.count(turn, call)
        recording = None if call.mutes else call.seat_recording
        turn.emit(commands.ResumeCaller(call=call.id, recording=recording))


def _free(turn: Turn, seat: Seat, guest: Guest, cause: Cause) -> None:
    """Who talked with the caller wraps up; who did not is as before."""
    if guest.has_joined:
        staffing.release(turn, seat)
    elif seat.state is SeatState.TALKING:
        staffing.interrupt(turn, seat)
        staffing.leave_if_asked(turn, seat)
    elif guest.state is GuestState.RINGING and cause is not Cause.LOST:
        staffing.miss(turn, seat, cause)
    else:
        staffing.withdraw(turn, seat)


def _inherit(turn: Turn, call: Call, guest: Guest) -> None:
    """The guest is with the caller already: nothing changes for them."""
    seat = _swap(turn, call, guest)
    call.answered_by = guest.seat
    holding.count(turn, call)
    staffing.release(turn, seat)
    turn.show_call(call)
    turn.show_seat(turn.state.seats[guest.seat])
    offering.dispatch(turn)


def _hand_on(turn: Turn, call: Call, guest: Guest) -> None:
    """The guest goes on with the caller, who hears music until it is joined."""
    seat = _swap(turn, call, guest)
    call.priority, call.waits_again_at = queue.INTERRUPTED, turn.at
    call.limit_timer = turn.set_call_timer(call, turn.campaign.wait_limit_s)
    if not guest.is_joining:
        turn.lease(call)
    if guest.state is GuestState.RINGING:
        turn.move_call(call, CallHappening.RINGS_ON)
    else:
        turn.move_call(call, CallHappening.HANDED_ON)
        if call.seat_recording is None and may_record(turn.campaign, call):
            call.seat_recording = offering.record_leg(turn, call, guest.leg)
        if not guest.is_joining:
            offering.join_when_recorded(turn, call)
    staffing.release(turn, seat)
    turn.show_seat(turn.state.seats[guest.seat])
    offering.dispatch(turn)


def _swap(turn: Turn, call: Call, guest: Guest) -> Seat:
    """Put the guest into the seat's place; the seat itself is given."""
    seat = parting.part(turn, call)
    call.guest, call.transfer_to = None, None
    call.is_transferred, call.handed_by = True, seat.id
    call.offer = Offer(seat=guest.seat, endpoint=guest.endpoint, leg=guest.leg, at=guest.at)
    call.seat_recording, call.muted_for = guest.recording, guest.muted_for
    return seat


def _show(turn: Turn, call: Call) -> None:
    """Show the seat and its guest anew."""
    for seat in (call.offer.seat if call.offer else None, call.guest.seat if call.guest else None):
        if seat is not None:
            turn.show_seat(turn.state.seats[seat])
