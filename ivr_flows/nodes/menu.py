"""`menu`: let the caller choose by a key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from ivr_flows import asking
from ivr_flows.node import Edge, Node, leads
from ivr_flows.speech import Speech
from ivr_flows.table import Table
from ivr_flows.talk import Asking, Next, Talk


class Menu(Node, frozen=True, kw_only=True, tag="menu"):
    """A choice; a key cuts the announcement short."""

    speech: Speech
    again: Speech
    """Said at further tries; empty: the same as at first."""
    keys: dict[str, str]
    timeout: str
    """When nothing was pressed at the last try."""
    wrong: str
    """When another key was pressed at the last try."""
    wait_s: float = 5.0
    tries: int = 3

    @classmethod
    def read(cls, table: Table) -> Self:
        """Read the node's table."""
        return cls(
            speech=table.speech(),
            again=table.prompt("again"),
            keys=table.targets_by_key("keys"),
            timeout=table.target("timeout"),
            wrong=table.target("wrong"),
            wait_s=table.seconds("wait_s", 5.0, most=60.0),
            tries=table.count("tries", 3, least=1, most=9),
        )

    def edges(self) -> Iterator[Edge]:
        """Go where the key says, or where silence and mistakes lead after the last try."""
        yield from (Edge(to, key, by_caller=True) for key, to in self.keys.items())
        yield Edge(self.timeout, "無操作")
        yield Edge(self.wrong, "押し間違い", by_caller=True)

    def talk(self, talk: Talk) -> Asking[Next]:
        """Ask for a key, some times over."""
        pressed: str | None = None
        for speech in asking.tries(self.speech, self.again, self.tries):
            pressed = yield from asking.key(talk, speech, self.wait_s)
            if pressed in self.keys:
                return leads(self.keys[pressed])
        return leads(self.timeout if pressed is None else self.wrong)
