"""What a caller hears: sounds played into the call's bridge, and music between them."""

from __future__ import annotations

from callcenter import commands
from callcenter.call import Call, CallState, Playing, Purpose
from callcenter.turn import Turn

LISTENING = (CallState.GUIDED, CallState.WAITING, CallState.OFFERED)


def answer(turn: Turn, call: Call) -> None:
    """Answer the caller and give the call its bridge, if that was not done yet."""
    if call.is_answered:
        return
    call.is_answered, call.bridge = True, call.next_bridge()
    turn.emit(commands.OpenBridge(call=call.id, bridge=call.bridge))
    turn.emit(commands.AnswerCaller(call=call.id, bridge=call.bridge))


def announce(turn: Turn, call: Call, playing: Playing) -> None:
    """Play the sounds of a flow, under a new name: nobody heard them, or nobody could tell."""
    answer(turn, call)
    assert call.bridge is not None
    playing.playback, playing.at = call.next_playback(), turn.at
    if playing.purpose is Purpose.CLOSING:
        known = [each for each in playing.sounds if isinstance(each, str)]
        turn.lease(call, last_word="&".join(known) or None)
    turn.emit(
        commands.Announce(
            call=call.id, bridge=call.bridge, playback=playing.playback, sounds=playing.sounds
        )
    )


def leave_bridge(turn: Turn, call: Call) -> None:
    """Begin anew with the answer, in another bridge: this one is not to be used any more."""
    if call.bridge is not None:
        turn.emit(commands.CloseBridge(call=call.id, bridge=call.bridge))
    call.bridge, call.is_answered = None, False


def is_listening(call: Call) -> bool:
    """Whether nobody but the caller is in the call's bridge, or on the way into it."""
    if call.guest is not None or call.outside is not None:
        return False
    is_recorded_first = call.state is CallState.JOINING and bool(call.awaited)
    return is_recorded_first or call.state in LISTENING


def hear_on(turn: Turn, call: Call, late: str) -> None:
    """Take a caller to whom a sound may come late into another bridge: it would cut into the talk.

    There they hear what they heard; that sound, too, but no second time again.
    """
    if not is_listening(call):
        return
    leave_bridge(turn, call)
    answer(turn, call)
    playing = call.playing
    if playing is not None and playing.playback == late and not playing.is_said_again:
        playing.is_said_again = True
        announce(turn, call, playing)
    elif playing is not None and playing.playback not in ("", late):
        announce(turn, call, playing)
    elif playing is None and call.music_at is not None and call.state in LISTENING:
        music(turn, call)


def hush(turn: Turn, call: Call, playing: Playing) -> None:
    """Cut short what is being said, if anything is."""
    if playing.playback:
        turn.emit(commands.StopAnnouncement(call=call.id, playback=playing.playback))
        playing.playback = ""


def hold(turn: Turn, call: Call) -> None:
    """Let the caller hear music, and while they wait the repeated announcement in due time."""
    music(turn, call)
    if call.state is CallState.WAITING and turn.campaign.flows.waiting is not None:
        call.repeat_timer = turn.set_call_timer(call, turn.campaign.repeat_s)


def music(turn: Turn, call: Call) -> None:
    """Let the caller hear music."""
    answer(turn, call)
    call.music_at = turn.at
    turn.emit(commands.StartMusic(call=call.id))
