"""`code`: lead on whoever knows a code of the campaign's `[transfers]`; nobody is asked for one.

It keeps strangers from an outside number and is no secret beyond that: it stands in the campaign's
file, and what is keyed is kept like any other key. Its text is said to everybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from ivr_flows import asking
from ivr_flows.asking import Digits, Failed
from ivr_flows.node import Edge, Node, leads
from ivr_flows.speech import Speech
from ivr_flows.table import Table
from ivr_flows.talk import Asking, Next, Talk


class Code(Node, frozen=True, kw_only=True, tag="code"):
    """An announcement that a code's first digit cuts short; `#` ends a code that is a short one."""

    speech: Speech
    again: Speech
    """Said to who keyed something else, before the next try."""
    codes: dict[str, str]
    """Where each code leads."""
    digits: Digits
    next: str
    """Without a code, or with none that is right at the last try."""
    tries: int = 2

    @classmethod
    def read(cls, table: Table) -> Self:
        """Read the node's table; the codes stand with the numbers, in the campaign's file."""
        codes = table.targets_by_code("codes")
        lengths = [len(each) for each in codes] or [1]
        return cls(
            speech=table.speech(),
            again=table.prompt("again", needed=True),
            codes=codes,
            digits=Digits(
                least=min(lengths),
                most=max(lengths),
                wait_s=table.seconds("wait_s", 3.0, most=60.0),
                between_s=table.seconds("between_s", 4.0, most=60.0),
            ),
            next=table.target("next"),
            tries=table.count("tries", 2, least=1, most=3),
        )

    def edges(self) -> Iterator[Edge]:
        """Go by the code, which no picture shows, or on."""
        for to in dict.fromkeys(self.codes.values()):
            yield Edge(to, "コード", by_caller=True)
        yield Edge(self.next, "コードなし")

    def talk(self, talk: Talk) -> Asking[Next]:
        """Say it, and hear whether somebody keys a code."""
        for speech in asking.tries(self.speech, self.again, self.tries):
            got = yield from asking.digits(talk, speech, self.digits)
            if got is Failed.SILENCE:
                break
            if got in self.codes:
                return leads(self.codes[got])
        return leads(self.next)
