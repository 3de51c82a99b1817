"""A talk's recording made silent for a while, or ended because the caller refuses it.

Muted is digital silence of all parties on a time line that goes on; it lasts as long as any reason
for it stands, and no longer than its seat is in the talk.
"""

from __future__ import annotations

from callcenter import commands
from callcenter.call import Call
from callcenter.holding import NO_TALK, talk_of
from callcenter.seat import Seat
from callcenter.turn import Turn

NOT_RECORDED = "not_recorded"


def mute(turn: Turn, seat: Seat, why: str, *, is_on: bool) -> None:
    """Take a reason to be silent, or take it back."""
    call = talk_of(turn, seat)
    if call is None:
        turn.emit(commands.Refuse(reason=NO_TALK))
    elif is_on and not _recordings(call):
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


def _tell(turn: Turn, call: Call, why: str) -> None:
    recordings = _recordings(call)
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
