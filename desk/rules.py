"""What a campaign decides about people's work, as values; `app` makes them from its file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum

from japan.calendar import months_after


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRules:
    """How people prove who they are (OTR-6-5-ア-イ, SET-特-15)."""

    second_factor: bool = True
    """Whether the password alone is not enough."""
    password_length: int = 12
    """Least number of letters."""
    former_passwords: int = 5
    """So many former passwords must not be used again."""
    idle_lock_s: float = 900.0
    """After so long without a key or a touch the page is locked."""
    session_s: float = 43_200.0
    """After so long a sign-in ends, whatever is done."""
    first_password_s: float = 259_200.0
    """So long a password made by somebody else can be used, once, to set one's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why somebody at work takes no calls."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What a matter is about; a tree (SPR-II-3-2)."""

    id: str
    name: str
    is_complaint: bool = False
    """Whether it cannot be recorded without the complaint's details (SPR-II-3-2-4)."""
    division: str | None = None
    """The part of the work that reports count it with; None: that of the one above."""
    children: tuple[Category, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A text that is put into a record with one key."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """A day that agents reckon from another one for a caller (SUI-8-10)."""

    name: str
    given: str
    """What the day is that the caller names."""
    months: int = 0
    days: int = 0

    def of(self, day: date) -> date:
        """Reckon it: the months first, at most to the end of theirs, then the days.

        Raises:
            OverflowError: there is no such year.
            ValueError: likewise.
        """
        return months_after(day, self.months) + timedelta(days=self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseRules:
    """When people are reminded of promises, and from when on one is late."""

    remind_s: float = 600.0
    """So long before its due time a callback is brought to mind."""
    ticket_step_s: float = 3_600.0
    """So long a question to the client may lie with somebody of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRules:
    """From when on supervisors are alarmed; 0 never."""

    answer_rate: float = 0.92
    """The day's answer rate below which it is in danger."""
    answer_rate_calls: int = 20
    """Fewer calls say nothing of a day."""
    wait_s: float = 60.0
    """So long a caller waits."""
    quiet_s: float = 0.0
    """For so long within the hours nobody calls."""
    missed: int = 3
    """So often a seat did not take its call within an hour."""
    loss_percent: float = 5.0
    """So much of what a seat sends, or hears, is lost on its way."""
    jitter_ms: float = 80.0
    """So unevenly its packets come."""
    silent_s: float = 30.0
    """For so long of a talk nothing comes from its microphone."""
    disk_percent: float = 10.0
    """So little of the home's disk is free."""
    complaint_s: float = 14_400.0
    """So long before the deadline of a complaint's report."""
    backup_s: float = 93_600.0
    """So old the last backup is."""
    close_remind_s: float = 600.0
    """So long after the hours of a day its close is brought to mind."""
    close_s: float = 1_800.0
    """So long after them a day that nobody closed is an alarm."""
    imports: tuple[time, ...] = ()
    """By these times of a business day the applications that came online are to be imported."""


class Numbers(StrEnum):
    """How much of a caller's number somebody sees."""

    NONE = "none"
    LAST_FOUR = "last_four"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientRules:
    """What the client sees of persons in the inquiry records (SPR-II-3-4-イ)."""

    numbers: Numbers = Numbers.NONE
    """Of callers."""
    staff: bool = False
    """Who served."""
    cases: bool = False
    """Receipt numbers of the applications that a record is about."""
    digits: bool = False
    """Digits that somebody wrote: four or more in a row are hidden otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything that differs from campaign to campaign."""

    sign_in: SignInRules = field(default_factory=SignInRules)
    reasons: tuple[Reason, ...] = (Reason(id="break", name="休憩"),)
    categories: tuple[Category, ...] = ()
    templates: tuple[Template, ...] = ()
    wards: tuple[str, ...] = ()
    """The ward offices to which somebody may be referred; empty if any may be named."""
    reckonings: tuple[Reckoning, ...] = ()
    promises: PromiseRules = field(default_factory=PromiseRules)
    alarms: AlarmRules = field(default_factory=AlarmRules)
    client: ClientRules = field(default_factory=ClientRules)

    def paths(self) -> Iterator[tuple[Category, ...]]:
        """Give every category with those above it, in the order of the tree."""
        stack: list[tuple[Category, ...]] = [(each,) for each in reversed(self.categories)]
        while stack:
            path = stack.pop()
            yield path
            stack += [(*path, child) for child in reversed(path[-1].children)]

    def category(self, wanted: str) -> tuple[Category, ...] | None:
        """Find a category by its id, with those above it; None if there is none."""
        return next((path for path in self.paths() if path[-1].id == wanted), None)
