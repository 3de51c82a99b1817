"""The pure interpreter: fulfils `callcenter.guidance.Guidance` from checked flows.

The one-announcement form: a flow says its prompt and is over, heard or not. The same state and the
same answer give the same step, on any version of the flows, so a call goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterable

from callcenter.guidance import FlowState, FlowStep
from ivr_flows.errors import UnknownFlow
from ivr_flows.schema import Flow


class OneAnnouncement:
    """Guidance whose flows are one announcement each."""

    def __init__(self, flows: Iterable[Flow]) -> None:
        self._flows = {flow.name: flow for flow in flows}

    def enter(self, flow: str) -> FlowStep:
        """Begin a flow: its only node bears the flow's name.

        Raises:
            UnknownFlow: no flow of this name was handed in; validation should have refused it.
        """
        found = self._flows.get(flow)
        if found is None:
            raise UnknownFlow(flow=flow)
        state = FlowState(flow=found.name, hash=found.hash, node=found.name)
        return FlowStep(state=state, say=found.prompt.sound)

    def step(self, state: FlowState, *, heard: bool) -> FlowStep:
        """End the flow: one announcement has no second step, however the first one went."""
        return FlowStep(state=state, say=None)
