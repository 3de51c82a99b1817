"""What a supervisor wants of the whole floor: events, said by people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class PullReason(StrEnum):
    """Why a caller comes before those who came earlier: one of a closed set, nobody types it."""

    URGENT = "urgent"
    CARE = "care"
    """Age, illness, a child: waiting is hard for them."""
    CALLED_OFTEN = "called_often"
    OUR_FAULT = "our_fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerPulled:
    """A supervisor lets a waiting caller come next."""

    at: datetime
    by: str
    call: str
    reason: PullReason


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityBent:
    """A supervisor changes seats and lines for one day; the contract's rows stay as they are."""

    at: datetime
    by: str
    day: date
    seats: int
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityRestored:
    """The day's seats and lines are the contract's again."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatsRecalled:
    """A supervisor calls everybody back who is not ready for this reason (兼務の呼び戻し)."""

    at: datetime
    by: str
    reason: str


OfFloor = CallerPulled | CapacityBent | CapacityRestored | SeatsRecalled
"""What may be wanted; the heart answers with commands or a `Refuse`."""
