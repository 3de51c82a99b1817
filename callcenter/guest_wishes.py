"""What is wanted of a second member of staff at a call: events, said by the people at the seats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Watch(StrEnum):
    """How a supervisor is at a call."""

    LISTEN = "listen"
    WHISPER = "whisper"
    """The seat hears the supervisor, the caller does not."""
    BARGE = "barge"
    """All three talk."""
    TAKE_OVER = "take_over"
    """The supervisor talks to the caller, and the seat leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultPressed:
    """The seat lets its caller wait, and asks another seat."""

    at: datetime
    seat: str
    by: str
    to: str
    though_not_ready: bool = False
    """The other one may be rung although it takes no calls now: a supervisor sits there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreeWayPressed:
    """The seat wants caller and consulted seat together."""

    at: datetime
    seat: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueTransferPressed:
    """The seat gives its caller back to the queue, before everybody else there."""

    at: datetime
    seat: str
    by: str
    skill: str = ""
    """What the next seat must know; empty: what the last one had to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideTransferPressed:
    """The seat hands its caller over to an outside number that the campaign lists."""

    at: datetime
    seat: str
    by: str
    to: str
    """The number's name in the campaign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchPressed:
    """A supervisor at a seat of their own comes to the talk of another seat."""

    at: datetime
    seat: str
    """The supervisor's own."""
    by: str
    of: str
    """The seat that talks."""
    how: Watch


OfGuest = (
    ConsultPressed | ThreeWayPressed | QueueTransferPressed | OutsideTransferPressed | WatchPressed
)
"""What may be wanted; the heart answers with commands or a `Refuse`."""
