"""What a campaign's file says of its cases' lives: stages and steps of its own, and words for ours.

A stage with the id of a `lifecycle.Status` is that status under the campaign's name; any other is
the campaign's own, and no code knows it. The same holds for steps: ours are made by the work that
knows what they mean (screening, deficiencies, payments); the campaign's are made by hand
(`own_steps`), by the client's differential file, or by a day that has come (`deadlines`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from cases.document import Document
from cases.lifecycle import HAPPENINGS, WORDS, Happening, Status, row_of
from cases.schema import Condition

Decision = Literal["granted", "rejected"]

DECISIONS: Mapping[str, Decision] = MappingProxyType(
    {"支給": "granted", "支給決定": "granted", "却下": "rejected"}
)
"""The client's words, unless the campaign says its own."""


class By(StrEnum):
    """Who takes a step."""

    AGENT = "agent"
    """Everybody who works with cases."""
    SUPERVISOR = "supervisor"
    """Supervisors and managers alone."""
    DEADLINE = "deadline"
    """Nobody: its day has come."""
    CLIENT = "client"
    """The client, whose differential file takes the case out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage (段階), and what it is called."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """A day that a step reckons from one that it asks: so many months after it."""

    field: str
    after: str
    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step between stages."""

    id: str
    name: str
    before: tuple[str, ...]
    to: str
    by: By
    needs_reason: bool = False
    asks: tuple[str, ...] = ()
    """Fields that are written with the step; all of them are needed."""
    fills: Fill | None = None
    only_if: Condition | None = None
    unless: Condition | None = None
    on: date | None = None
    """For a deadline: the first day on which it is taken."""
    clear: bool = False
    """Whether nothing may be missing in the case."""

    def fits(self, document: Document) -> bool:
        """Tell whether its conditions hold."""
        if self.only_if and document.at(self.only_if.field) != self.only_if.value:
            return False
        return not (self.unless and document.at(self.unless.field) == self.unless.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """The lives of one campaign's cases; without a word of the file, that of `lifecycle`."""

    starts_at: str = Status.RECEIVED.value
    push_starts_at: str = Status.GRANTED.value
    """Where people begin who stand in the client's own list: by default they are decided."""
    stages: tuple[Stage, ...] = ()
    steps: tuple[Step, ...] = ()
    decisions: dict[str, Decision] = field(default_factory=lambda: dict(DECISIONS))
    """The client's words for its decisions."""

    def word(self, status: str) -> str:
        """Give a stage's name for the staff; one that the campaign dropped stays as it is."""
        own = next((each.name for each in self.stages if each.id == status), None)
        ours = _STATUSES.get(status)
        return own or (status if ours is None else WORDS[ours])

    def step_word(self, step: str) -> str:
        """Give a step's name."""
        own = self.step(step)
        if own is not None:
            return own.name
        return HAPPENINGS[Happening(step)] if step in _HAPPENINGS else step

    def step(self, id_: str) -> Step | None:
        """Find a step of the campaign's own; None if there is none."""
        return next((each for each in self.steps if each.id == id_), None)

    def steps_from(self, status: str) -> list[Step]:
        """Give the campaign's own steps out of a stage, in the file's order."""
        return [each for each in self.steps if status in each.before]

    @property
    def has_deadlines(self) -> bool:
        """Tell whether a day of the file moves cases by itself."""
        return any(each.by is By.DEADLINE for each in self.steps)

    @property
    def own(self) -> frozenset[str]:
        """Give the stages that no code knows: what is missing there is noted, and moves nothing."""
        return frozenset(each.id for each in self.stages) - _STATUSES.keys()

    def removal(self, status: str) -> Step | None:
        """Give the campaign's own step by which the client takes a case out of a stage."""
        return next((each for each in self.steps_from(status) if each.by is By.CLIENT), None)

    def reached(self) -> tuple[str, ...]:
        """Give all stages that a case may come to: the campaign's in their order, then ours."""
        found, fresh = set[str](), {self.starts_at, self.push_starts_at}
        while fresh:
            found |= fresh
            fresh = {then for each in fresh for then in self._next(each)} - found
        own = [each.id for each in self.stages if each.id in found]
        return (*own, *(each.value for each in Status if each in found and each not in own))

    def ours(self, stage: str) -> Mapping[Happening, Status]:
        """Give what of ours a stage takes."""
        return row_of(stage)

    def happenings(self) -> tuple[str, ...]:
        """Give what may happen in the stages that a case may come to: the campaign's, then ours."""
        stages = set(self.reached())
        ours = {each for stage in stages for each in row_of(stage)}
        own = [each.id for each in self.steps if stages.intersection(each.before)]
        return (*own, *(each.value for each in Happening if each in ours))

    def _next(self, status: str) -> Iterator[str]:
        yield from (each.value for each in row_of(status).values())
        yield from (each.to for each in self.steps_from(status))


_HAPPENINGS = frozenset(each.value for each in Happening)
_STATUSES = {each.value: each for each in Status}
