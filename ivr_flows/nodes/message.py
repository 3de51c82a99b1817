"""`message`: let the caller leave a voice message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Self

from callcenter.guidance import (
    SHORTEST_MESSAGE_S,
    EndMessage,
    Key,
    MessageTaken,
    TakeMessage,
)
from ivr_flows import asking
from ivr_flows.node import Edge, Node, leads
from ivr_flows.speech import Speech
from ivr_flows.table import Table
from ivr_flows.talk import Asking, Next, Talk

BEEP = Path(__file__).parents[1] / "flows" / "beep.wav"


class Message(Node, frozen=True, kw_only=True, tag="message"):
    """A recording of what the caller says; `#`, a silence, the limit or hanging up ends it."""

    speech: Speech
    beep: Speech
    next: str
    empty: str
    """When nothing was said."""
    confirm: Speech
    """Said after it; offers the key that records it anew. Empty: nobody is asked."""
    again_key: str = "2"
    limit_s: float = 60.0
    silence_s: float = 4.0
    wait_s: float = 4.0
    tries: int = 3

    @classmethod
    def read(cls, table: Table) -> Self:
        """Read the node's table."""
        return cls(
            speech=table.speech(),
            beep=table.sound("beep", BEEP),
            next=table.target("next"),
            empty=table.target("empty"),
            confirm=table.prompt("confirm"),
            again_key=table.pressed("again_key", "2"),
            limit_s=table.seconds("limit_s", 60.0),
            silence_s=table.seconds("silence_s", 4.0, most=30.0),
            wait_s=table.seconds("wait_s", 4.0, most=60.0),
            tries=table.count("tries", 3, least=1, most=5),
        )

    def edges(self) -> Iterator[Edge]:
        """Go on with a message, or without one."""
        yield Edge(self.next, "録音あり", by_caller=True)
        yield Edge(self.empty, "無言")

    def talk(self, talk: Talk) -> Asking[Next]:
        """Ask for the message and take it; a key while it is asked for begins it at once."""
        yield from asking.announced(talk, self.speech, skip=True)
        has_message = False
        for left in reversed(range(self.tries)):
            yield from asking.announced(talk, self.beep)
            has_message = (yield from self._taken(talk)) >= SHORTEST_MESSAGE_S or has_message
            if not (has_message and left and self.confirm):
                break
            if (yield from asking.key(talk, self.confirm, self.wait_s)) != self.again_key:
                break
        return leads(self.next if has_message else self.empty)

    def _taken(self, talk: Talk) -> Asking[float]:
        """Record, and give how long was spoken, in seconds."""
        n = talk.ask(lambda n: TakeMessage(n, self.limit_s, self.silence_s))
        is_ending = False
        while True:
            match (yield not is_ending):
                case Key(asking.END_KEY):
                    is_ending = True
                    talk.wish(EndMessage(n))
                case MessageTaken(_, seconds):
                    return seconds
                case _:
                    continue
