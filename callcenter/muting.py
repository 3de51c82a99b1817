"""A talk's recording made silent for a while, or ended because the caller refuses it.

Muted is digital silence of all parties on a time line that goes on; it lasts as long as any reason
for it stands, and no longer than its seat is in the talk.
"""

from __future__ import annotations

from callcenter import commands
from callcenter.call import Call, CallState
from callcenter.holding import NO_TALK, talk_of
from callcenter.recording_rules import NotYet, why_not
from callcenter.seat import Seat
from callcenter.turn import Turn

NOT_RECORDED = "not_recorded"
HELD = "hold"
"""Why a seat's recording begins silent: its caller hears music."""


def mute(turn: Turn, seat: Seat, why: str, *, is_on: bool) -> None:
    """Take a reason to be silent, or take it back."""
    call = talk_of(turn, seat)
    if call is None:
        turn.emit(commands.Refuse(reason=NO_TALK))
    elif is_on and not _recordings(call) and not _may_begin(turn, call):
        turn.emit(commands.Refuse(reason=NOT_RECORDED))
    elif is_on is not (why in call.muted_for):
        was_muted = bool(call.muted_for)
        call.muted_for = [each for each in call.muted_for if each != why] + [why] * is_on
        if bool(call.muted_for) is not was_muted:
            _tell(turn, call, why)
            turn.show_seat(seat)


def refuse(turn: Turn, seat: Seat) -> None:
    """End the recording for good: the caller does not want it."""
    call = talk_of(turn, seat)
    if call is None:
        turn.emit(commands.Refuse(reason=NO_TALK))
    elif not call.has_refused:
        stopped = _recordings(call)
        call.has_refused, call.muted_for = True, []
        turn.emit(commands.StopRecording(call=call.id, recordings=stopped))
        turn.show_seat(seat)


def let_go(turn: Turn, call: Call) -> None:
    """The seat that muted it is no longer in the talk: the next one is recorded."""
    if call.muted_for:
        call.muted_for = []
        recordings = (call.caller_recording,) if call.caller_recording else ()
        turn.emit(commands.UnmuteRecording(call=call.id, recordings=recordings))


def started(turn: Turn, call: Call, recording: str) -> None:
    """A recording runs in the midst of a talk: it is silent at once if the others have to be."""
    guest = call.guest
    if call.state is not CallState.TALKING or (
        guest is not None and guest.recording == recording and not guest.has_joined
    ):
        return
    why = call.muted_for[0] if call.muted_for else ""
    if not why and call.held_at is not None and recording == call.seat_recording:
        why = HELD
    if why:
        turn.emit(commands.MuteRecording(call=call.id, recordings=(recording,), why=why))


def _may_begin(turn: Turn, call: Call) -> bool:
    """Whether it may still be recorded: then it begins silent as long as the reason stands."""
    return why_not(turn.campaign, call) not in (None, NotYet.OFF)


def _tell(turn: Turn, call: Call, why: str) -> None:
    recordings = _recordings(call)
    if not recordings:
        return
    if call.muted_for:
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
