"""`hangup`: say a last word and end the call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from callcenter.guidance import ToHangUp
from ivr_flows import asking
from ivr_flows.node import Edge, Node
from ivr_flows.speech import Speech
from ivr_flows.table import Table
from ivr_flows.talk import Asking, Next, Talk


class HangUp(Node, frozen=True, kw_only=True, tag="hangup"):
    """The end of the call."""

    speech: Speech
    served: bool = False
    """The caller got the answer from the flow: the outcome is `self_served`."""

    @classmethod
    def read(cls, table: Table) -> Self:
        """Read the node's table."""
        return cls(speech=table.speech(needed=False), served=table.flag("served"))

    def edges(self) -> Iterator[Edge]:
        """Nothing follows."""
        yield from ()

    def talk(self, talk: Talk) -> Asking[Next]:
        """Say the last word."""
        yield from asking.announced(talk, self.speech)
        return ToHangUp(self.served)
