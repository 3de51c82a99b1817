"""Closing the centre within its hours: new callers are told so, who waits already is served."""

from __future__ import annotations

from callcenter import commands
from callcenter.events import CenterClosed, CenterReopened
from callcenter.facts import EMERGENCY
from callcenter.turn import Turn

ALREADY_CLOSED, NOT_CLOSED = "already_closed", "not_closed"


def take(turn: Turn, event: CenterClosed | CenterReopened) -> None:
    """Look at one of the wishes to close or to open again."""
    is_closed = turn.state.closed_by is not None
    match event:
        case CenterClosed() if is_closed:
            turn.emit(commands.Refuse(reason=ALREADY_CLOSED))
        case CenterClosed(by=by):
            turn.state.closed_by = by
            turn.emit(commands.RaiseAlarm(kind=EMERGENCY, subject="center", detail=""))
        case CenterReopened() if not is_closed:
            turn.emit(commands.Refuse(reason=NOT_CLOSED))
        case CenterReopened():
            turn.state.closed_by = None
            turn.emit(commands.ClearAlarm(kind=EMERGENCY, subject="center"))
