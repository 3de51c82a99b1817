"""Whether contacts are called: started, paused and stopped by a supervisor, resting for callers.

Whatever is said here ends no call: who was dialled is talked to. A pause keeps what is leased, so
that it goes on where it was; a stop gives it back to the office.
"""

from __future__ import annotations

from datetime import datetime

from callcenter import commands
from callcenter.contact import Calling
from callcenter.events import OutboundPaused, OutboundPressed, OutboundResumed
from callcenter.turn import Turn

ALREADY = "already_so"
NOT_STARTED = "not_started"

Switch = OutboundPressed | OutboundPaused | OutboundResumed


def switch(turn: Turn, event: Switch) -> bool:
    """Take a supervisor's word; gives whether kept seats are to be given back for it."""
    state = turn.state
    before = state.is_calling_out, state.is_paused
    match event:
        case OutboundPressed(is_on=is_on) if is_on is not state.is_calling_out:
            state.is_calling_out, state.is_paused = is_on, False
        case OutboundPressed():
            pass
        case _ if not state.is_calling_out:
            turn.emit(commands.Refuse(reason=NOT_STARTED))
            return False
        case OutboundPaused() | OutboundResumed():
            state.is_paused = isinstance(event, OutboundPaused)
    if (state.is_calling_out, state.is_paused) == before:
        turn.emit(commands.Refuse(reason=ALREADY))
    return now(turn) in (Calling.OFF, Calling.PAUSED)


def now(turn: Turn) -> Calling:
    """Tell whether contacts are called at this instant."""
    if not turn.state.is_calling_out:
        return Calling.OFF
    if turn.state.is_paused:
        return Calling.PAUSED
    least, day = turn.campaign.outbound.answer_rate, turn.opening.day_of(turn.at)
    return Calling.RESTING if turn.state.today.rests(least, turn.at, day) else Calling.ON


def rest_end(turn: Turn) -> datetime | None:
    """Tell when a rest for the callers' sake ends if nobody waits meanwhile; None: not by time."""
    return turn.state.today.quiet_at if now(turn) is Calling.RESTING else None


def show(turn: Turn) -> None:
    """Let every board know, if it is another than it was."""
    calling = now(turn)
    if calling is not turn.state.calling_shown:
        turn.state.calling_shown = calling
        turn.emit(commands.ShowOutbound(calling=calling, since=turn.at))
