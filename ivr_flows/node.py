"""What every node of a flow is: a verb with its texts and the ways that lead on from it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from callcenter.guidance import Over
from ivr_flows.talk import Asking, Next, Talk

END = "end"
"""Leads to no node: the flow is over, and the call goes on with what comes after it."""


class Edge(msgspec.Struct, frozen=True):
    """A way from a node to the next."""

    to: str
    """Name of a node, or `END`."""
    when: str = ""
    """In which case, for people: 「1」, 「無操作」; empty if in every case."""
    by_caller: bool = False
    """Nobody goes this way who did not do something: a flow may lead back along it."""


class Node(msgspec.Struct, frozen=True, kw_only=True, tag_field="verb"):
    """A place in a flow. Each verb is a file of `nodes/`, with its shape, its ways and its talk."""

    def edges(self) -> Iterator[Edge]:
        """Give all ways on, in the order of the file's keys; none if the flow ends here."""
        raise NotImplementedError

    def talk(self, talk: Talk) -> Asking[Next]:
        """Talk with the caller; comes to where the flow goes on."""
        raise NotImplementedError


def leads(to: str) -> Next:
    """Read a node's key: the name of the next node, or the flow's end."""
    return Over() if to == END else to
