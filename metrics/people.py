"""The persons of a contract by one of their own words, beside what was planned. Pure.

Which word of a case it is (a programme, a kind of benefit) the campaign's file says. What stands in
a case is sealed, so that whoever has its keys counts (`CountPeople`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.case_sums import OneCase

Counted = tuple[int, int, int]
"""New in the span, present at its begin, present at its end."""
CountPeople = Callable[
    [AsyncSession, "PeopleBy", tuple[datetime, datetime], datetime],
    Awaitable[Mapping[str, Counted]],
]
"""Counts by a field's value from an instant to another, as it was known at the last one; present is
who stands in a stage."""


NEW, WAS, PRESENT = 0, 1, 2
"""Places in `Counted`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person, and in which of the counts they are."""

    case: OneCase
    value: str
    counts: frozenset[int]


ListPeople = Callable[
    [AsyncSession, "PeopleBy", tuple[datetime, datetime], datetime],
    Awaitable[Sequence[Person]],
]
"""Lists whom `CountPeople` counts, asked the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One value of the field, and how many were planned for a fiscal year; None: no plan."""

    value: str
    new: int | None = None
    continued: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleBy:
    """By which field persons are counted, and in which stages they are present."""

    field: str | None
    """None: the one row tells of all."""
    stages: tuple[str, ...]
    rows: tuple[Planned, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """What was counted: in the report's own span, and from the fiscal year's begin to its end."""

    span: Mapping[str, Counted]
    year: Mapping[str, Counted]
