"""`lookup`: tell a caller how their case stands, and nothing else of it.

Only where the client has agreed. The number of the case and the birth date are secrets: they stay
with the shell, which asks the office. Who withholds the own number is refused, for the office
counts failures by case and by number, and locks both.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from callcenter.campaign import STATUS_LOOKUP
from callcenter.guidance import STATUSES, AskCase, CaseTold
from ivr_flows import asking
from ivr_flows.asking import Digits, Failed
from ivr_flows.node import Edge, Node, leads
from ivr_flows.speech import Speech
from ivr_flows.table import Table
from ivr_flows.talk import Asking, Next, Talk

RECEIPT, BIRTH = "receipt", "birth"
BIRTH_DIGITS = 8
LONGEST_RECEIPT = 20


class Lookup(Node, frozen=True, kw_only=True, tag="lookup"):
    """An offer by key, two numbers, one answer."""

    speech: Speech
    """The offer."""
    key: str
    ask_receipt: Speech
    ask_birth: Speech
    again: Speech
    """Said before a number is asked for once more."""
    statuses: dict[str, Speech]
    """What is said of each status; one of `statuses_left_out` is not told."""
    receipt_digits: int
    off: str
    """When the client has not agreed."""
    declined: str
    refused: str
    """When the caller's number is withheld."""
    answered: str
    not_found: str
    """Also when the caller gave no numbers."""
    locked: str
    unavailable: str
    """When the office does not answer, or gives a status that has no words here."""
    wait_s: float = 5.0
    tries: int = 2
    deadline_s: float = 5.0

    @classmethod
    def read(cls, table: Table) -> Self:
        """Read the node's table."""
        return cls(
            speech=table.speech(),
            key=table.pressed("key", "1"),
            ask_receipt=table.prompt("ask_receipt", needed=True),
            ask_birth=table.prompt("ask_birth", needed=True),
            again=table.prompt("again"),
            statuses=table.prompts("statuses", known=STATUSES, left_out="statuses_left_out"),
            receipt_digits=table.count("receipt_digits", None, least=1, most=LONGEST_RECEIPT),
            off=table.target("off"),
            declined=table.target("declined"),
            refused=table.target("refused"),
            answered=table.target("answered"),
            not_found=table.target("not_found"),
            locked=table.target("locked"),
            unavailable=table.target("unavailable"),
            wait_s=table.seconds("wait_s", 5.0, most=60.0),
            tries=table.count("tries", 2, least=1, most=3),
            deadline_s=table.seconds("deadline_s", 5.0, most=15.0),
        )

    def edges(self) -> Iterator[Edge]:
        """Go by what the client, the caller and the office say."""
        yield Edge(self.off, "合意前")
        yield Edge(self.declined, "希望なし")
        yield Edge(self.refused, "非通知", by_caller=True)
        yield Edge(self.answered, "回答", by_caller=True)
        yield Edge(self.not_found, "該当なし", by_caller=True)
        yield Edge(self.locked, "ロック中", by_caller=True)
        yield Edge(self.unavailable, "照会不可", by_caller=True)

    def talk(self, talk: Talk) -> Asking[Next]:
        """Offer, ask for the numbers, ask the office, tell the status."""
        if STATUS_LOOKUP not in talk.facts.agreed:
            return leads(self.off)
        if (yield from asking.key(talk, self.speech, self.wait_s)) != self.key:
            return leads(self.declined)
        if talk.facts.withheld:
            return leads(self.refused)
        for speech, count, slot in (
            (self.ask_receipt, self.receipt_digits, RECEIPT),
            (self.ask_birth, BIRTH_DIGITS, BIRTH),
        ):
            if not (yield from self._keyed(talk, speech, count, slot)):
                return leads(self.not_found)
        return (yield from self._answer(talk))

    def _keyed(self, talk: Talk, speech: Speech, count: int, slot: str) -> Asking[bool]:
        for number in range(self.tries):
            if number:
                yield from asking.announced(talk, self.again)
            rule = Digits(least=count, most=count)
            if not isinstance((yield from asking.digits(talk, speech, rule, slot=slot)), Failed):
                return True
        return False

    def _answer(self, talk: Talk) -> Asking[Next]:
        talk.ask(lambda n: AskCase(n, RECEIPT, BIRTH, self.deadline_s))
        match (yield False):
            case CaseTold(_, "found", status) if status in self.statuses:
                yield from asking.announced(talk, self.statuses[status])
                return leads(self.answered)
            case CaseTold(_, "not_found"):
                return leads(self.not_found)
            case CaseTold(_, "locked"):
                return leads(self.locked)
            case _:
                return leads(self.unavailable)
