"""`transfer`: connect the caller with an outside number of the campaign."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from callcenter.guidance import Transfer as Connect
from ivr_flows import asking
from ivr_flows.node import Edge, Node, leads
from ivr_flows.speech import Speech
from ivr_flows.table import Table
from ivr_flows.talk import Asking, Next, Talk


class Transfer(Node, frozen=True, kw_only=True, tag="transfer"):
    """A connection by name; numbers stand in the campaign's file only."""

    speech: Speech
    to: str
    """Name of the number in the campaign's `[transfers]`."""
    failed: str
    """When nobody answers there."""
    ring_s: float = 30.0

    @classmethod
    def read(cls, table: Table) -> Self:
        """Read the node's table."""
        return cls(
            speech=table.speech(needed=False),
            to=table.word("to", known=table.reading.values.transfers),
            failed=table.target("failed"),
            ring_s=table.seconds("ring_s", 30.0, most=120.0),
        )

    def edges(self) -> Iterator[Edge]:
        """Come back only if it fails; else the flow ends with the talk."""
        yield Edge(self.failed, "つながらない")

    def talk(self, talk: Talk) -> Asking[Next]:
        """Say what happens, and let it happen."""
        yield from asking.announced(talk, self.speech)
        talk.ask(lambda n: Connect(n, self.to, self.ring_s))
        yield False
        return leads(self.failed)
