"""The shape of a flow: what may stand in its file, and what comes out of it.

A flow that is one announcement needs nothing but its text:

    text        what is said, Japanese; {center_name}, {opens} ... are filled from the campaign
    english     the same in English, for callers who chose it
    kana        table of words that the voice reads wrongly, with their reading
    wav         a recorded sound that replaces the voice, beside the file; english_wav likewise
    max_s       no sound of it may last longer: the whole announcement, where nothing in it changes
    title       what people call the flow, on the page of all flows and above its picture

All others have `[nodes.NAME]` tables, the first of which is where the flow begins. Each has a
`verb` (`ivr_flows.verbs`), the verb's texts with the keys above, and the names of the nodes that
follow. `"end"` follows where the flow is over and the call goes on with what comes after it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec

from ivr_flows.node import END
from ivr_flows.nodes.play import Play
from ivr_flows.prompts import Prompt
from ivr_flows.speech import Fixed, Speech, prompts_in
from ivr_flows.verbs import AnyNode


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """A checked flow as plain data."""

    name: str
    start: str
    nodes: dict[str, AnyNode]
    title: str = ""
    """What people call it; empty: by its name."""

    @property
    def called(self) -> str:
        """Give the title, or the name where there is none."""
        return self.title or self.name

    @property
    def hash(self) -> str:
        """Name this version of the flow by what a caller hears and can do in it."""
        plain = _without_limits(msgspec.to_builtins(self))
        content = msgspec.json.encode(plain, order="deterministic")
        return hashlib.sha256(content).hexdigest()

    def prompts(self) -> Iterator[Prompt]:
        """Give every sound that the flow may play."""
        yield from prompts_in(self.nodes)


def announcement(name: str, speech: Speech, *, title: str = "") -> Flow:
    """Make a flow of one announcement: its only node bears the flow's name."""
    return Flow(name=name, start=name, nodes={name: Play(speech=speech, next=END)}, title=title)


def one_sound(name: str, prompt: Prompt) -> Flow:
    """Make a flow of one announcement that is one sound."""
    return announcement(name, {prompt.language: (Fixed(prompt),)})


_AS_EVER = (("label", ""), ("title", ""), ("after_s", 0.0), ("already", ""))
"""Keys that flows did not always have, with what was meant without them."""


def _without_limits(plain: Any) -> Any:
    """Leave out how long sounds may last, which nobody hears, and what is as it always was."""
    if isinstance(plain, dict):
        return {
            key: _without_limits(each)
            for key, each in plain.items()
            if key != "max_s" and (key, each) not in _AS_EVER
        }
    if isinstance(plain, list | tuple):
        return [_without_limits(each) for each in plain]
    return plain
