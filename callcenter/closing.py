"""Closing the centre within its hours: new callers are told so, and in an emergency who waits, too.

An orderly early closing serves those who wait already; who talks goes on in any case.
"""

from __future__ import annotations

from callcenter import commands, deciding, ending
from callcenter.call import Call, CallState
from callcenter.events import CenterClosed, CenterReopened
from callcenter.guidance import EMERGENCY
from callcenter.outcome import Outcome
from callcenter.turn import Turn

ALREADY_CLOSED, NOT_CLOSED = "already_closed", "not_closed"
TOLD = (CallState.GUIDED, CallState.WAITING)
"""Whose seat rings already may still be answered."""


def take(turn: Turn, event: CenterClosed | CenterReopened) -> None:
    """Look at one of the wishes to close or to open again."""
    is_closed = turn.state.closed_by is not None
    match event:
        case CenterClosed() if is_closed:
            turn.emit(commands.Refuse(reason=ALREADY_CLOSED))
        case CenterClosed():
            _close(turn, event)
        case CenterReopened() if not is_closed:
            turn.emit(commands.Refuse(reason=NOT_CLOSED))
        case CenterReopened():
            turn.state.closed_by = turn.state.closed_at = None
            turn.state.ends_waiting = False
            turn.emit(commands.ClearAlarm(kind=EMERGENCY, subject="center"))
            turn.show_floor()


def tell(turn: Turn, call: Call) -> bool:
    """End a waiting call with the emergency announcement, if none is served any more."""
    if turn.state.ends_waiting:
        outcome = Outcome.ANSWERED if call.answered_at else Outcome.CLOSED_IN_HOURS
        deciding.turned_away(turn, call.id, deciding.EMERGENCY)
        ending.close(turn, call, outcome, detail=EMERGENCY, flow=turn.campaign.flows.emergency)
    return turn.state.ends_waiting


def _close(turn: Turn, event: CenterClosed) -> None:
    state = turn.state
    state.closed_by, state.closed_at, state.ends_waiting = event.by, event.at, event.ends_waiting
    turn.emit(commands.RaiseAlarm(kind=EMERGENCY, subject="center", detail="", since=event.at))
    turn.show_floor()
    for call in list(state.calls.values()):
        if call.state in TOLD and call.reserved_for is None:
            tell(turn, call)
