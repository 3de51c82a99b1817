"""Voice messages that callers leave: each take is recorded by itself, and the last one counts.

Most callers end their message by hanging up. So a take counts from its beginning, until it is known
to hold no word; whether the last one does is heard by whoever takes delivery of it.

Asterisk tells durations in whole seconds and counts a second of silence as speech (22.10.1), so
they are taken from the instants of its events.
"""

from __future__ import annotations

from callcenter import commands
from callcenter.call import Call, Playing
from callcenter.events import OfRecording, RecordingEnded, RecordingStarted
from callcenter.guidance import SHORTEST_MESSAGE_S, Happened, MessageTaken, TakeMessage
from callcenter.turn import Turn

GRACE_S = 5.0
"""So long after its limit a recording has ended, or nobody will tell us."""


def take(turn: Turn, call: Call, playing: Playing, wish: TakeMessage) -> None:
    """Begin to record; the bridge is silent meanwhile."""
    recording, snoop = call.next_message(), call.next_snoop(call.id)
    call.messages.append(recording)
    playing.taking, playing.snoop, playing.take, playing.at = recording, snoop, wish, turn.at
    turn.emit(
        commands.RecordMessage(
            call=call.id,
            snoop=snoop,
            recording=recording,
            limit_s=wish.limit_s,
            silence_s=wish.silence_s,
        )
    )
    timer = turn.set_call_timer(call, wish.limit_s + GRACE_S)
    playing.due[timer] = MessageTaken(wish.n, wish.limit_s)


def end(turn: Turn, call: Call, playing: Playing) -> None:
    """Have the recording ended, whose event follows."""
    if playing.snoop:
        turn.emit(commands.EndSnoop(call=call.id, snoop=playing.snoop))
        playing.snoop = ""


def leave_off(turn: Turn, call: Call) -> None:
    """The flow is left in the midst of a message: what was said so far counts."""
    if call.playing is not None and call.playing.taking:
        end(turn, call, call.playing)
        call.playing.taking = ""


def ended(turn: Turn, call: Call, event: OfRecording) -> Happened | None:
    """Take the end of a recording; None if it is no message that is waited for."""
    playing = call.playing
    if playing is None or event.recording != playing.taking:
        return None
    match event:
        case RecordingStarted():
            playing.at = turn.at
            return None
        case RecordingEnded():
            seconds = _spoken_s(turn, playing)
        case _:
            seconds = 0.0
    if seconds < SHORTEST_MESSAGE_S:
        call.messages.remove(playing.taking)
    return _taken(turn, call, playing, seconds)


def overdue(turn: Turn, call: Call, due: Happened) -> None:
    """Wait no longer for the end of a recording that the limit must have ended."""
    if isinstance(due, MessageTaken) and call.playing is not None:
        _taken(turn, call, call.playing, due.seconds)


def _spoken_s(turn: Turn, playing: Playing) -> float:
    """Tell for how long somebody spoke, as far as is known: not in the silence that ended it."""
    lasted_s, wish = turn.since(playing.at), playing.take
    ended_by_us = not playing.snoop or wish is None or lasted_s >= wish.limit_s
    return lasted_s if ended_by_us or wish is None else max(0.0, lasted_s - wish.silence_s)


def _taken(turn: Turn, call: Call, playing: Playing, seconds: float) -> MessageTaken:
    for timer, due in list(playing.due.items()):
        if isinstance(due, MessageTaken):
            turn.cancel_timer(timer)
            del playing.due[timer]
    end(turn, call, playing)  # who listens is needed no more
    playing.taking = ""
    return MessageTaken(playing.take.n if playing.take else 0, seconds)
