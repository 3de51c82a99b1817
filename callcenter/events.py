"""What can happen. Past tense, frozen, each with the instant at which it happened (UTC).

Events come from Asterisk (through `telephony.ari_events`), from our own timers and replies, and
from people (`ReadyPressed`). The counterpart of events are commands. Fields are only ever added,
with defaults; a changed meaning is a new type, because logs of every age must stay readable.
Callers are ids of the people's store, never numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from callcenter.dial_events import CallbackCancelled as CallbackCancelled
from callcenter.dial_events import CallbackPromised as CallbackPromised
from callcenter.dial_events import CitizenAnswered as CitizenAnswered
from callcenter.dial_events import CitizenRang as CitizenRang
from callcenter.dial_events import ContactConfirmed as ContactConfirmed
from callcenter.dial_events import ContactsOffered as ContactsOffered
from callcenter.dial_events import DialEnded as DialEnded
from callcenter.dial_events import DialPressed as DialPressed
from callcenter.dial_events import OfDial as OfDial
from callcenter.dial_events import OfOutbound as OfOutbound
from callcenter.dial_events import OutboundPaused as OutboundPaused
from callcenter.dial_events import OutboundPressed as OutboundPressed
from callcenter.dial_events import OutboundResumed as OutboundResumed
from callcenter.dial_events import PeopleSeated as PeopleSeated
from callcenter.fallback_events import CallFell as CallFell
from callcenter.fallback_events import CallReturned as CallReturned
from callcenter.fallback_events import FallbackEnded as FallbackEnded
from callcenter.fallback_events import FallbackFound as FallbackFound
from callcenter.fallback_events import FallbackJoined as FallbackJoined
from callcenter.fallback_events import FallbackSeen as FallbackSeen
from callcenter.fallback_events import FallbackTold as FallbackTold
from callcenter.floor_wishes import OfFloor as OfFloor
from callcenter.quality_events import LegMeasured as LegMeasured
from callcenter.reasons import Cause as Cause
from callcenter.reasons import TurnedAway as TurnedAway
from callcenter.reasons import Withheld as Withheld
from callcenter.trunk_events import OfTrunk as OfTrunk
from callcenter.trunk_events import TrunkBack as TrunkBack
from callcenter.trunk_events import TrunkLost as TrunkLost
from callcenter.wishes import OfPerson, OfTalk


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceStarted:
    """The controller began to work; what it remembers was restored before."""

    at: datetime
    flows: str = ""
    """The version of the flows that was checked at the start."""


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
    may_come_late: bool = False
    """Asterisk did not answer in time: it may still begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPressed:
    """The caller pressed a key while a flow was going on."""

    at: datetime
    call: str
    key: str
    """0 to 9, `*`, `#`; `?` for a digit that the flow asked to be kept secret."""
    digits: str | None = None
    """Id in the people's store of all secret digits so far, once there are enough of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLookedUp:
    """The office tells how a case stands."""

    at: datetime
    call: str
    lookup: str
    answer: str
    """`found`, `not_found`, `locked` or `unavailable`."""
    status: str = ""
    caller: str = ""
    """Who asked, as in the question."""
    case: str = ""
    """Names the receipt number that was asked about, whichever call asks; it says nothing more."""


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
    """A seat's leg entered a bridge: if it is the call's, two people talk from here on."""

    at: datetime
    call: str
    leg: str
    bridge: str = ""
    """Which one; empty: the call's."""


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
class CenterClosed:
    """Somebody closed the centre within its hours: an emergency, or an early closing."""

    at: datetime
    by: str
    ends_waiting: bool = False
    """Who waits is told, too, and their calls end; else they are served."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CenterReopened:
    """Somebody opened the centre again."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowsPublished:
    """Somebody put another version of the flows in force, for the calls that come from now on."""

    at: datetime
    flows: str
    """Hash of its content."""
    by: str
    at_once: bool = False
    """An emergency: who waits already is on it as well, and hears its waiting announcement now."""


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
    legs: tuple[str, ...] | None = None
    """Legs in the call's bridge; None if nobody looked."""


Event = (
    InstanceStarted
    | ClockStepped
    | AsteriskLost
    | AsteriskMet
    | CallArrived
    | CallMet
    | CallFell
    | CallReturned
    | FallbackSeen
    | FallbackTold
    | FallbackFound
    | FallbackJoined
    | FallbackEnded
    | LegMeasured
    | CallerLeft
    | CallerRefused
    | AnnouncementEnded
    | KeyPressed
    | CaseLookedUp
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
    | OfTrunk
    | ReadyPressed
    | NotReadyPressed
    | CenterClosed
    | CenterReopened
    | FlowsPublished
    | OfFloor
    | OfPerson
    | OfTalk
    | DialPressed
    | OfDial
    | OfOutbound
)
"""Everything that can happen; closed, so that a forgotten one is a type error."""

OfSeat = ReadyPressed | NotReadyPressed | OfPerson | OfTalk | DialPressed
"""What people want of a seat, and what its page tells of it."""

OfCenter = CenterClosed | CenterReopened | FlowsPublished | OfFloor
"""What people want of the whole centre."""

Asked = OfSeat | OfCenter | CaseLookedUp | OfOutbound
"""What people and the office may submit; the core answers with commands or a `Refuse`."""

OfRecording = RecordingStarted | RecordingEnded | RecordingFailed
"""What happens to a recording."""

OfLeg = LegRang | LegAnswered | LegJoined | JoinRefused | LegEnded | OfRecording
"""What happens to a seat's leg, or to what is recorded of one."""

OfFallback = CallFell | CallReturned | FallbackFound | FallbackJoined | FallbackEnded
"""What happens to a call that Asterisk serves by itself, while nobody controls it."""

OfFlow = AnnouncementEnded | KeyPressed | CaseLookedUp
"""What happens in a flow, besides its timers."""

OfCall = CallMet | CallerLeft | CallerRefused | LegMeasured | OfFlow | OfLeg | OfDial
"""What happens to a call that arrived before."""
