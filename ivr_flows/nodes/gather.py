"""`gather`: let the caller key digits that are no secret, and keep them in a variable."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from ivr_flows import asking
from ivr_flows.asking import Digits, Failed
from ivr_flows.node import Edge, Node, leads
from ivr_flows.speech import Speech
from ivr_flows.table import Table
from ivr_flows.talk import Asking, Next, Talk

LONGEST = 20


class Gather(Node, frozen=True, kw_only=True, tag="gather"):
    """A row of digits; `#` ends it, `*` begins it again. What it says may be cut short."""

    speech: Speech
    again: Speech
    into: str
    """The variable; later texts may say it as a placeholder."""
    label: str = ""
    """What the seat is told that the digits are; else the question is shown to it."""
    digits: Digits
    next: str
    timeout: str
    wrong: str
    """Too few digits at the last try."""
    tries: int = 3

    @classmethod
    def read(cls, table: Table) -> Self:
        """Read the node's table."""
        most = table.count("most", None, least=1, most=LONGEST)
        return cls(
            speech=table.speech(),
            again=table.prompt("again"),
            into=table.variable("into"),
            label=table.label("label"),
            digits=Digits(
                least=table.count("least", most, least=1, most=most),
                most=most,
                wait_s=table.seconds("wait_s", 8.0, most=60.0),
                between_s=table.seconds("between_s", 4.0, most=60.0),
            ),
            next=table.target("next"),
            timeout=table.target("timeout"),
            wrong=table.target("wrong"),
            tries=table.count("tries", 3, least=1, most=9),
        )

    def edges(self) -> Iterator[Edge]:
        """Go on with the digits, or where silence and mistakes lead after the last try."""
        yield Edge(self.next, "入力", by_caller=True)
        yield Edge(self.timeout, "無操作")
        yield Edge(self.wrong, "桁不足", by_caller=True)

    def talk(self, talk: Talk) -> Asking[Next]:
        """Ask for the digits, some times over."""
        got: str | Failed = Failed.SILENCE
        for speech in asking.tries(self.speech, self.again, self.tries):
            got = yield from asking.digits(talk, speech, self.digits)
            if not isinstance(got, Failed):
                talk.variables[self.into] = got
                return leads(self.next)
        return leads(self.timeout if got is Failed.SILENCE else self.wrong)
