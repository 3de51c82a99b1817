"""What we ask the world to do. Imperative, frozen; decided by the heart, done by the shell.

The commands of one record for one call are one burst: independent ones are sent side by side. A
command may stand for several ordered steps (`JoinLeg`); the executor knows them. The counterpart
of commands are events: only replies that the heart decides on come back as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from callcenter.alarm_commands import ClearAlarm as ClearAlarm
from callcenter.alarm_commands import RaiseAlarm as RaiseAlarm
from callcenter.decision_commands import NoteDecision as NoteDecision
from callcenter.dial_commands import CloseDial as CloseDial
from callcenter.dial_commands import ConfirmContact as ConfirmContact
from callcenter.dial_commands import DialCitizen as DialCitizen
from callcenter.dial_commands import MakeCitizen as MakeCitizen
from callcenter.dial_commands import ShowCallback as ShowCallback
from callcenter.dial_commands import ShowOutbound as ShowOutbound
from callcenter.events import Withheld
from callcenter.floor_commands import ShowFloor as ShowFloor
from callcenter.flow_commands import EndSnoop as EndSnoop
from callcenter.flow_commands import ForgetDigits as ForgetDigits
from callcenter.flow_commands import LookUpCase as LookUpCase
from callcenter.flow_commands import RecordMessage as RecordMessage
from callcenter.flow_commands import RingOutside as RingOutside
from callcenter.guest_commands import EndWatch as EndWatch
from callcenter.guest_commands import MeetLeg as MeetLeg
from callcenter.guest_commands import ReturnLeg as ReturnLeg
from callcenter.guest_commands import WatchLeg as WatchLeg
from callcenter.guidance import Spelled
from callcenter.outcome import Outcome
from callcenter.recording_commands import MuteRecording as MuteRecording
from callcenter.recording_commands import RecordLeg as RecordLeg
from callcenter.recording_commands import StopRecording as StopRecording
from callcenter.recording_commands import UnmuteRecording as UnmuteRecording


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectCall:
    """Turn an unanswered caller away with a SIP answer: 486 busy or 404 unknown number."""

    call: str
    busy: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """Keep the caller's lease renewed, from now on until `JoinLeg` or the call's end.

    If it runs out, because nobody is there to renew it, Asterisk takes the caller into its own
    fallback. Two people who talk have none: it would cut them.
    """

    call: str
    last_word: str | None = None
    """Sounds, joined by `&`, that the caller is being told at the end: the fallback plays them
    again, and ends."""
    holds_line: bool = True
    """Whether the caller takes a line until that end: who was admitted does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBridge:
    """Make the call's own mixing bridge, still empty."""

    call: str
    bridge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCaller:
    """Answer the caller and put them into the call's bridge.

    A refusal comes back as `CallerRefused`.
    """

    call: str
    bridge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Announce:
    """Play sounds into the call's bridge, one after the other; ends with `AnnouncementEnded`."""

    call: str
    bridge: str
    playback: str
    sounds: tuple[str | Spelled, ...]
    """Hashes of the prompts' texts: the sounds' names in the cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopAnnouncement:
    """Cut a playback short."""

    call: str
    playback: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartMusic:
    """Let the waiting caller hear music (afresh: an announcement takes it away)."""

    call: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RingSeat:
    """Ring a seat's phone for a call; refused or failed, it comes back as `LegEnded`."""

    call: str
    leg: str
    seat: str
    endpoint: str
    ring_s: float
    caller: str | None
    withheld: Withheld | None
    resumes: bool = False
    """The seat has talked to this caller before, and its page picks up by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldCaller:
    """Let a talking caller hear music; what the seat says meanwhile is not recorded."""

    call: str
    recording: str | None
    """Of the seat's leg."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeCaller:
    """Take the music away again, and record the seat again."""

    call: str
    recording: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelLeg:
    """End a seat's leg, whether it rings or talks."""

    call: str
    leg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinLeg:
    """Connect a picked-up seat with its caller.

    Steps: end both leases, beside it answer the caller (if `answers`) or take the music away, then
    put both into the bridge. Done, it comes back as `LegJoined`; refused, as `JoinRefused`.
    """

    call: str
    leg: str
    bridge: str
    answers: bool
    """The caller was not answered before, so nothing was played to them."""
    has_listened: bool = False
    """The leg only listened so far: from now on it is with the caller."""
    was_joined: bool = False
    """The leg had talked to the caller: it has no lease, and should have none if this fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HangUpCaller:
    """End the caller's channel."""

    call: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseBridge:
    """Remove the call's bridge, now that nobody is in it."""

    call: str
    bridge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTimer:
    """Fire `TimerFired(timer)` at this instant."""

    timer: str
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelTimer:
    """Forget a timer; one that fired meanwhile does no harm, its id is known to be old."""

    timer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCall:
    """File the call: its outcome and times.

    guidance_s + wait_s + ring_s + talk_s + hold_s is the time from arrived_at to ended_at.
    """

    call: str
    line: str
    caller: str | None
    withheld: Withheld | None
    arrived_at: datetime
    answered_at: datetime | None
    ended_at: datetime
    outcome: Outcome
    detail: str
    """Finer than the outcome, words divided by spaces: `closed_day`, `seat_left unrecorded` ..."""
    seat: str | None
    guidance_s: float
    wait_s: float
    ring_s: float
    talk_s: float
    hold_s: float
    caller_recording: str | None
    seat_recording: str | None
    node: str
    """Where in which flow the call ended (`flow/node`); empty if in none."""
    earlier_seat_recordings: tuple[str, ...] = ()
    """Those of legs that were lost in mid-talk, in their order."""
    earlier_left_at: tuple[datetime | None, ...] = ()
    """When each of those left the talk; None if it was lost, and nobody heard when."""
    left_at: datetime | None = None
    """When the seat left the talk, or it ended; None: `talk_s` after `answered_at`."""
    led_out_at: datetime | None = None
    """When an outside number was joined by a flow: from then on there is sound, with no seat."""
    ways: tuple[tuple[str, int], ...] = ()
    """Ways through flows (`flow/node>node`, from nothing where one begins), and how often each."""
    message: str | None = None
    """The voice message that the caller left, which may still turn out to be silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCall:
    """Tell every board what a call is doing now; state `ended` takes it off the board."""

    call: str
    state: str
    since: datetime
    line: str
    arrived_at: datetime
    seat: str | None
    holds_line: bool
    dials: str | None = None
    """Whom it calls, if it is a call of ours: the number's id in the people's store."""
    caller: str | None = None
    """Who calls, as `CallArrived` has it; None if withheld, or if it is a call of ours."""
    withheld: Withheld | None = None
    skill: str = ""
    priority: int = 0
    """Smaller is served first, before the time of arrival counts; below 0 we owe it to them."""
    place: int = 0
    """Of two who arrived at one instant the smaller is served first."""
    kind: str = ""
    """Of a call of ours: `dialled` by a person, `callback` or `deficiency`."""
    language: str = "ja"
    """What the caller chose in a flow."""
    collected: tuple[tuple[str, str], ...] = ()
    """What they keyed there that is no secret, by the variable."""
    asked_in: tuple[tuple[str, str], ...] = ()
    """Which flow asked for it, by the variable: `version/flow`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowSeat:
    """Tell every board what a seat is doing now."""

    seat: str
    state: str
    since: datetime
    reason: str
    call: str | None
    registered: bool
    held: bool = False
    """It talks to a caller whom it lets wait."""
    hand: datetime | None = None
    """Since when its person calls a supervisor."""
    peer: str | None = None
    """The other seat at the same call: consulted, asking, or the one that handed it over."""
    tie: str = ""
    """What it has to do with the other one: a state of `guest`, or `transferred`."""
    muted: bool = False
    """What it talks is not recorded just now: a sensitive part."""
    refused: bool = False
    """Its caller does not want to be recorded."""
    recalled: datetime | None = None
    """Since when a supervisor calls its person back to the phone."""
    unrecorded: str = ""
    """Why its talk is not recorded, or not yet: a `NotYet` of `recording_rules`, or `FAILED`."""
    voiceless: bool = False  # its microphone cannot be used: no call is offered to it


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """What somebody asked for cannot be; the reason is a key that pages and commands translate."""

    reason: str


Command = (
    RejectCall
    | Lease
    | OpenBridge
    | AnswerCaller
    | Announce
    | StopAnnouncement
    | StartMusic
    | RingSeat
    | RingOutside
    | HoldCaller
    | ResumeCaller
    | CancelLeg
    | JoinLeg
    | MeetLeg
    | WatchLeg
    | EndWatch
    | ReturnLeg
    | RecordLeg
    | MuteRecording
    | UnmuteRecording
    | StopRecording
    | RecordMessage
    | EndSnoop
    | LookUpCase
    | ForgetDigits
    | HangUpCaller
    | CloseBridge
    | SetTimer
    | CancelTimer
    | CloseCall
    | ShowCall
    | ShowSeat
    | ShowFloor
    | NoteDecision
    | RaiseAlarm
    | ClearAlarm
    | Refuse
    | MakeCitizen
    | DialCitizen
    | ConfirmContact
    | CloseDial
    | ShowCallback
    | ShowOutbound
)
"""Everything that can be asked for; closed, so that the executor's `match` is complete."""

ForOffice = (
    LookUpCase
    | CloseCall
    | ShowCall
    | ShowFloor
    | NoteDecision
    | RaiseAlarm
    | ClearAlarm
    | Refuse
    | ConfirmContact
    | CloseDial
    | ShowCallback
    | ShowOutbound
)
"""What the office alone reads, in the record: nothing is sent for it."""
