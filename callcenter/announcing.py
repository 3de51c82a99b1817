"""What a caller hears: sounds played into the call's bridge, and music between them."""

from __future__ import annotations

from callcenter import commands
from callcenter.call import Call, CallState, Playing, Purpose
from callcenter.turn import Turn


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
