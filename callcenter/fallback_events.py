"""What can happen to calls that Asterisk serves by itself, because nobody controls them.

They are learnt afterwards, each with its true instant; `callcenter.events` has them among all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from callcenter.reasons import TurnedAway, Withheld


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFell:
    """A call's lease ran out: Asterisk serves the caller by itself, until we have them back."""

    at: datetime
    call: str
    was_left: bool = False
    """They talked, and the seat left them at this instant; two who talk do not fall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReturned:
    """The fallback gave a caller back to us, who may be unknown yet."""

    at: datetime
    call: str
    line: str
    caller: str | None
    withheld: Withheld | None
    arrived_at: datetime
    is_noticed: bool
    """The fallback played them the recording notice."""
    is_admitted: bool = True
    """It let them in; else it had no plan yet to judge them by, and nobody has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FallbackSeen:
    """Asterisk serves callers by itself: no seat is rung before it was told which of them talk."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FallbackTold:
    """What it did with them by now is known."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FallbackFound:
    """A call that came while nobody controlled, told afterwards; `at` is its arrival."""

    at: datetime
    call: str
    line: str
    caller: str | None
    withheld: Withheld | None
    turned_away: TurnedAway | None = None
    """What it was told if it was not let in."""
    is_heard: bool = True
    """False if it ended before even the fallback took it: who it was is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FallbackJoined:
    """In the fallback a seat picked up, and two people talk."""

    at: datetime
    call: str
    seat: str
    endpoint: str
    rang_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FallbackEnded:
    """A call ended while the fallback had it."""

    at: datetime
    call: str
    turned_away: TurnedAway | None = None
    caller_recording: str | None = None
    seat_recording: str | None = None
    is_lost: bool = False
    """Asterisk died with it."""
