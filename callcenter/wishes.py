"""What the person at a seat wants, of the present talk above all: events, said by people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from callcenter.guest_wishes import ConsultPressed as ConsultPressed
from callcenter.guest_wishes import OfGuest as OfGuest
from callcenter.guest_wishes import OutsideTransferPressed as OutsideTransferPressed
from callcenter.guest_wishes import QueueTransferPressed as QueueTransferPressed
from callcenter.guest_wishes import ThreeWayPressed as ThreeWayPressed
from callcenter.guest_wishes import WatchPressed as WatchPressed


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPressed:
    """The seat lets its caller wait with music."""

    at: datetime
    seat: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumePressed:
    """The seat talks to its waiting caller again."""

    at: datetime
    seat: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HangUpPressed:
    """The seat ends its talk."""

    at: datetime
    seat: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhonePageOpened:
    """The page of a seat's browser phone was opened anew: what it talked on before is lost."""

    at: datetime
    seat: str
    by: str
    endpoint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferPressed:
    """The seat hands its caller over to another one, and hears no more of them."""

    at: datetime
    seat: str
    by: str
    to: str
    though_not_ready: bool = False
    """The other one may be rung although it takes no calls now: a supervisor sits there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandPressed:
    """The seat silently calls a supervisor (手挙げ), or somebody has seen to it."""

    at: datetime
    seat: str
    by: str
    is_up: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MicrophoneSeen:
    """A browser phone's page tells whether its microphone can be used; told anew by each page."""

    at: datetime
    seat: str
    by: str
    endpoint: str
    """The page's own phone: only while that one rings does its microphone matter."""
    is_lost: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MutePressed:
    """What is said is not to be recorded for a while, or again: a sensitive part (bank numbers)."""

    at: datetime
    seat: str
    by: str
    why: str
    """A key: `button`, `account_field`, `search_field`; it is muted as long as any of them wants
    it."""
    is_on: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingPressed:
    """The talk is to be recorded from now on; the person at the seat has told the caller so."""

    at: datetime
    seat: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalNoted:
    """The caller says in mid-talk that they do not want to be recorded."""

    at: datetime
    seat: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapUpExtended:
    """The seat's person needs longer for what is still to be written."""

    at: datetime
    seat: str
    by: str


OfPerson = HandPressed | MicrophoneSeen | WrapUpExtended
"""What the person at a seat wants or shows beside a talk."""

OfSound = MutePressed | RecordingPressed | RefusalNoted
"""What may be wanted of a talk's recording."""

OfTalk = (
    HoldPressed
    | ResumePressed
    | HangUpPressed
    | TransferPressed
    | PhonePageOpened
    | OfSound
    | OfGuest
)
"""What may be wanted of a talk; the heart answers with commands or a `Refuse`."""
