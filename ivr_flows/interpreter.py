"""The pure interpreter: fulfils `callcenter.guidance.Conversation` from checked flows.

A node is a generator, and generators cannot be written down. So a flow in progress is kept as what
its node was entered with and what happened since; to go on, the node is begun anew and fed the
same. The same state and the same happening give the same move, in any process.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from callcenter.guidance import (
    AskCase,
    CallbackTold,
    CaseTold,
    Facts,
    FlowMove,
    FlowState,
    FlowStep,
    Happened,
    MessageTaken,
    Over,
    Said,
    Say,
    TakeCallback,
    TakeMessage,
    TimedOut,
    Transfer,
    TransferFailed,
    Wait,
    Wish,
)
from ivr_flows.errors import UnknownFlow
from ivr_flows.schema import Flow
from ivr_flows.talk import Asking, Next, Talk


class Interpreter:
    """Conversations from flows; the last one of a name is the one that new callers hear.

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


class OneAnnouncement:
    """The same flows for a heart that plays one sound at a time and hears no keys.

    Whatever else a flow asks for is answered as if nobody were there: waits pass at once, nothing
    is agreed to, nothing is known that changes from call to call.
    """

    def __init__(self, flows: Iterable[Flow]) -> None:
        self._conversation = Interpreter(flows)

    def enter(self, flow: str) -> FlowStep:
        """Begin a flow.

        Raises:
            UnknownFlow: no flow of this name was handed in; validation should have refused it.
        """
        return self._step(self._conversation.begin(flow, Facts()))

    def step(self, state: FlowState, *, heard: bool) -> FlowStep:
        """Go on with the next sound, or with what the flow does after the last."""
        if state.left is None:
            return FlowStep(state=state, say=None)
        if state.left.parts:
            return _next_sound(state, state.left)
        said = Said(state.left.n, heard)
        return self._step(self._conversation.go_on(replace(state, left=None), said, Facts()))

    def _step(self, move: FlowMove) -> FlowStep:
        while move.end is None:
            asked = move.wishes[-1]
            if isinstance(asked, Say) and any(isinstance(part, str) for part in asked.parts):
                return _next_sound(move.state, asked)
            move = self._conversation.go_on(move.state, _nobody_there(asked), Facts())
        return FlowStep(state=move.state, say=None)


def _next_sound(state: FlowState, say: Say) -> FlowStep:
    first, *rest = (part for part in say.parts if isinstance(part, str))
    return FlowStep(state=replace(state, left=Say(say.n, tuple(rest))), say=first)


def _nobody_there(asked: Wish) -> Happened:
    """Answer a wish that this heart cannot do; a node waits for its last one."""
    match asked:
        case Say(n, _):
            return Said(n, heard=False)
        case Wait(n, _):
            return TimedOut(n)
        case TakeMessage(n, _, _):
            return MessageTaken(n, 0.0)
        case Transfer(n, _, _):
            return TransferFailed(n)
        case AskCase(n, _, _, _):
            return CaseTold(n, "unavailable")
        case TakeCallback(n, _):
            return CallbackTold(n, "unavailable")
        case _:
            raise AssertionError(f"no node waits for {asked}")
