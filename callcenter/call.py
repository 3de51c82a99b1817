"""A call's life as a table. Everything that changes a call's state is in this file.

A call begins guided (a seat is free: welcome and notice), waiting (none is free) or closing (it
is only told why nobody answers). Whoever is not with a seat may fall to Asterisk's own fallback,
and come back to wait on; who talked falls when the seat has left and we were not there. It ends
when the caller's channel ends, from every state.

A call that we make begins with the seat's phone (calling_seat), then the citizen's (dialling); when
two people talk it is a call like any other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from callcenter import ids
from callcenter.errors import IllegalTransition
from callcenter.events import Withheld
from callcenter.guest import Guest
from callcenter.guidance import FlowState, Happened, Listen, Spelled, TakeMessage
from callcenter.outcome import DialResult, Outcome


class CallState(StrEnum):
    """What a call is doing."""

    CALLING_SEAT = "calling_seat"
    """We are to call somebody: the phone of the seat that is to talk rings first."""
    DIALLING = "dialling"
    """The seat listens, and the citizen's number is dialled."""
    GUIDED = "guided"
    WAITING = "waiting"
    OFFERED = "offered"
    JOINING = "joining"
    TALKING = "talking"
    CLOSING = "closing"
    OUTSIDE = "outside"
    """The caller talks to an outside number, with which a flow connected them."""
    FALLBACK = "fallback"
    """Asterisk serves it by itself: it waits there, or talks to a seat, or hears why not."""
    ENDED = "ended"


class CallHappening(StrEnum):
    """What may happen to a call."""

    QUEUED = "queued"
    OFFERED = "offered"
    PASSED_OVER = "passed_over"
    PICKED_UP = "picked_up"
    CONNECTED = "connected"
    """The seat that is to call somebody is in the call's bridge."""
    JOINED = "joined"
    INTERRUPTED = "interrupted"
    """The talking seat's leg is lost, or hands over: the caller waits for a seat."""
    RINGS_ON = "rings_on"
    """The talking seat left while the one that it wanted to consult still rings."""
    HANDED_ON = "handed_on"
    """The talking seat left, and the one that it consulted goes on with the caller."""
    LED_OUT = "led_out"
    """The caller and an outside number are together."""
    CLOSED = "closed"
    """We are ending it: a closing announcement, or the hang-up itself."""
    FELL = "fell"
    """Its lease ran out, or its seat had left and nobody was at work."""
    RETURNED = "returned"
    """We have it back."""
    CALLER_LEFT = "caller_left"


JAPANESE = "ja"
"""What callers hear who did not choose another language."""

_S, _H = CallState, CallHappening

TRANSITIONS: dict[CallState, dict[CallHappening, CallState]] = {
    _S.CALLING_SEAT: {_H.CONNECTED: _S.DIALLING, _H.CALLER_LEFT: _S.ENDED},
    _S.DIALLING: {
        _H.JOINED: _S.TALKING,
        _H.CLOSED: _S.CLOSING,
        _H.CALLER_LEFT: _S.ENDED,
    },
    _S.GUIDED: {
        _H.QUEUED: _S.WAITING,
        _H.LED_OUT: _S.OUTSIDE,
        _H.CLOSED: _S.CLOSING,
        _H.FELL: _S.FALLBACK,
        _H.CALLER_LEFT: _S.ENDED,
    },
    _S.WAITING: {
        _H.OFFERED: _S.OFFERED,
        _H.LED_OUT: _S.OUTSIDE,
        _H.CLOSED: _S.CLOSING,
        _H.FELL: _S.FALLBACK,
        _H.CALLER_LEFT: _S.ENDED,
    },
    _S.OFFERED: {
        _H.PICKED_UP: _S.JOINING,
        _H.PASSED_OVER: _S.WAITING,
        _H.CLOSED: _S.CLOSING,
        _H.FELL: _S.FALLBACK,
        _H.CALLER_LEFT: _S.ENDED,
    },
    _S.JOINING: {
        _H.JOINED: _S.TALKING,
        _H.PASSED_OVER: _S.WAITING,
        _H.CLOSED: _S.CLOSING,
        _H.FELL: _S.FALLBACK,
        _H.CALLER_LEFT: _S.ENDED,
    },
    _S.TALKING: {
        _H.INTERRUPTED: _S.WAITING,
        _H.RINGS_ON: _S.OFFERED,
        _H.HANDED_ON: _S.JOINING,
        _H.CLOSED: _S.CLOSING,
        _H.FELL: _S.FALLBACK,
        _H.CALLER_LEFT: _S.ENDED,
    },
    _S.CLOSING: {
        _H.LED_OUT: _S.OUTSIDE,
        _H.FELL: _S.FALLBACK,
        _H.CALLER_LEFT: _S.ENDED,
    },
    _S.OUTSIDE: {_H.CLOSED: _S.CLOSING, _H.CALLER_LEFT: _S.ENDED},
    _S.FALLBACK: {_H.RETURNED: _S.WAITING, _H.CALLER_LEFT: _S.ENDED},
    _S.ENDED: {},
}


class Purpose(StrEnum):
    """Why a flow is being played to a caller."""

    WELCOME = "welcome"
    ALL_BUSY = "all_busy"
    NOTICE = "notice"
    WAITING = "waiting"
    CALLING = "calling"
    """Whom we called is told that they are recorded, while they talk already."""
    CLOSING = "closing"


@dataclass(slots=True)
class Playing:
    """A flow in progress, and what is under way in it."""

    purpose: Purpose
    flow: FlowState
    playback: str = ""
    """What is being said; empty while nothing is."""
    said: int = 0
    """The number that the flow gave to it."""
    sounds: tuple[str | Spelled, ...] = ()
    at: datetime | None = None
    """When it was begun."""
    is_said_again: bool = False
    due: dict[str, Happened] = field(default_factory=dict)
    """What each timer of the flow tells when it fires."""
    question: str = ""
    """What the office is being asked; empty while nothing is."""
    asked: int = 0
    """The number that the flow gave to it."""
    taking: str = ""
    """The voice message that is being recorded; empty while none is."""
    take: TakeMessage | None = None
    """What the flow wished for."""
    snoop: str = ""
    """Who listens for it; empty once that is to end."""
    secret: Listen | None = None
    """Digits are kept secret."""
    keyed: int = 0
    """How many of these were pressed."""


@dataclass(slots=True)
class Offer:
    """One attempt to ring one seat for one call."""

    seat: str
    endpoint: str
    leg: str
    at: datetime
    is_over: bool = False
    """Its leg has ended, so the seat is free; the call may still be on its way out."""

    @property
    def is_of_fallback(self) -> bool:
        """Whether the fallback brought the seat: then there is no leg of ours."""
        return not self.leg


@dataclass(slots=True)
class Outside:
    """An outside number that is rung for a caller, or talks to them."""

    leg: str
    n: int
    """The number that the flow gave to its wish."""
    at: datetime
    is_picked_up: bool = False
    """It is to be joined, as soon as its recording runs."""


@dataclass(slots=True)
class Dial:
    """What an outbound call has besides: why somebody is called, and what came of it."""

    by: str
    """Who dialled; empty if the campaign did."""
    contact: str = ""
    """Of whose attempt it is; empty if a person just dialled."""
    dialled_at: datetime | None = None
    rang_at: datetime | None = None
    result: DialResult | None = None
    """Known before the citizen's side has ended: we gave up, or the seat did."""
    is_told: bool = True
    """Whom we call knows that they are recorded."""
    called_off: str = ""
    """Why the number is not dialled after all; the seat's leg is being ended."""


@dataclass(slots=True)
class Call:
    """One call, as plain data."""

    id: str
    line: str
    skill: str
    caller: str | None
    withheld: Withheld | None
    arrived_at: datetime
    place: int
    """Number of its arrival; smaller is served first."""
    state: CallState
    since: datetime
    holds_line: bool
    notice_due: bool
    """The recording notice was not heard yet, so no seat may be offered."""
    priority: int = 0
    """Smaller is served first, before the time of arrival counts."""
    is_leased: bool = False
    """Its lease is being renewed."""
    has_fallen: bool = False
    """The fallback had it, at least for a while."""
    music_at: datetime | None = None
    """When its music was begun the last time."""
    bridge: str | None = None
    is_answered: bool = False
    """We answered the caller's channel; not yet that a seat talks."""
    playing: Playing | None = None
    ended_in: str = ""
    """Where in a flow it was last; a message that closes it at once is none, nor what was heard
    before a talk."""
    flows: str | None = None
    """The version of the flows that was in force when it came; None: it was not noted."""
    language: str = JAPANESE
    collected: dict[str, str] = field(default_factory=dict)
    """What the caller keyed in flows that is no secret, by the variable."""
    asked_in: dict[str, str] = field(default_factory=dict)
    """Which flow asked for it, by the variable: `version/flow`."""
    slots: dict[str, str] = field(default_factory=dict)
    """Secret digits that flows asked for: their ids in the people's store."""
    secrets: list[str] = field(default_factory=list)
    """Those ids that nobody needs after the call."""
    messages: list[str] = field(default_factory=list)
    """Takes of the caller's voice message that hold a word, as far as is known; the last counts."""
    has_refused: bool = False
    """The caller does not want to be recorded."""
    ways: dict[str, int] = field(default_factory=dict)
    """How often each way through flows was gone: `flow/node>node`."""
    has_consented: bool = False
    """A flow has told the caller that we record, and they went on."""
    notice_failed: bool = False
    """The notice could not be played: the call goes on, but is not recorded."""
    is_asked_for: bool = False
    """Its seat has told the caller that it is recorded from now on, and asked for that."""
    queued_at: datetime | None = None
    limit_timer: str | None = None
    repeat_timer: str | None = None
    relax_timer: str | None = None
    limit_passed: bool = False
    offer: Offer | None = None
    """The last seat that was rung or talked to, unless it was passed over."""
    outside: Outside | None = None
    led_out_at: datetime | None = None
    """When an outside number was joined."""

    dial: Dial | None = None
    """Only of a call that we make; its caller is whom we call."""

    answered_at: datetime | None = None
    """When a seat was joined for the first time."""
    answered_by: str | None = None
    """The seat that was joined last."""
    rang_at: datetime | None = None
    """When the offer was made that was answered first."""
    held_at: datetime | None = None
    """Since when the caller of a talk waits: held by the seat, or until it is back."""
    muted_for: list[str] = field(default_factory=list)
    """Why its seat wants its recording to be silent: keys, in the order in which they came."""
    held_s: float = 0.0
    """How long they have waited so before."""
    interrupted_at: datetime | None = None
    """When the talk was interrupted the last time."""
    waits_again_at: datetime | None = None
    """Since when it waits for a seat again, in the midst of a talk."""
    reserved_for: str | None = None
    """The seat that alone may go on with the talk, until the timer fires."""
    transfer_to: str | None = None
    """The seat to which it is handed over as soon as the present one's leg has ended."""
    is_transferred: bool = False
    handed_by: str | None = None
    """The seat that handed it over last."""
    guest: Guest | None = None
    """A second member of staff at it."""
    side_bridge: str | None = None
    """A bridge beside the call's own, in which a guest met the seat; to be removed."""
    reserve_timer: str | None = None
    seat_left_at: datetime | None = None
    """When the talking seat hung up; the caller does so later, or is hung up on."""
    caller_recording: str | None = None
    seat_recording: str | None = None
    earlier_seat_recordings: list[str] = field(default_factory=list)
    """Of the legs that were lost in mid-talk."""
    earlier_seats_left: list[datetime | None] = field(default_factory=list)
    """When each of them left the talk; None if it was lost, and nobody heard when."""
    is_partly_recorded: bool = False
    """A recording broke off in mid-talk, or a side of a part of it was never recorded."""
    awaited: list[str] = field(default_factory=list)
    """Recordings that must have started before the seat is joined."""
    outcome: Outcome | None = None
    detail: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    """How many legs, bridges, playbacks ... were named so far."""

    @property
    def has_legs(self) -> bool:
        """Whether any leg of a member of staff exists for it."""
        return self.is_at_seat or self.guest is not None

    @property
    def mutes(self) -> list[str]:
        """Why its recording is silent just now, for whoever of the staff talks in it."""
        return self.muted_for + (self.guest.muted_for if self.guest is not None else [])

    @property
    def is_at_seat(self) -> bool:
        """Whether a seat's leg exists for it."""
        return self.offer is not None and not self.offer.is_over

    def advance(self, happening: CallHappening, at: datetime) -> None:
        """Move along the table.

        Raises:
            IllegalTransition: the table has no cell for this happening.
        """
        try:
            after = TRANSITIONS[self.state][happening]
        except KeyError:
            raise IllegalTransition(
                what=f"call {self.id}", state=self.state, happening=happening
            ) from None
        self.state, self.since = after, at

    def next_leg(self) -> str:
        """Name the next leg."""
        return ids.leg(self.id, self._count("leg"))

    def next_bridge(self) -> str:
        """Name the next bridge."""
        return ids.bridge(self.id, self._count("bridge"))

    def next_playback(self) -> str:
        """Name the next playback."""
        return ids.playback(self.id, self._count("playback"))

    def next_timer(self) -> str:
        """Name the next timer."""
        return ids.timer(self.id, self._count("timer"))

    def next_recording(self) -> str:
        """Name the next recording."""
        return ids.recording(self.id, self._count("recording"))

    def next_message(self) -> str:
        """Name the next take of a voice message."""
        return ids.message(self.id, self._count("message"))

    def next_question(self) -> str:
        """Name the next question to the office."""
        return ids.question(self.id, self._count("question"))

    def next_snoop(self, leg: str) -> str:
        """Name the next snoop on one of the call's legs."""
        return ids.snoop(leg, self._count(f"snoop {leg}"))

    def _count(self, kind: str) -> int:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return self.counts[kind]
