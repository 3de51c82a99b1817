"""What a KPI counts: values, as agreed with the city, and never a formula hidden in code."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

import msgspec

from callcenter.outcome import Outcome


class Place(StrEnum):
    """Where an outcome stands."""

    ANSWERED = "answered"
    """In the denominator and in the numerator."""
    OFFERED = "offered"
    """In the denominator alone."""
    BESIDE = "beside"
    """In neither: shown by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What the figures beside the rate count; the words are those of outcomes, spans and rows."""

    abandoned: tuple[Outcome, ...] = (Outcome.ABANDONED_IN_GUIDANCE, Outcome.ABANDONED_IN_QUEUE)
    """Outcomes in which the caller hung up; only these can be short."""
    speed: tuple[str, ...] = ("wait", "ring")
    """Spans of an answered call that make up the speed of answer."""
    handling: tuple[str, ...] = ("talk", "hold", "wrap_up")
    """What makes up the time in which a call is handled."""
    busy: tuple[str, ...] = ("ringing", "talking", "wrap_up")
    """States of a seat that are occupied ..."""
    working: tuple[str, ...] = ("ready", "ringing", "talking", "wrap_up")
    """... of those in which it is staffed."""
    closed: tuple[str, ...] = ("closed",)
    """Results of a matter that was closed at first contact."""


USUAL = Measures()


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One definition, found again by its content's hash."""

    id: str
    name: str
    text: str
    """What is printed under the rate."""
    agreed: date | None
    """When the client agreed; None: it has not yet."""
    target_percent: int | None
    places: Mapping[Outcome, Place]
    short_under_s: int
    repeats_within_s: int
    in_time_s: int
    in_time_since: Literal["queue", "arrival"]
    in_time_of: Literal["offered", "answered"]
    counts_carrier_busy: bool
    """Whether callers whom the carrier refused are in the denominator."""
    counts_called_back: bool = False
    """Whether a call that took a callback is answered once its caller was reached by it."""
    measures: Measures = USUAL

    @property
    def digest(self) -> str:
        """Name it by its content: SHA-256 in hexadecimal.

        What came into definitions later stands in it only where it is used: older ones keep theirs.
        """
        plain = msgspec.to_builtins(self)
        if not self.counts_called_back:
            del plain["counts_called_back"]
        if self.measures == USUAL:
            del plain["measures"]
        return hashlib.sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()

    def at(self, place: Place) -> tuple[Outcome, ...]:
        """List the outcomes that stand at a place."""
        return tuple(each for each in Outcome if self.places[each] is place)

    @property
    def hung_up(self) -> frozenset[Outcome]:
        """Give the outcomes that are abandonment."""
        return frozenset(self.measures.abandoned)

    @property
    def offered(self) -> frozenset[Outcome]:
        """Give the outcomes of the denominator."""
        return frozenset(each for each in Outcome if self.places[each] is not Place.BESIDE)
