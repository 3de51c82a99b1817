"""The pure interpreter: fulfils `callcenter.guidance.Guidance` from checked flows.

A node is a generator, and generators cannot be written down. So a flow in progress is kept as what
its node was entered with and what happened since; to go on, the node is begun anew and fed the
same. The same state and the same happening give the same move, in any process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
from ivr_flows.node import END
from ivr_flows.schema import Flow
from ivr_flows.talk import Asking, Next, Talk

Versions = Callable[[str], Iterable[Flow]]
"""Gives the flows of a version by its name; none if there is no such version."""


def no_others(version: str) -> Iterable[Flow]:
    """Know no version but the one at the start."""
    return ()


class Interpreter:
    """Guidance from flows: those of the start, and versions that were put in force since."""

    def __init__(
        self, flows: Iterable[Flow], *, start: str = "", versions: Versions = no_others
    ) -> None:
        """Begin with the flows of the start.

        Args:
            flows: Those of the start; of a name the last one counts.
            start: Name of this version; "" names it as well.
            versions: Finds others, asked until it finds one.
        """
        self._by_hash: dict[str, Flow] = {}
        self._named: dict[str, dict[str, Flow]] = {}
        self._versions = versions
        self._take("", flows)
        self._named[start] = self._named[""]

    def knows(self, version: str) -> bool:
        """Tell whether a version can be had and has flows."""
        return bool(self._of(version))

    def begin(self, flow: str, facts: Facts, version: str = "") -> FlowMove:
        """Begin a flow; one that the version lacks is that of the start.

        Raises:
            UnknownFlow: no flow of this name was handed in; validation should have refused it.
        """
        found = self._of(version).get(flow) or self._of("").get(flow)
        if found is None:
            raise UnknownFlow(flow=flow)
        state = FlowState(
            flow=flow, hash=found.hash, node=found.start, version=version, facts=facts
        )
        return _Walk(found, state).begin(facts)

    def go_on(self, state: FlowState, happened: Happened, facts: Facts) -> FlowMove:
        """Go on; a flow whose version is no longer there is over."""
        if state.hash not in self._by_hash:
            self._of(state.version)
        flow = self._by_hash.get(state.hash)
        if flow is None or state.node not in flow.nodes:
            return FlowMove(state, end=Over())
        walk = _Walk(flow, state)
        walk.rebuild()
        return walk.take(happened, facts)

    def _of(self, version: str) -> dict[str, Flow]:
        if not self._named.get(version):
            self._take(version, self._versions(version))
        return self._named[version]

    def _take(self, version: str, flows: Iterable[Flow]) -> None:
        found = list(flows)
        self._by_hash |= {flow.hash: flow for flow in found}
        self._named[version] = {flow.name: flow for flow in found}


class _Walk:
    """A flow that is being gone through, from one happening to the next wait."""

    def __init__(self, flow: Flow, state: FlowState) -> None:
        self._flow = flow
        self._wishes: list[Wish] = []
        self._state: FlowState
        self._talk: Talk
        self._running: Asking[Next]
        self._listens: bool
        self._passed: list[tuple[str, str]] = []
        self._enter(state)

    def begin(self, facts: Facts) -> FlowMove:
        """Go into the first node."""
        self._passed.append(("", self._state.node))
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
                return FlowMove(self._state, tuple(self._wishes), passed=tuple(self._passed))
            state = replace(
                self._state,
                variables=dict(self._talk.variables),
                asked=self._talk.asked,
                facts=facts,
                inputs=(),
            )
            if not isinstance(led, str):
                if isinstance(led, Over):
                    self._passed.append((state.node, END))
                return FlowMove(state, tuple(self._wishes), led, tuple(self._passed))
            self._passed.append((state.node, led))
            self._enter(replace(state, node=led))
            led = self._resume()
