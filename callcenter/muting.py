"""A talk's recording made silent for a while, or ended because the caller refuses it.

Muted is digital silence of all parties on a time line that goes on; it lasts as long as any reason
for it stands, and no longer than its seat is in the talk. Where all three talk, either seat may
want it: the caller may spell an account to the one that was asked.
"""

from __future__ import annotations

from callcenter import commands
from callcenter.call import Call, CallState
from callcenter.guest import Guest, GuestState
from callcenter.holding import NO_TALK, talk_of
from callcenter.recording_rules import NotYet, why_not
from callcenter.seat import Seat
from callcenter.turn import Turn

NOT_RECORDED = "not_recorded"
HELD = "hold"
"""Why a seat's recording begins silent: its caller hears music."""


def mute(turn: Turn, seat: Seat, why: str, *, is_on: bool) -> None:
    """Take a reason to be silent, or take it back."""
    call = _talk_of(turn, seat)
    if call is None:
        turn.emit(commands.Refuse(reason=NO_TALK))
    elif is_on and not _recordings(call) and not _may_begin(turn, call):
        turn.emit(commands.Refuse(reason=NOT_RECORDED))
    else:
        was_muted = bool(call.mutes)
        owner = call.guest if call.guest is not None and call.guest.seat == seat.id else call
        owner.muted_for = [each for each in owner.muted_for if each != why] + [why] * is_on
        if bool(call.mutes) is not was_muted:
            _tell(turn, call, why)
            show(turn, call)


def refuse(turn: Turn, seat: Seat) -> None:
    """End the recording for good: the caller does not want it."""
    call = _talk_of(turn, seat)
    if call is None:
        turn.emit(commands.Refuse(reason=NO_TALK))
    elif not call.has_refused:
        stopped = _recordings(call)
        call.has_refused, call.muted_for = True, []
        if call.guest is not None:
            call.guest.muted_for = []
        turn.emit(commands.StopRecording(call=call.id, recordings=stopped))
        show(turn, call)


def let_go(turn: Turn, call: Call) -> None:
    """The seat that muted it is no longer in the talk: who goes on with the caller is recorded."""
    was_muted, call.muted_for = bool(call.muted_for), []
    if was_muted and not call.mutes:
        guest = call.guest.recording if call.guest is not None else None
        recordings = tuple(each for each in (call.caller_recording, guest) if each)
        turn.emit(commands.UnmuteRecording(call=call.id, recordings=recordings))


def guest_gone(turn: Turn, call: Call, guest: Guest) -> None:
    """The guest that muted it is no longer in the talk: the seat goes on and is recorded."""
    if guest.muted_for and not call.mutes:
        _tell(turn, call, guest.muted_for[0])


def started(turn: Turn, call: Call, recording: str) -> None:
    """A recording runs in the midst of a talk: it is silent at once if the others have to be."""
    guest = call.guest
    if call.state is not CallState.TALKING or (
        guest is not None and guest.recording == recording and not guest.has_joined
    ):
        return
    why = call.mutes[0] if call.mutes else ""
    if not why and call.held_at is not None and recording == call.seat_recording:
        why = HELD
    if why:
        turn.emit(commands.MuteRecording(call=call.id, recordings=(recording,), why=why))


def _talk_of(turn: Turn, seat: Seat) -> Call | None:
    """Give the call in which a seat talks with the caller; a guest does so where all three talk."""
    call = turn.state.calls.get(seat.call or "")
    guest = call.guest if call is not None and call.state is CallState.TALKING else None
    if guest is not None and guest.seat == seat.id and guest.state is GuestState.THREE_WAY:
        return call
    return talk_of(turn, seat)


def show(turn: Turn, call: Call) -> None:
    """Show whoever of the staff talks in it."""
    for each in (call.offer, call.guest):
        if each is not None:
            turn.show_seat(turn.state.seats[each.seat])


def _may_begin(turn: Turn, call: Call) -> bool:
    """Whether it may still be recorded: then it begins silent as long as the reason stands."""
    return why_not(turn.campaign, call) not in (None, NotYet.OFF)


def _tell(turn: Turn, call: Call, why: str) -> None:
    recordings = _recordings(call)
    if not recordings:
        return
    if call.mutes:
        turn.emit(commands.MuteRecording(call=call.id, recordings=recordings, why=why))
        return
    if call.held_at is not None:
        recordings = tuple(each for each in recordings if each != call.seat_recording)
    turn.emit(commands.UnmuteRecording(call=call.id, recordings=recordings))


def _recordings(call: Call) -> tuple[str, ...]:
    """Name the recordings that run."""
    if call.has_refused:
        return ()
    guest = call.guest.recording if call.guest is not None else None
    return tuple(each for each in (call.caller_recording, call.seat_recording, guest) if each)
