"""A contact (架電対象): one person whom we want to reach, with all their incomplete cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cases.contact_result import Result
from cases.lifecycle import Status
from cases.schema import Channel
from japan.phone import E164


class Bar(StrEnum):
    """Why a number is never dialled again."""

    DO_NOT_CALL = "do_not_call"
    WRONG_PERSON = "wrong_person"
    NOT_IN_USE = "not_in_use"


BARS: dict[Bar, str] = {
    Bar.DO_NOT_CALL: "架電を望まない番号",
    Bar.WRONG_PERSON: "別人の番号",
    Bar.NOT_IN_USE: "使われていない番号",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """One case that is incomplete, as far as calling needs it."""

    seq: int
    number: str
    person: str
    """Equal for all cases of one person; says nothing of them."""
    channel: Channel
    status: Status
    is_protected: bool
    phone: E164 | None
    """As written on the application (F-09); None if that is no number that may be dialled."""
    bar: Bar | None
    has_callback: bool = False
    """A callback is promised to the number: until that is over it is nobody else's."""
    since: datetime
    """When the oldest of the open deficiencies was found."""
    sent_back_at: datetime | None = None
    """When it was sent back, while nobody has answered."""
    handover_on: date | None = None
    """The day on which it is handed over, or told as overdue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt of the present round."""

    id: str
    at: datetime
    """When it was dialled, or skipped."""
    result: Result | None
    """None while it goes on."""
    again_at: datetime | None = None
    """The time that they asked for, or until when it was put off."""
    is_dialled: bool = True
    """Whether the number was dialled, as far as the call core has told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One person to be called."""

    papers: tuple[Papers, ...]
    """At least one, the newest application last."""
    attempts: tuple[Attempt, ...] = ()
    """Of the present round, ascending."""
    leased_until: datetime | None = None
    """Somebody looks at it just now."""

    @property
    def phone(self) -> E164 | None:
        """The number of the newest application."""
        return self.papers[-1].phone

    @property
    def bar(self) -> Bar | None:
        """Why that number is never dialled."""
        return self.papers[-1].bar

    @property
    def has_callback(self) -> bool:
        """Whether a callback is promised to that number."""
        return self.papers[-1].has_callback

    @property
    def since(self) -> datetime:
        """When the oldest deficiency was found."""
        return min(each.since for each in self.papers)

    @property
    def handover_on(self) -> date | None:
        """The nearest day on which one of the cases is handed over."""
        days = [each.handover_on for each in self.papers if each.handover_on is not None]
        return min(days, default=None)

    @property
    def dialled(self) -> int:
        """How often it was dialled in this round: what was begun alone was not."""
        return sum(each.is_dialled for each in self.attempts)

    @property
    def is_protected(self) -> bool:
        """Whether one of the cases is a supervisor's alone."""
        return any(each.is_protected for each in self.papers)

    @property
    def seqs(self) -> tuple[int, ...]:
        """The cases' own numbers."""
        return tuple(each.seq for each in self.papers)


def grouped(papers: Iterable[Papers]) -> list[tuple[Papers, ...]]:
    """Put the cases of each person together, in the order of receipt."""
    found: defaultdict[str, list[Papers]] = defaultdict(list)
    for each in sorted(papers, key=lambda each: each.seq):
        found[each.person].append(each)
    return [tuple(each) for each in found.values()]


def bar_after(result: Result) -> Bar | None:
    """Give the bar that a result puts on the number."""
    return {
        Result.REFUSED: Bar.DO_NOT_CALL,
        Result.WRONG_PERSON: Bar.WRONG_PERSON,
        Result.NOT_IN_USE: Bar.NOT_IN_USE,
    }.get(result)
