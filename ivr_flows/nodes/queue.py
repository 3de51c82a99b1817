"""`queue`: put the caller into the queue; the flow ends here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from callcenter.guidance import ToQueue
from ivr_flows.node import Edge, Node
from ivr_flows.table import Table
from ivr_flows.talk import Asking, Next, Talk


class Queue(Node, frozen=True, kw_only=True, tag="queue"):
    """The way to a seat."""

    skill: str
    """What the seat must be able to do; "" is what the called line asks for."""

    @classmethod
    def read(cls, table: Table) -> Self:
        """Read the node's table."""
        return cls(skill=table.word("skill", known=table.reading.values.skills, needed=False))

    def edges(self) -> Iterator[Edge]:
        """Nothing follows."""
        yield from ()

    def talk(self, talk: Talk) -> Asking[Next]:
        """Hand the caller over."""
        yield from ()
        return ToQueue(self.skill)
