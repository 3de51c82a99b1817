"""`language`: let the caller choose the language in which the flow goes on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from callcenter.guidance import Key
from ivr_flows.node import Edge, Node, leads
from ivr_flows.speech import Speech
from ivr_flows.table import Table
from ivr_flows.talk import Asking, Next, Talk
from ivr_flows.values import LANGUAGE, LANGUAGES


class Language(Node, frozen=True, kw_only=True, tag="language"):
    """An offer, said in each language that has a text; any other key, or none, changes nothing."""

    speech: Speech
    keys: dict[str, str]
    """The language of each key."""
    next: str
    wait_s: float = 3.0

    @classmethod
    def read(cls, table: Table) -> Self:
        """Read the node's table; there need be no Japanese text."""
        return cls(
            speech=table.speech(needed=not table.has("english")),
            keys=table.words_by_key("keys", LANGUAGES),
            next=table.target("next"),
            wait_s=table.seconds("wait_s", 3.0, most=60.0),
        )

    def edges(self) -> Iterator[Edge]:
        """Go on in the language."""
        yield Edge(self.next)

    def talk(self, talk: Talk) -> Asking[Next]:
        """Offer it in each language; a key cuts the offer short."""
        for language in self.speech:
            n = talk.say(self.speech, language=language)
            if n is not None and isinstance(happened := (yield True), Key):
                talk.hush(n)
                return self._chosen(talk, happened.key)
        talk.wait(self.wait_s)
        happened = yield True
        return self._chosen(talk, happened.key if isinstance(happened, Key) else "")

    def _chosen(self, talk: Talk, key: str) -> Next:
        talk.variables[LANGUAGE] = self.keys.get(key, talk.language)
        return leads(self.next)
