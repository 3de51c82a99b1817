"""`play`: say something and go on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from ivr_flows import asking
from ivr_flows.node import Edge, Node, leads
from ivr_flows.speech import Speech
from ivr_flows.table import Table
from ivr_flows.talk import Asking, Next, Talk


class Play(Node, frozen=True, kw_only=True, tag="play"):
    """An announcement."""

    speech: Speech
    next: str
    skip: bool = False
    """Any key cuts it short."""

    @classmethod
    def read(cls, table: Table) -> Self:
        """Read the node's table."""
        return cls(speech=table.speech(), next=table.target("next"), skip=table.flag("skip"))

    def edges(self) -> Iterator[Edge]:
        """Go on when it is said."""
        yield Edge(self.next)

    def talk(self, talk: Talk) -> Asking[Next]:
        """Say it; what cannot be played is passed over."""
        yield from asking.announced(talk, self.speech, skip=self.skip)
        return leads(self.next)
