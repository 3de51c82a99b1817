"""What a model of Asterisk holds: channels, bridges, playbacks, recordings, and its refusals."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum


class Refused(Exception):
    """Asterisk answers a request with this status."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(f"{status} {why}")
        self.status = status
        self.why = why


class Kind(StrEnum):
    """What a channel is to us."""

    CALLER = "caller"
    LEG = "leg"
    SNOOP = "snoop"
    QUEUED_LEG = "queued_leg"
    """A seat's leg that Queue() made."""


@dataclass(slots=True)
class Channel:
    """A channel as Asterisk has it."""

    id: str
    kind: Kind
    name: str
    state: str
    created: str
    number: str = ""
    variables: dict[str, str] = field(default_factory=dict)
    endpoint: str = ""
    """Of a leg: which phone."""
    target: str = ""
    """Of a snoop: whom it listens to."""
    call: str = ""
    """Of a leg: the caller's channel."""
    context: str = ""
    """Where in the dialplan it is."""
    step: int = 0
    """Counts its ways through the dialplan: what was due on an earlier one is not any more."""
    group: str = ""
    lease: asyncio.TimerHandle | None = None
    waits_since_s: int | None = None
    """Since when it waits anew (epoch seconds), because a seat left it."""
    has_fallen: bool = False
    """The dialplan has it, and it was not given back since."""
    only_listens: bool = False
    """Of a leg: it cannot be with the caller."""
    is_leased: bool = False
    """A lease of it ran out once."""
    is_admitted: bool = False
    """The fallback let it in."""
    is_told: bool = False
    """The dialplan plays it a sound."""
    is_queued: bool = False
    """It waits in the fallback's queue."""
    last_word: str = ""
    """What an admitted caller is told again who falls now; they keep their line."""
    refusal: str = ""
    """The same for one who was turned away."""
    is_known: bool = False
    """A controller decided on this caller."""
    is_offered: bool = False
    """Broadcast, and not claimed yet."""
    is_claimed: bool = False
    in_app: bool = False
    has_started: bool = False
    """Its StasisStart was said."""
    is_ending: bool = False
    """Its hang-up was asked for and is under way."""
    moh: bool = False
    bridge: Bridge | None = None
    recording: Recording | None = None


@dataclass(slots=True)
class Bridge:
    """A mixing bridge."""

    id: str
    members: list[Channel] = field(default_factory=list)
    playing: list[Playback] = field(default_factory=list)


@dataclass(slots=True)
class Playback:
    """A sound that is played into a bridge."""

    id: str
    bridge: Bridge
    media: str
    ends: float

    @property
    def sound(self) -> str:
        """The sound's name."""
        return self.media.rpartition("/")[2]


@dataclass(slots=True)
class Recording:
    """A recording in progress."""

    name: str
    target: str
    began: float
