"""What the heart asks of call flows; `ivr_flows` fulfils it and `app` hands it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class FlowState:
    """A flow in progress as plain data: which version of which flow, and where in it."""

    flow: str
    hash: str
    """Hash of the flow's content; a call stays on the version that it entered."""
    node: str


@dataclass(frozen=True, slots=True)
class FlowStep:
    """What a flow wants next."""

    state: FlowState
    say: str | None
    """Sound to play, by the hash of its text; None when the flow has come to its end."""


class Guidance(Protocol):
    """Announcements and menus before the queue. Pure: the same input gives the same step."""

    def enter(self, flow: str) -> FlowStep:
        """Begin a flow by its name."""
        ...

    def step(self, state: FlowState, *, heard: bool) -> FlowStep:
        """Go on after the announcement that the last step asked for has ended."""
        ...
