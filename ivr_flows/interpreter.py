"""The pure interpreter: fulfils `callcenter.guidance.Guidance` from checked flows.

A node is a generator, and generators cannot be written down. So a flow in progress is kept as what
its node was entered with and what happened since; to go on, the node is begun anew and fed the
same. The same state and the same happening give the same move, in any process.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from callcenter.guidance import (
    Facts,
    FlowMove,
    FlowState,
    Happened,
    Over,
    Wish,
)
from ivr_flows.errors import UnknownFlow
from ivr_flows.schema import Flow
from ivr_flows.talk import Asking, Next, Talk


class Interpreter:
    """Guidance from flows; the last one of a name is the one that new callers hear.

    Hand in the versions that calls in progress are on before the ones in force.
    """

    def __init__(self, flows: Iterable[Flow]) -> None:
        self._by_hash: dict[str, Flow] = {}
        self._in_force: dict[str, str] = {}
        for flow in flows:
            name = flow.hash
            self._by_hash[name] = flow
            self._in_force[flow.name] = name

    def begin(self, flow: str, facts: Facts) -> FlowMove:
        """Begin a flow.

        Raises:
            UnknownFlow: no flow of this name was handed in; validation should have refused it.
        """
        name = self._in_force.get(flow)
        if name is None:
            raise UnknownFlow(flow=flow)
        found = self._by_hash[name]
        walk = _Walk(found, FlowState(flow=flow, hash=name, node=found.start, facts=facts))
        return walk.begin(facts)

    def go_on(self, state: FlowState, happened: Happened, facts: Facts) -> FlowMove:
        """Go on; a flow whose version is no longer there is over."""
        flow = self._by_hash.get(state.hash)
        if flow is None or state.node not in flow.nodes:
            return FlowMove(state, end=Over())
        walk = _Walk(flow, state)
        walk.rebuild()
        return walk.take(happened, facts)


class _Walk:
    """A flow that is being gone through, from one happening to the next wait."""

    def __init__(self, flow: Flow, state: FlowState) -> None:
        self._flow = flow
        self._wishes: list[Wish] = []
        self._state: FlowState
        self._talk: Talk
        self._running: Asking[Next]
        self._listens: bool
        self._enter(state)

    def begin(self, facts: Facts) -> FlowMove:
        """Go into the first node."""
        return self._follow(self._resume(), facts)

    def rebuild(self) -> None:
        """Bring the present node to where it was; what it wished for then is done."""
        self._resume()
        for happened in self._state.inputs:
            self._talk.takes(happened, keys=self._listens)
            self._resume(happened)
        self._talk.wishes.clear()

    def take(self, happened: Happened, facts: Facts) -> FlowMove:
        """Let something happen."""
        if not self._talk.takes(happened, keys=self._listens):
            return FlowMove(self._state)
        self._state = replace(self._state, inputs=(*self._state.inputs, happened))
        return self._follow(self._resume(happened), facts)

    def _enter(self, state: FlowState) -> None:
        self._state = state
        self._talk = Talk(facts=state.facts, variables=state.variables, asked=state.asked)
        self._running = self._flow.nodes[state.node].talk(self._talk)
        self._listens = False

    def _resume(self, happened: Happened | None = None) -> Next | None:
        """Let the node work until it waits (None) or leads on."""
        try:
            running = self._running
            self._listens = next(running) if happened is None else running.send(happened)
        except StopIteration as done:
            led: Next = done.value
            return led
        return None

    def _follow(self, led: Next | None, facts: Facts) -> FlowMove:
        """Go from node to node, until one waits or the flow ends."""
        while True:
            self._wishes += self._talk.wishes
            self._talk.wishes.clear()
            if led is None:
                return FlowMove(self._state, tuple(self._wishes))
            state = replace(
                self._state,
                variables=dict(self._talk.variables),
                asked=self._talk.asked,
                facts=facts,
                inputs=(),
            )
            if not isinstance(led, str):
                return FlowMove(state, tuple(self._wishes), led)
            self._enter(replace(state, node=led))
            led = self._resume()
