"""`callback`: offer to call back instead of waiting, and make sure of the number.

Only where the client has agreed, and from a waiting time on. Numbers are secrets: the shell keeps
them and says them, digit by digit. Who withholds the own number must key one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from callcenter.campaign import CALLBACK
from callcenter.guidance import CALLER, CallbackTold, TakeCallback
from ivr_flows import asking
from ivr_flows.asking import Digits, Failed
from ivr_flows.node import Edge, Node, leads
from ivr_flows.speech import Speech
from ivr_flows.table import Table
from ivr_flows.talk import Asking, Next, Talk
from ivr_flows.values import NUMBER

KEYED = "callback_number"
LEAST, MOST = 10, 11
"""Digits of a Japanese telephone number, its leading 0 counted."""


class Callback(Node, frozen=True, kw_only=True, tag="callback"):
    """An offer by key, the number read back, a promise."""

    speech: Speech
    """The offer."""
    key: str
    confirm: Speech
    """Reads `{number}` back and asks for the key that confirms it."""
    confirm_key: str
    ask_number: Speech
    taken: str
    declined: str
    failed: str
    """When no number was confirmed, or no promise can be made to it."""
    off: str
    """When the client has not agreed, the caller has not waited long enough to be offered it, or no
    turn comes any more on the last operating day."""
    already: str = ""
    """When there is an open promise to the number; where none is named, as `failed`."""
    after_s: float = 0.0
    """From this waiting time on it is offered."""
    wait_s: float = 5.0
    tries: int = 3

    @classmethod
    def read(cls, table: Table) -> Self:
        """Read the node's table."""
        return cls(
            speech=table.speech(),
            key=table.pressed("key", "1"),
            confirm=table.reading_back("confirm", NUMBER),
            confirm_key=table.pressed("confirm_key", "1"),
            ask_number=table.prompt("ask_number", needed=True),
            taken=table.target("taken"),
            declined=table.target("declined"),
            failed=table.target("failed"),
            off=table.target("off"),
            already=table.other_target("already", ""),
            after_s=table.delay("after_s", table.reading.values.callback_after_s),
            wait_s=table.seconds("wait_s", 5.0, most=60.0),
            tries=table.count("tries", 3, least=1, most=5),
        )

    def edges(self) -> Iterator[Edge]:
        """Go by what the client and the caller say, and whether the promise holds."""
        yield Edge(self.off, "案内しない")
        yield Edge(self.declined, "希望なし")
        yield Edge(self.taken, "受け付け", by_caller=True)
        if self.already:
            yield Edge(self.already, "受け付け済み", by_caller=True)
        yield Edge(self.failed, "受け付け不可", by_caller=True)

    def talk(self, talk: Talk) -> Asking[Next]:
        """Offer, make sure of the number, promise."""
        if CALLBACK not in talk.facts.agreed or talk.facts.waited_s < self.after_s:
            return leads(self.off)
        if (yield from asking.key(talk, self.speech, self.wait_s)) != self.key:
            return leads(self.declined)
        slot = yield from self._number(talk)
        if slot is None:
            return leads(self.failed)
        talk.ask(lambda n: TakeCallback(n, slot))
        match (yield False):
            case CallbackTold(_, "taken"):
                return leads(self.taken)
            case CallbackTold(_, "already") if self.already:
                return leads(self.already)
            case _:
                return leads(self.failed)

    def _number(self, talk: Talk) -> Asking[str | None]:
        """Have the caller's own number confirmed, or one that they key."""
        slot = "" if talk.facts.withheld else CALLER
        rule = Digits(least=LEAST, most=MOST)
        for _ in range(self.tries):
            if not slot:
                got = yield from asking.digits(
                    talk, self.ask_number, rule, slot=KEYED, is_number=True
                )
                if isinstance(got, Failed):
                    continue
                slot = KEYED
            pressed = yield from asking.key(
                talk, self.confirm, self.wait_s, slots={NUMBER: slot}, must_be_heard=True
            )
            if pressed == self.confirm_key:
                return slot
            slot = ""  # another number, or none that can be dialled: it is not read back
        return None
