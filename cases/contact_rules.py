"""When applicants are called, how often, and what is said to them: the campaign's rules as values.

The campaign's file says them (`[cases.contacts]`), `config` checks them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum


class Order(StrEnum):
    """By what contacts are ranked."""

    OLDEST = "oldest"
    """The day of the oldest deficiency."""
    HANDOVER = "handover"
    """The day on which the case is handed over, or its send-back is told as overdue."""


@dataclass(frozen=True, slots=True)
class Span:
    """Hours of a day, in the campaign's zone; `closes` is not included."""

    opens: time
    closes: time

    def holds(self, clock: time) -> bool:
        """Tell whether a time of day is within."""
        return self.opens <= clock < self.closes


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What the agent says; `{center}`, `{number}`, in the opening `{name}` are filled in."""

    opening: str
    """Before it is known who answered."""
    third: str
    """To anybody but the applicant: the centre's name and number, and nothing else."""
    machine: str | None = None
    """To an answering machine; None leaves no word."""
    applicant: str
    closing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRules:
    """The rules of calling (SPR-II-3-2-5, SPR-III-3-3-イ-1, A-09)."""

    attempts: int
    days: int
    """On at least so many days."""
    bands: tuple[Span, ...]
    """Each attempt in another one, as far as there are enough."""
    gap_minutes: int
    hours: Span
    order: tuple[Order, ...]
    paper_days: int
    """Operating days from the deficiency to the first attempt."""
    online_days: int
    """Operating days that a send-back stays unanswered before the first attempt."""
    document_days: int
    """Calendar days that we wait for what the applicant promised."""
    failures: int
    """So many attempts that the network could not even carry make it manual work."""
    answer_rate: float
    """Nobody is called while the day's answer rate is below."""
    script: Script

    @property
    def gap(self) -> timedelta:
        """The least time between two attempts."""
        return timedelta(minutes=self.gap_minutes)

    def band_of(self, clock: time) -> int | None:
        """Name the band that a time of day is in, by its place; None between two of them."""
        return next((n for n, band in enumerate(self.bands) if band.holds(clock)), None)
