"""What a flow says where nobody listens to keys: in Asterisk's fallback, without a controller."""

from __future__ import annotations

from callcenter.guidance import Facts, FlowMove, Happened, Said, Say, TimedOut, Wait
from ivr_flows.interpreter import Interpreter
from ivr_flows.nodes.code import Code
from ivr_flows.nodes.hangup import HangUp
from ivr_flows.nodes.language import Language
from ivr_flows.nodes.play import Play
from ivr_flows.nodes.record_consent import RecordConsent
from ivr_flows.schema import Flow
from ivr_flows.values import JAPANESE

SAID = (Play, HangUp, RecordConsent, Language, Code)
"""Every other verb offers what the fallback cannot do."""


def sounds_of(flow: Flow) -> tuple[str, ...]:
    """Name the sounds that a Japanese caller hears who does nothing, in their order.

    What changes from call to call is left out, as is what offers a choice.
    """
    guidance, facts = Interpreter([flow]), Facts()
    ours = {each.sound for each in flow.prompts() if each.language == JAPANESE}
    heard: list[str] = []
    move = guidance.begin(flow.name, facts)
    while True:
        if isinstance(flow.nodes[move.state.node], SAID):
            said = (part for wish in move.wishes if isinstance(wish, Say) for part in wish.parts)
            heard += [part for part in said if isinstance(part, str) and part in ours]
        happened = _next(move)
        if happened is None:
            return tuple(heard)
        move = guidance.go_on(move.state, happened, facts)


def _next(move: FlowMove) -> Happened | None:
    """Let happen what does so by itself; None if nothing does, or the flow is over."""
    for wish in move.wishes if move.end is None else ():
        match wish:
            case Say(n):
                return Said(n)
            case Wait(n):
                return TimedOut(n)
            case _:
                continue
    return None
