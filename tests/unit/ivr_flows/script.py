"""A flow played line by line: what happens, and what is then wished for, in words.

Every step is taken twice: once by the interpreter at hand, and once by another one, made from the
plain form, that is handed the state as JSON. So each test of a node also shows that a flow can be
rebuilt at any point.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from callcenter.guidance import (
    AskCase,
    EndMessage,
    Facts,
    FlowMove,
    FlowState,
    Happened,
    Hush,
    Key,
    Listen,
    NoteConsent,
    Over,
    Personal,
    Said,
    Say,
    TakeCallback,
    TakeMessage,
    TimedOut,
    ToHangUp,
    ToQueue,
    Transfer,
    Wait,
    Wish,
)
from ivr_flows import loader, plain
from ivr_flows.interpreter import Interpreter
from ivr_flows.schema import Flow
from ivr_flows.values import Values
from tests.unit.ivr_flows.sapporo import VALUES

REPLY = '\n[nodes.{name}]\nverb = "hangup"\ntext = "{name}"\n'


def flow_of(toml: str, *, values: Values = VALUES, name: str = "flow") -> Flow:
    """Read a flow from a text; one with problems is a broken test."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.toml"
        path.write_text(toml, encoding="utf-8")
        loaded = loader.read(path, values)
    assert loaded.problems == (), loaded.problems
    return loaded.flows[0]


def ends(*names: str) -> str:
    """Write a node for each name that says its name and hangs up."""
    return "".join(REPLY.format(name=name) for name in names)


class Script:
    """A flow and where it is."""

    def __init__(self, flow: Flow, **facts: object) -> None:
        self.facts = msgspec.convert(facts, Facts)
        self._texts = {prompt.sound: prompt.text for prompt in flow.prompts()}
        self._ours = Interpreter([flow])
        self._theirs = Interpreter(plain.decode(plain.encode([flow])))
        self._name = flow.name
        self.state: FlowState

    def begin(self) -> list[str]:
        """Begin the flow."""
        return self._told(
            self._ours.begin(self._name, self.facts), self._theirs.begin(self._name, self.facts)
        )

    def then(self, *happened: Happened) -> list[str]:
        """Let things happen; tells what the last one brought about."""
        told: list[str] = []
        for each in happened:
            kept = msgspec.convert(msgspec.json.decode(msgspec.json.encode(self.state)), FlowState)
            told = self._told(
                self._ours.go_on(self.state, each, self.facts),
                self._theirs.go_on(kept, each, self.facts),
            )
        return told

    def said(self) -> list[str]:
        """Let the present announcement end."""
        return self.then(Said(self._last))

    def silence(self) -> list[str]:
        """Let the present time pass."""
        return self.then(TimedOut(self._last))

    def press(self, keys: str) -> list[str]:
        """Press keys, one after the other; tells what the last one brought about."""
        return self.then(*(Key(key) for key in keys))

    def _told(self, move: FlowMove, again: FlowMove) -> list[str]:
        assert move == again
        self.state = move.state
        numbers = [wish.n for wish in move.wishes if hasattr(wish, "n")]
        self._last = max([*numbers, getattr(self, "_last", 0)])
        lines = [self._line(wish) for wish in move.wishes]
        match move.end:
            case None:
                return lines
            case Over():
                return [*lines, "over"]
            case ToQueue(skill):
                return [*lines, f"queue {skill}".strip()]
            case ToHangUp(served):
                return [*lines, "hang up, served" if served else "hang up"]

    def _line(self, wish: Wish) -> str:  # noqa: C901 - one case a wish
        match wish:
            case Say(n, parts):
                return f"{n} say {'|'.join(map(self._text, parts))}"
            case Hush(n):
                return f"hush {n}"
            case Wait(n, seconds):
                return f"{n} wait {seconds:g}"
            case Listen(slot):
                return f"listen {slot}".strip()
            case AskCase(n, receipt, birth, deadline_s):
                return f"{n} ask {receipt} {birth} within {deadline_s:g}"
            case TakeCallback(n, slot):
                return f"{n} call back {slot}"
            case TakeMessage(n, limit_s, silence_s):
                return f"{n} take message {limit_s:g} {silence_s:g}"
            case EndMessage(n):
                return f"end message {n}"
            case Transfer(n, to, ring_s):
                return f"{n} transfer {to} {ring_s:g}"
            case NoteConsent(given):
                return f"consent {'yes' if given else 'no'}"

    def _text(self, part: str | Personal) -> str:
        return f"<{part.slot}>" if isinstance(part, Personal) else self._texts[part]
