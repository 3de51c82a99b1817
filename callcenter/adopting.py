"""Going on with a call whose commands may never have been done: we died, or the link was lost.

What Asterisk has is compared with what we asked for; only what is missing is asked for again, with
new ids, because an id that was used once is never used again.
"""

from __future__ import annotations

from callcenter import announcing, capturing, commands, dismissing, ending, guests, offering
from callcenter.call import Call, CallState
from callcenter.events import CallMet
from callcenter.guest import GuestState
from callcenter.turn import Turn

UNKNOWN_LINE = "unknown_line"

LISTENING = (CallState.GUIDED, CallState.WAITING, CallState.OFFERED, CallState.CLOSING)


def met(turn: Turn, call: Call, found: CallMet) -> None:
    """Ask again for what a call lacks."""
    if call.guest is not None and call.guest.state is GuestState.LEAVING:
        turn.emit(commands.CancelLeg(call=call.id, leg=call.guest.leg))
    if call.state in (CallState.ENDED, CallState.FALLBACK):
        _cancel_leg(turn, call)
    elif call.state is CallState.CLOSING and call.playing is None:
        _end(turn, call)
    elif call.state is CallState.JOINING:
        _rejoin(turn, call, found)
    elif call.state is CallState.TALKING and found.has_bridge and not found.is_bridged:
        _reunite(turn, call)
    elif call.state is CallState.TALKING and found.has_bridge:
        _gather(turn, call, found)
    elif call.state in LISTENING:
        _let_hear(turn, call, found)


def _let_hear(turn: Turn, call: Call, found: CallMet) -> None:
    """Answer the caller again, as far as that was done, and let them hear what they should."""
    _settle_awaited(call, found)  # the seat for whom they were asked for is gone
    is_out = call.is_answered and not found.is_bridged
    if is_out:
        _leave_bridge(turn, call, found)
    playing = call.playing
    if playing is not None and playing.playback and (is_out or not found.is_played):
        announcing.announce(turn, call, playing)
    elif playing is not None and is_out:
        announcing.answer(turn, call)  # the flow waits for the caller in silence
    elif playing is None and call.music_at is not None:
        announcing.music(turn, call)


def _rejoin(turn: Turn, call: Call, found: CallMet) -> None:
    """Record what is not recorded yet, then join as if the phone was picked up now."""
    assert call.offer is not None
    if not found.is_bridged:
        _leave_bridge(turn, call, found)
    lost = _settle_awaited(call, found)
    if call.seat_recording in lost:
        call.seat_recording = None
        offering.record(turn, call, call.offer.leg)
    elif lost:
        offering.record_caller(turn, call)
    offering.join_when_recorded(turn, call)


def _settle_awaited(call: Call, found: CallMet) -> list[str]:
    """Await no recording any more: it runs, or never will; gives the ones that never will."""
    lost = [each for each in call.awaited if each not in found.recordings]
    call.awaited.clear()
    if call.caller_recording in lost:
        call.caller_recording = None
    return lost


def _reunite(turn: Turn, call: Call) -> None:
    """Bring a caller to the seat that sits alone in the call's bridge."""
    if call.guest is not None:
        call.guest.has_seat = False
        dismissing.dismiss(turn, call)
    if call.is_at_seat and call.offer is not None and call.bridge is not None:
        leg, bridge = call.offer.leg, call.bridge
        turn.emit(
            commands.JoinLeg(call=call.id, leg=leg, bridge=bridge, answers=True, was_joined=True)
        )


def _gather(turn: Turn, call: Call, found: CallMet) -> None:
    """Go on with a guest: where it was on the way to, and the seat where it belongs.

    Who is being told that we record is told again if nobody tells them, and then recorded.
    """
    guest = call.guest
    if call.playing is not None and call.playing.playback and not found.is_played:
        announcing.announce(turn, call, call.playing)
    capturing.recover(turn, call, found.recordings)
    if guest is not None and guest.state is GuestState.MEETING:
        guests.meet(turn, call, guest)
    elif guest is not None and guest.state is GuestState.MERGING:
        if guest.recording in call.awaited and guest.recording not in found.recordings:
            call.awaited = [each for each in call.awaited if each != guest.recording]
            guest.recording = offering.record_leg(turn, call, guest.leg)
        guest.is_joining = guest.is_joining and guest.leg in (found.legs or ())
        guests.join_when_recorded(turn, call)
    if found.legs is not None and not (guest is not None and guest.has_seat):
        _return(turn, call, found.legs)


def _return(turn: Turn, call: Call, legs: tuple[str, ...]) -> None:
    if call.offer is None or call.bridge is None or not call.is_at_seat:
        return
    leg = call.offer.leg
    if leg not in legs:
        turn.emit(commands.ReturnLeg(call=call.id, leg=leg, bridge=call.bridge))


def _leave_bridge(turn: Turn, call: Call, found: CallMet) -> None:
    """Begin anew with the answer, and with another bridge if this one cannot be used."""
    if not found.has_bridge:
        call.bridge = None
    announcing.leave_bridge(turn, call)


def _end(turn: Turn, call: Call) -> None:
    if call.is_answered:
        turn.emit(commands.HangUpCaller(call=call.id))
    else:
        ending.reject(turn, call, busy=call.detail != UNKNOWN_LINE)


def _cancel_leg(turn: Turn, call: Call) -> None:
    if call.is_at_seat:
        assert call.offer is not None
        turn.emit(commands.CancelLeg(call=call.id, leg=call.offer.leg))
