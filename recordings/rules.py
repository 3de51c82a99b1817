"""What a campaign decides about its recordings: values only, made of its file by `app`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from recordings.codec import Codec


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """How long one class of recordings is kept."""

    id: str
    name: str
    of_complaints: bool = False
    """Of calls whose record is a complaint; else of all others."""
    days: int | None = None
    """After the call; None: it counts from the end of operation."""
    days_after_end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The client's standing consent to routine erasure (A-21): SPR-I-7-4's fields, agreed once."""

    reference: str
    agreed_on: date
    item: str
    medium: str
    quantity: str
    method: str
    schedule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundRules:
    """Everything that is decided."""

    codec: Codec = Codec.FLAC
    agents_hear_own: bool = False
    client_hears: bool = False
    periods: tuple[Period, ...] = ()
    consent: Consent | None = None
    operation_to: date = date.max
    logs_until: date | None = None
    """The last day on which logs must be kept; None: they are never erased."""

    def period_of(self, *, is_complaint: bool) -> Period | None:
        """Give the class of a call; None if the campaign decides nothing: it is kept."""
        return next((each for each in self.periods if each.of_complaints is is_complaint), None)

    def erase_on(self, period: Period | None, day: date) -> date | None:
        """Tell from which day on a recording of that day is to be erased; None: never by itself."""
        if period is None:
            return None
        if period.days is not None:
            return day + timedelta(days=period.days + 1)
        if period.days_after_end is None or self.operation_to == date.max:
            return None
        return self.operation_to + timedelta(days=period.days_after_end + 1)
