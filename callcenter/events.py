"""What can happen. Past tense, frozen, each with the instant at which it happened (UTC).

Events come from Asterisk (through `telephony.ari_events`), from our own timers and replies, and
from people (`ReadyPressed`). The counterpart of events are commands. Fields are only ever added,
with defaults; a changed meaning is a new type, because logs of every age must stay readable.
Callers are ids of the people's store, never numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Withheld(StrEnum):
    """Why a caller's number is not shown."""

    ANONYMOUS = "anonymous"
    """非通知: the caller asked for it."""
    PAYPHONE = "payphone"
    """公衆電話."""
    OUT_OF_AREA = "out_of_area"
    """表示圏外: the network could not carry the number."""
    UNKNOWN = "unknown"
    """不明: no number came, or none that can be read."""


class Cause(StrEnum):
    """Why a leg ended, as far as anybody can act on it."""

    NORMAL = "normal"
    BUSY = "busy"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    UNREACHABLE = "unreachable"
    CANCELLED = "cancelled"
    FAILED = "failed"
    LOST = "lost"
    """Asterisk no longer knows the leg."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceStarted:
    """The controller began to work; what it remembers was restored before."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStepped:
    """The wall clock jumped against the monotonic one by this many seconds."""

    at: datetime
    by_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AsteriskLost:
    """Asterisk itself died, and with it every call it carried."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallArrived:
    """A citizen's call was offered to us and is ours."""

    at: datetime
    call: str
    line: str
    """The called number in E.164, or what was dialled if it is no number."""
    caller: str | None
    """Id of the caller's number in the people's store; None if withheld."""
    withheld: Withheld | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerLeft:
    """The caller's channel ended, whoever ended it."""

    at: datetime
    call: str
    cause: Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerRefused:
    """Asterisk would not answer or bridge the caller, so nothing can be played to them."""

    at: datetime
    call: str
    status: int
    """HTTP status of the refusal; 0 if Asterisk could not be reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementEnded:
    """A playback ended; `heard` is False if it could not be played to its end."""

    at: datetime
    call: str
    playback: str
    heard: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LegRang:
    """A seat's phone rings."""

    at: datetime
    call: str
    leg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegAnswered:
    """A seat's phone was picked up; it is not yet joined to the caller."""

    at: datetime
    call: str
    leg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegJoined:
    """A seat's leg entered the call's bridge: from here on two people talk."""

    at: datetime
    call: str
    leg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRefused:
    """Asterisk would not join a seat's leg to its call."""

    at: datetime
    call: str
    leg: str
    status: int
    """HTTP status of the refusal; 0 if Asterisk could not be reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegEnded:
    """A seat's leg ended, or could not even be started."""

    at: datetime
    call: str
    leg: str
    cause: Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingStarted:
    """A leg is being recorded from this instant on."""

    at: datetime
    call: str
    recording: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingEnded:
    """A recording's file is complete."""

    at: datetime
    call: str
    recording: str
    duration_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingFailed:
    """A leg could not be recorded, or its recording broke off; the call goes on."""

    at: datetime
    call: str
    recording: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFired:
    """A timer that we set came due."""

    at: datetime
    timer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneRegistered:
    """A seat's phone (one of its two endpoints) became reachable."""

    at: datetime
    seat: str
    endpoint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneUnregistered:
    """A seat's phone is no longer reachable."""

    at: datetime
    seat: str
    endpoint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyPressed:
    """Somebody set a seat ready for calls."""

    at: datetime
    seat: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotReadyPressed:
    """Somebody set a seat not ready, with a reason."""

    at: datetime
    seat: str
    by: str
    reason: str = ""


Event = (
    InstanceStarted
    | ClockStepped
    | AsteriskLost
    | CallArrived
    | CallerLeft
    | CallerRefused
    | AnnouncementEnded
    | LegRang
    | LegAnswered
    | LegJoined
    | JoinRefused
    | LegEnded
    | RecordingStarted
    | RecordingEnded
    | RecordingFailed
    | TimerFired
    | PhoneRegistered
    | PhoneUnregistered
    | ReadyPressed
    | NotReadyPressed
)
"""Everything that can happen; closed, so that a forgotten one is a type error."""

Asked = ReadyPressed | NotReadyPressed
"""What people may submit from outside; the core answers with commands or a `Refuse`."""

OfRecording = RecordingStarted | RecordingEnded | RecordingFailed
"""What happens to a recording."""

OfLeg = LegRang | LegAnswered | LegJoined | JoinRefused | LegEnded | OfRecording
"""What happens to a seat's leg, or to what is recorded of one."""

OfCall = CallerLeft | CallerRefused | AnnouncementEnded | OfLeg
"""What happens to a call that arrived before."""
