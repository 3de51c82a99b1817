"""What was seen from outside in one round. All instants are epoch seconds of the machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Side = Literal["us", "them"]
"""Who ended a call, as the phone that tells it sees it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerFact:
    """What one caller saw of the only call that it placed."""

    number: str
    """Its national number, which nobody else has."""
    tone_hz: int
    invited: float
    trying: float | None = None
    """First answer of any kind."""
    answered: float | None = None
    ended: float
    ended_by: Side | None = None
    is_end_heard: bool = True
    """Asterisk answered when it hung up; if it never did it may have died before it knew."""
    status: int | None = None
    """Final status of the INVITE."""
    is_lost: bool = False
    """Asterisk died under it, which no phone is told."""
    packets: tuple[float, ...] = ()
    """When each packet of sound came, by the kernel's clock."""
    sent: tuple[float, ...] = ()
    """When each packet of its own left it."""


HEARD_S = 0.5
"""A recording is listened to in pieces of this length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RingFact:
    """What one seat's phone saw of one call."""

    seat: str
    tone_hz: int
    is_page: bool = False
    """Whether the phone is one in a page."""
    number: str
    """The caller's, as the seat was shown it; empty if it was not."""
    rang: float
    answered: float | None = None
    ended: float
    ended_by: Side | None = None
    status: int | None = None
    is_lost: bool = False
    packets: tuple[float, ...] = ()
    sent: tuple[float, ...] = ()
    """When each packet left it: browsers pause by themselves, our phones wait for a processor."""
    seat_heard: tuple[float, ...] | None = ()
    """Tones (Hz) in the seat's ear while they talked; None if the talk was too short for a page."""
    caller_heard: tuple[float, ...] = ()
    """Tones (Hz) in the caller's ear while they talked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwayFact:
    """A time in which a seat's page had no socket: nobody can ring it, or tell it of an end."""

    seat: str
    since: float
    until: float
    is_own: bool
    """Its person loaded it anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlFact:
    """What one end of a plain `Dial()` call heard in the same time: the yardstick for gaps."""

    packets: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitFact:
    """How long the unluckiest thread of Asterisk waited for a processor between two times."""

    at: float
    until: float
    longest_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Injected:
    """A fault that was made: from when until service was back, as run.json tells."""

    name: str
    at: float
    until: float
    waited_s: float = 0.0
    """How much of it those who bring service back waited for a processor: the machine's share."""
    takes_calls: bool
    stops_controller: bool
    stops_pages: bool = False
    back_within_s: float | None = None
    """Promised longest outage; None if there is no such promise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFact:
    """One line of `madoguchi calls --json`; durations in seconds, None while it goes on."""

    id: str
    number: str | None
    """National number, None if the row does not know it."""
    arrived: float
    ended: float | None
    outcome: str | None
    detail: str
    seat: str | None
    lasted_s: float | None
    """The sum of guidance, wait, ring, talk and hold."""
    talk_s: float | None = None
    recording: str | None
    recording_state: str | None = None
    """`pending`, `kept`, `lost`."""
    recording_flaw: str = ""
    """What is wrong with it, as the row tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundFact:
    """A recording's file: length in seconds, None if it cannot be played; tones of both sides."""

    length_s: float | None
    caller_side: tuple[tuple[float, ...], ...] = ()
    """Tones (Hz) of each piece of `HEARD_S`."""
    seat_side: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the campaign of the bench says; seconds."""

    guidance_s: float
    """The longest time from answer to having heard the notice."""
    wrap_up_s: float
    ring_s: float
    is_recorded: bool = True
    sound_may_miss_s: float = 0.0
    """How much of a recording the faults of this row may cost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that the checker reads."""

    terms: Terms
    callers: tuple[CallerFact, ...] = ()
    rings: tuple[RingFact, ...] = ()
    aways: tuple[AwayFact, ...] = ()
    controls: tuple[ControlFact, ...] = ()
    waits: tuple[WaitFact, ...] = ()
    """On a machine that is shared with other work; none where a gap is ours without an excuse."""
    faults: tuple[Injected, ...] = ()
    rows: tuple[RowFact, ...] = ()
    sounds: Mapping[str, SoundFact] = field(default_factory=dict)
    """By path, as the rows name them."""
    left: tuple[str, ...] = ()
    """What Asterisk still held 5 s after the last hang-up."""
    orphans: tuple[str, ...] = ()
    """Files of recordings that no row names."""
    leaks: tuple[str, ...] = ()
    """Files in which a caller's number stands, and where."""
    seats: Mapping[str, str] = field(default_factory=dict)
    """What each seat that should be ready is doing after the round."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One promise that was broken: which, for which call (a number of the bench's), and how."""

    invariant: str
    call: str
    why: str

    def __str__(self) -> str:
        return f"{self.invariant} {self.call or '-'}: {self.why}"
