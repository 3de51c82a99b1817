"""Which version of the flows new callers hear; a call in progress stays on the one it entered."""

from __future__ import annotations

from callcenter import commands
from callcenter.events import FlowsPublished, InstanceStarted
from callcenter.turn import Turn

UNKNOWN_VERSION = "unknown_version"


def begin(turn: Turn, event: InstanceStarted) -> None:
    """Take the version that was checked at the start, if it is another than at the last one."""
    state = turn.state
    if event.flows != state.started_flows:
        state.started_flows, state.flows = event.flows, ""


def publish(turn: Turn, event: FlowsPublished) -> None:
    """Put a version in force."""
    if turn.guidance.knows(event.flows):
        turn.state.flows = event.flows
    else:
        turn.emit(commands.Refuse(reason=UNKNOWN_VERSION))
