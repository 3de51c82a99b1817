"""`record_consent`: tell the caller that the call is recorded, and note whether that holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from callcenter.guidance import NoteConsent
from ivr_flows import asking
from ivr_flows.node import Edge, Node, leads
from ivr_flows.speech import Speech
from ivr_flows.table import Table
from ivr_flows.talk import Asking, Next, Talk


class RecordConsent(Node, frozen=True, kw_only=True, tag="record_consent"):
    """The recording notice. It cannot be skipped; who may refuse is asked for a key after it."""

    speech: Speech
    next: str
    refuse_key: str
    """The key that refuses; "" if the caller is only told."""
    refused: str
    wait_s: float = 3.0

    @classmethod
    def read(cls, table: Table) -> Self:
        """Read the node's table."""
        next_ = table.target("next")
        may_refuse = table.has("refuse_key")
        return cls(
            speech=table.speech(),
            next=next_,
            refuse_key=table.pressed("refuse_key", ""),
            refused=table.target("refused") if may_refuse else next_,
            wait_s=table.seconds("wait_s", 3.0, most=60.0),
        )

    def edges(self) -> Iterator[Edge]:
        """Go on, recorded or not."""
        yield Edge(self.next)
        if self.refuse_key:
            yield Edge(self.refused, f"{self.refuse_key}（録音を断る）", by_caller=True)

    def talk(self, talk: Talk) -> Asking[Next]:
        """Say the notice to its end; unheard it is no consent."""
        heard = yield from asking.announced(talk, self.speech)
        if self.refuse_key and (yield from asking.key(talk, {}, self.wait_s)) == self.refuse_key:
            talk.wish(NoteConsent(given=False))
            return leads(self.refused)
        talk.wish(NoteConsent(given=heard))
        return leads(self.next)
