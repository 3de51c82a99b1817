"""What a caller hears: flows played into the call's bridge, and music between them."""

from __future__ import annotations

from callcenter import commands
from callcenter.call import Call, CallState, Playing, Purpose
from callcenter.guidance import FlowStep
from callcenter.turn import Turn


def answer(turn: Turn, call: Call) -> None:
    """Answer the caller and give the call its bridge, if that was not done yet."""
    if call.is_answered:
        return
    call.is_answered, call.bridge = True, call.next_bridge()
    turn.emit(commands.OpenBridge(call=call.id, bridge=call.bridge))
    turn.emit(commands.AnswerCaller(call=call.id, bridge=call.bridge))


def begin(turn: Turn, call: Call, purpose: Purpose, flow: str | None) -> bool:
    """Begin a flow; False if there is nothing to be heard."""
    if flow is None:
        return False
    return _play(turn, call, purpose, turn.guidance.enter(flow))


def go_on(turn: Turn, call: Call, *, heard: bool) -> bool:
    """Take the flow's next step after an announcement ended; False if it has come to its end."""
    assert call.playing is not None
    playing, call.playing = call.playing, None
    return _play(turn, call, playing.purpose, turn.guidance.step(playing.flow, heard=heard))


def stop(turn: Turn, call: Call) -> None:
    """Cut the announcement short, if there is one."""
    if call.playing is not None:
        turn.emit(commands.StopAnnouncement(call=call.id, playback=call.playing.playback))
        call.playing = None


def again(turn: Turn, call: Call) -> None:
    """Begin the announcement once more: nobody heard it, or nobody could tell."""
    assert call.playing is not None
    sound, call.playing.playback = call.playing.sound, call.next_playback()
    _announce(turn, call, call.playing, sound)


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


def _play(turn: Turn, call: Call, purpose: Purpose, step: FlowStep) -> bool:
    if step.say is None:
        return False
    call.playing = Playing(
        purpose=purpose, flow=step.state, playback=call.next_playback(), sound=step.say
    )
    _announce(turn, call, call.playing, step.say)
    return True


def _announce(turn: Turn, call: Call, playing: Playing, sound: str) -> None:
    answer(turn, call)
    assert call.bridge is not None
    playing.at = turn.at
    if playing.purpose is Purpose.CLOSING:
        turn.lease(call, last_word=sound)
    turn.emit(
        commands.Announce(call=call.id, bridge=call.bridge, playback=playing.playback, sound=sound)
    )
