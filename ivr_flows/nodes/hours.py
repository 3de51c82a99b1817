"""`hours`: go on by what the calendar says now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from ivr_flows.node import Edge, Node, leads
from ivr_flows.table import Table
from ivr_flows.talk import Asking, Next, Talk

OPEN = "open"
CLOSED = {
    "before_opening": "受付開始前",
    "after_closing": "受付終了後",
    "closed_day": "定休日",
    "holiday": "休業日",
    "not_yet": "運営開始前",
    "over": "運営終了後",
    "emergency": "緊急閉鎖",
}
"""Why calls are not taken (`callcenter.opening.Verdict`, and a supervisor's word), for people."""


class Hours(Node, frozen=True, kw_only=True, tag="hours"):
    """A fork that the caller does not hear."""

    open: str
    closed: dict[str, str]
    """Where each reason leads."""
    service: str = ""
    """Id of the campaign's service whose hours count; empty for the centre's."""

    @classmethod
    def read(cls, table: Table) -> Self:
        """Read the node's table: `open`, `closed`, and reasons that lead elsewhere."""
        opened, otherwise = table.target(OPEN), table.target("closed")
        return cls(
            open=opened,
            closed={reason: table.other_target(reason, otherwise) for reason in CLOSED},
            service=(
                table.word("service", known=table.reading.values.services)
                if table.has("service")
                else ""
            ),
        )

    def edges(self) -> Iterator[Edge]:
        """Go by the reason; those that lead to the same place are one way."""
        yield Edge(self.open, "受付中")
        for to in dict.fromkeys(self.closed.values()):
            reasons = [CLOSED[reason] for reason, where in self.closed.items() if where == to]
            yield Edge(to, "時間外" if len(reasons) == len(CLOSED) else "・".join(reasons))

    def talk(self, talk: Talk) -> Asking[Next]:
        """Look at the calendar."""
        yield from ()
        verdict = talk.facts.verdict_of(self.service)
        return leads(self.open if verdict == OPEN else self.closed[verdict])
