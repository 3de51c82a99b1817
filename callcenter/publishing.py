"""Which version of the flows callers hear; a call in progress stays on the one that it came upon.

In an emergency those who wait go over to the new one, too, and hear its waiting announcement now.
"""

from __future__ import annotations

from callcenter import commands
from callcenter.call import Call, CallState
from callcenter.events import FlowsPublished, InstanceStarted
from callcenter.state import State
from callcenter.turn import Turn

UNKNOWN_VERSION = "unknown_version"


def begin(turn: Turn, event: InstanceStarted) -> None:
    """Take the version that was checked at the start, if it is another than at the last one."""
    state = turn.state
    if event.flows != state.started_flows:
        state.started_flows, state.flows = event.flows, ""


def in_force(state: State) -> str:
    """Name the version that new callers hear."""
    return state.flows or state.started_flows


def publish(turn: Turn, event: FlowsPublished) -> list[Call]:
    """Put a version in force; gives the waiting calls that are to hear of it now."""
    if not turn.guidance.knows(event.flows):
        turn.emit(commands.Refuse(reason=UNKNOWN_VERSION))
        return []
    turn.state.flows = event.flows
    if not event.at_once:
        return []
    waiting = [each for each in turn.state.calls.values() if each.state is CallState.WAITING]
    for call in waiting:
        call.flows = event.flows
    return [call for call in waiting if call.playing is None]
