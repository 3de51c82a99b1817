"""A talk's recording that begins in the midst of it: at its seat's word, or after the notice.

Whom we call talks to the seat at once, and hears the notice meanwhile; what both say before its end
is not recorded. What begins while it has to be silent is silent from its first sample that counts.
"""

from __future__ import annotations

from callcenter import commands, conversing, muting, offering
from callcenter.call import Call, CallState, Purpose
from callcenter.campaign import Told
from callcenter.holding import NO_TALK, TOGETHER, talk_of
from callcenter.muting import NOT_RECORDED
from callcenter.recording_rules import NotYet, lacks_sound, may_record, why_not
from callcenter.seat import Seat
from callcenter.turn import Turn
from callcenter.wishes import MutePressed, OfSound, RecordingPressed, RefusalNoted

ALREADY_RECORDED = "already_recorded"


def take(turn: Turn, seat: Seat, event: OfSound) -> None:
    """Look at what a seat wants of its talk's recording."""
    match event:
        case MutePressed(why=why, is_on=is_on):
            muting.mute(turn, seat, why, is_on=is_on)
        case RefusalNoted():
            muting.refuse(turn, seat)
        case RecordingPressed():
            press(turn, seat)


def press(turn: Turn, seat: Seat) -> None:
    """The person at a seat has told the caller, and wants the talk to be recorded."""
    call = talk_of(turn, seat)
    no = None if call is None else why_not(turn.campaign, call)
    if call is None:
        turn.emit(commands.Refuse(reason=NO_TALK))
    elif no is None:
        turn.emit(commands.Refuse(reason=ALREADY_RECORDED))
    elif no is NotYet.OFF:
        turn.emit(commands.Refuse(reason=NOT_RECORDED))
    else:
        call.is_asked_for = True
        conversing.stop(turn, call)  # the notice, if it is just being said
        begin(turn, call)


def go_on(turn: Turn, call: Call) -> None:
    """Two people talk whom we brought together: tell the one, and record what may be."""
    if call.dial is None or call.state is not CallState.TALKING:
        return
    if may_record(turn.campaign, call):
        begin(turn, call)
    elif why_not(turn.campaign, call) is NotYet.UNTOLD:
        _announce(turn, call)


def told(turn: Turn, call: Call) -> None:
    """The notice is over: record from now on, if it was heard and nobody refused."""
    if call.dial is not None:
        call.dial.is_told = not call.notice_failed
        if call.state is CallState.TALKING:
            begin(turn, call)


def _announce(turn: Turn, call: Call) -> None:
    """Let the campaign's voice say that we record, if it is to be the one who does."""
    flow = turn.campaign.flows.calling
    if turn.campaign.outbound.told is not Told.PROMPT or flow is None:
        return
    call.notice_failed = False
    if conversing.begin(turn, call, Purpose.CALLING, flow) is not None:
        call.notice_failed = True  # there is none to be heard
        told(turn, call)
    else:
        _show(turn, call)


def begin(turn: Turn, call: Call) -> None:
    """Record each party that is in the talk and not recorded yet, and show it."""
    assert call.offer is not None
    if may_record(turn.campaign, call):
        offering.record_caller(turn, call)
        if call.seat_recording is None:
            call.seat_recording = offering.record_leg(turn, call, call.offer.leg)
        guest = call.guest
        if guest is not None and guest.state in TOGETHER and guest.recording is None:
            guest.recording = offering.record_leg(turn, call, guest.leg)
    _show(turn, call)


def recover(turn: Turn, call: Call, running: tuple[str, ...]) -> None:
    """Begin again what was to be recorded when we died, and is not by these recordings."""
    own = (call.caller_recording, call.seat_recording)
    asked = [each for each in call.awaited if each in own]
    call.awaited = [each for each in call.awaited if each not in own]
    lost = [each for each in asked if each not in running]
    for each in lost:
        forget(call, each)
    if lost:
        begin(turn, call)


def running(call: Call) -> tuple[str | None, ...]:
    """Name the recordings of caller, seat and guest; None where there is none."""
    guest = call.guest.recording if call.guest is not None else None
    return call.caller_recording, call.seat_recording, guest


def look(turn: Turn, call: Call) -> None:
    """Keep for the call's row that a part of the talk lacks a side, whoever comes to it later."""
    if lacks_sound(turn.campaign, call):
        call.is_partly_recorded = True


def forget(call: Call, recording: str) -> None:
    """A recording never began, or nobody would know of it."""
    if call.guest is not None and recording == call.guest.recording:
        call.guest.recording = None
    if recording == call.caller_recording:
        call.caller_recording = None
    if recording == call.seat_recording:
        call.seat_recording = None


def _show(turn: Turn, call: Call) -> None:
    assert call.offer is not None
    turn.show_seat(turn.state.seats[call.offer.seat])
