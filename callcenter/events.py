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

from callcenter.wishes import HandPressed, OfTalk


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
    SILENT = "silent"
    """No sound came from the phone any more: its page or its machine is gone."""


class TurnedAway(StrEnum):
    """What Asterisk's own fallback told a caller whom it did not let in."""

    AFTER_HOURS = "after_hours"
    HOLIDAY = "holiday"
    NOT_YET_OPEN = "not_yet_open"
    ENDED = "ended"
    LINES_FULL = "lines_full"
    GIVE_UP = "give_up"
    """The wait limit had passed."""


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
    in_order: bool = False
    """It was told to end, so that what it recorded is whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AsteriskMet:
    """The link to Asterisk stands, and what was missed meanwhile is being told."""

    at: datetime
    started: str
    """When this Asterisk had started, in its own words: another text is another Asterisk."""
    book: str = ""
    """Which file its book is; empty if we cannot read it."""
    book_offset: int = 0
    """How far the book was read, in bytes: everything before is known."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMet:
    """We asked Asterisk for a call, after we had not listened, and found it like this."""

    at: datetime
    call: str
    is_bridged: bool
    """The caller is in the call's bridge."""
    has_bridge: bool
    """The call's bridge exists."""
    is_played: bool
    """The announcement that we began is being played."""
    recordings: tuple[str, ...] = ()
    """Those of the awaited recordings that run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFell:
    """A call's lease ran out: Asterisk serves the caller by itself, until we have them back."""

    at: datetime
    call: str


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


Event = (
    InstanceStarted
    | ClockStepped
    | AsteriskLost
    | AsteriskMet
    | CallArrived
    | CallMet
    | CallFell
    | CallReturned
    | FallbackFound
    | FallbackJoined
    | FallbackEnded
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
    | HandPressed
    | OfTalk
)
"""Everything that can happen; closed, so that a forgotten one is a type error."""

Asked = ReadyPressed | NotReadyPressed | HandPressed | OfTalk
"""What people may submit from outside; the core answers with commands or a `Refuse`."""

OfRecording = RecordingStarted | RecordingEnded | RecordingFailed
"""What happens to a recording."""

OfLeg = LegRang | LegAnswered | LegJoined | JoinRefused | LegEnded | OfRecording
"""What happens to a seat's leg, or to what is recorded of one."""

OfFallback = CallFell | CallReturned | FallbackFound | FallbackJoined | FallbackEnded
"""What happens to a call that Asterisk serves by itself, while nobody controls it."""

OfCall = CallMet | CallerLeft | CallerRefused | AnnouncementEnded | OfLeg
"""What happens to a call that arrived before."""
