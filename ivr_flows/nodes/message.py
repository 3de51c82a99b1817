"""`message`: let the caller leave a voice message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from callcenter.guidance import EndMessage, Key, MessageTaken, TakeMessage
from ivr_flows import asking
from ivr_flows.node import Edge, Node, leads
from ivr_flows.speech import Speech
from ivr_flows.table import Table
from ivr_flows.talk import Asking, Next, Talk

SHORTEST_S = 1.0
"""A message that is shorter is a click, not a word."""


class Message(Node, frozen=True, kw_only=True, tag="message"):
    """A recording of what the caller says; `#`, a silence or the limit ends it."""

    speech: Speech
    next: str
    empty: str
    """When nothing was said."""
    limit_s: float = 60.0
    silence_s: float = 4.0

    @classmethod
    def read(cls, table: Table) -> Self:
        """Read the node's table."""
        return cls(
            speech=table.speech(),
            next=table.target("next"),
            empty=table.target("empty"),
            limit_s=table.seconds("limit_s", 60.0),
            silence_s=table.seconds("silence_s", 4.0, most=30.0),
        )

    def edges(self) -> Iterator[Edge]:
        """Go on with a message, or without one."""
        yield Edge(self.next, "録音あり", by_caller=True)
        yield Edge(self.empty, "無言")

    def talk(self, talk: Talk) -> Asking[Next]:
        """Ask for the message and take it; `#` while it is asked for begins it at once."""
        yield from asking.announced(talk, self.speech, skip=True)
        n = talk.ask(lambda n: TakeMessage(n, self.limit_s, self.silence_s))
        is_ending = False
        while True:
            match (yield not is_ending):
                case Key(asking.END_KEY):
                    is_ending = True
                    talk.wish(EndMessage(n))
                case MessageTaken(_, seconds):
                    return leads(self.next if seconds >= SHORTEST_S else self.empty)
                case _:
                    continue
