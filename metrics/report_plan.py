"""What a campaign decides about its reports: values, kept by content beside the campaign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

import msgspec

from metrics.definition import Definition
from metrics.due import Rule
from metrics.errors import UnreadablePlan
from metrics.people import PeopleBy
from metrics.period import Kind


class Part(StrEnum):
    """What a report can show."""

    SUMMARY = "summary"
    CHART = "chart"
    BY_DAY = "by_day"
    BY_HALF_HOUR = "by_half_hour"
    BY_OUTCOME = "by_outcome"
    QUALITY = "quality"
    CALLERS = "callers"
    BY_CATEGORY = "by_category"
    BY_DIVISION = "by_division"
    BY_RESULT = "by_result"
    COMPLAINTS = "complaints"
    CALLBACKS = "callbacks"
    CALLBACKS_KEPT = "callbacks_kept"
    OUTBOUND = "outbound"
    OUTBOUND_ATTEMPTS = "outbound_attempts"
    SEATS = "seats"
    CARRIER_BUSY = "carrier_busy"
    STAFF = "staff"
    STAFF_TIME = "staff_time"
    DEFINITIONS = "definitions"
    ACCESS = "access"
    ROSTER = "roster"
    INCIDENTS = "incidents"
    CASES = "cases"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One kind of report."""

    kind: Kind
    title: str
    parts: tuple[Part, ...]
    rule: Rule
    only_with_complaints: bool = False
    hand_in: bool = True
    """Whether the client wants it; else it is frozen when it is over, and never late (A-18)."""
    note: str = ""
    month_day: int | None = None
    """The day of the next month, where it is another than the campaign's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPlan:
    """All of it."""

    definition: Definition
    """Whose rate the reports show."""
    beside: tuple[Definition, ...]
    """All that are known, that one included, by id."""
    subject: str
    addressee: str
    unit: str
    contractor: str
    due: time
    warn: tuple[time, ...]
    month_day: int
    headings: Mapping[Part, str]
    forms: tuple[Form, ...]
    categories: tuple[tuple[str, str], ...] = ()
    """Id and name of every category of inquiries, a name with those above it, in their order."""

    steps: tuple[tuple[str, str], ...] = ()
    """Id and name of what may happen to a case, in their order."""
    stages: tuple[tuple[str, str], ...] = ()
    """Id and name of the stages in which a case may stand."""

    divisions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Name of every part of the contract's work, in their order, with the ids of the categories
    that are counted with it."""

    people: PeopleBy | None = None
    """How persons are counted; None where no report does."""

    milestones: tuple[tuple[date, str], ...] = ()
    """The contract's own days (節目), ascending, with what is due or begins on each."""

    recall: tuple[str, ...] = ()
    """Reasons from which people may be called back to the phones, the cheapest first."""
    occasions: tuple[tuple[date, str, str], ...] = ()
    """Days after which many call, ascending: the day, its kind, its name."""

    def coming(self, since: date, until: date) -> list[tuple[date, str]]:
        """Give the milestones between two days, both included."""
        return [each for each in self.milestones if since <= each[0] <= until]

    def form(self, kind: Kind) -> Form | None:
        """Give the form of a kind; None if the campaign does not hand in such reports."""
        return next((each for each in self.forms if each.kind is kind), None)


def encode(plan: ReportPlan) -> bytes:
    """Write the plain form."""
    return msgspec.json.encode(plan, order="sorted")


def decode(plain: bytes, *, path: str) -> ReportPlan:
    """Read the plain form.

    Raises:
        UnreadablePlan: it is of another version.
    """
    try:
        return msgspec.json.decode(plain, type=ReportPlan)
    except msgspec.DecodeError as exc:
        raise UnreadablePlan(path=path, why=str(exc)) from exc
