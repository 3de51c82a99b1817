"""What Asterisk says, and what it means to us: the only file that knows the shapes of ARI's events.

Rule 1: an event's instant is Asterisk's own timestamp plus the instance's offset, never the time
of reading.
Rule 2: which call an object belongs to is read off its id; a snoop is no leg.
Rule 3: one fact, one event. A leg ends with its ChannelDestroyed, which has the cause; a caller
with ChannelHangupRequest, which comes before the end of the playback that the hang-up broke. It is
missing for some; then StasisEnd says only that they are away, and Asterisk must be asked.
Rule 4: nothing that is said can stop the reader. An unknown or malformed event is logged once a
kind, without its content, and ignored.

Source: Asterisk 22, `rest-api/events.json`; what comes when was seen on 22.10.1.
"""

from __future__ import annotations

import logging
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec

from callcenter import events, ids
from callcenter.events import Cause
from telephony import dial_out, leg_cause, trunk_watch
from telephony.ari_signals import CallerAway, CallOffered, SnoopStarted
from telephony.callers import Callers, Told
from telephony.fallback import ADMITTED, BACK_CONTEXT
from telephony.keys import KeyHeard

log = logging.getLogger(__name__)

IN_ARGS: Final = ["in"]
"""Stasis arguments of a caller, as the dialplan gives them."""
SHUTDOWN: Final = 4
"""AST_SOFTHANGUP_SHUTDOWN: Asterisk was told to end."""
BACK_ARGS: Final = ["back"]
"""Those of a caller whom the fallback gives back."""


Heard = events.Event | CallOffered | SnoopStarted | CallerAway | KeyHeard
"""What Asterisk told us: an event for the heart, or a signal for the shell around it."""


class AriEvents:
    """Reads events of one Asterisk; remembers nothing of them."""

    def __init__(
        self,
        *,
        callers: Callers,
        seats: Mapping[str, str],
        is_registered: Callable[[str, str], bool],
        offset: timedelta = timedelta(),
    ) -> None:
        """Keep what events are read by.

        Args:
            callers: Reads who calls whom.
            seats: By the names of their endpoints: `seat-01w` is of `seat-01`.
            is_registered: Whether the heart holds (seat, endpoint) to be registered now.
            offset: The instance's clock is Asterisk's plus this.
        """
        self._callers = callers
        self._seats = seats
        self._is_registered = is_registered
        self._offset = offset
        self.said_at = datetime.min.replace(tzinfo=UTC)
        """When the event that was read last was said; whoever arrives may have come long before."""
        self._complained: set[str] = set()

    @property
    def trunks(self) -> frozenset[str]:
        """The trunks by the names of their endpoints."""
        return self._callers.trunks

    def translate(self, raw: bytes) -> Heard | None:
        """Read one event as Asterisk wrote it; None if it says nothing to us."""
        try:
            said = _event.decode(raw)
        except msgspec.DecodeError as exc:
            self._complain(raw, str(exc))
            return None
        at = said.timestamp + self._offset
        self.said_at = at if at.tzinfo is UTC else at.astimezone(UTC)
        return said.tell(self.said_at, self)

    def arrival(self, channel: _Caller, at: datetime) -> events.CallArrived:
        """Read who calls whom."""
        who = self._callers.read(channel.told())
        return events.CallArrived(
            at=self._created_at(channel, at),
            call=channel.id,
            line=who.line,
            caller=who.caller,
            withheld=who.withheld,
        )

    def back(self, channel: _Caller, at: datetime) -> events.CallReturned:
        """Read who comes back from the fallback, whom we perhaps never met."""
        who = self._callers.read(channel.told())
        return events.CallReturned(
            at=at,
            call=channel.id,
            line=who.line,
            caller=who.caller,
            withheld=who.withheld,
            arrived_at=self._created_at(channel, at),
            is_noticed=channel.channelvars.get("MDG_NOTICED") == "yes",
            is_admitted=channel.channelvars.get(ADMITTED) == "yes",
        )

    def _created_at(self, channel: _Caller, at: datetime) -> datetime:
        """Tell when a call came: some time before it was ours, if we were slow to claim it."""
        created_at = channel.creationtime
        return min(at, (created_at + self._offset).astimezone(UTC)) if created_at else at

    def listed(self, channel: Mapping[str, Any], at: datetime) -> events.Event:
        """Read a caller of ours off Asterisk's list, whose StasisStart we missed.

        Raises:
            msgspec.ValidationError: it is not as Asterisk describes it.
        """
        caller = msgspec.convert(channel, _Caller)
        if channel["dialplan"]["context"] == BACK_CONTEXT:
            return self.back(caller, at)
        return self.arrival(caller, at)

    def phone(self, endpoint: str, is_registered: bool, at: datetime) -> Heard | None:
        """Tell that a seat's phone or a trunk came or went; None if as it was, or neither's."""
        trunk = trunk_watch.trunk_of(endpoint, self._callers.trunks)
        if trunk is not None:
            return trunk_watch.told(trunk, at, is_reachable=is_registered)
        seat = self._seats.get(endpoint)
        if seat is None or self._is_registered(seat, endpoint) is is_registered:
            return None
        if is_registered:
            return events.PhoneRegistered(at=at, seat=seat, endpoint=endpoint)
        return events.PhoneUnregistered(at=at, seat=seat, endpoint=endpoint)

    def _complain(self, raw: bytes, why: str) -> None:
        """Log an event that cannot be read, once for each kind."""
        try:
            kind = _named.decode(raw).type
        except msgspec.DecodeError:
            kind = ""
        if kind in self._complained:
            return
        self._complained.add(kind)
        if kind in KINDS:
            # msgspec names the field and the types, never the value of a text.
            extra = {"action": "ari_event_malformed", "kind": kind, "why": why}
            log.error("Asterisk sent an event that cannot be read", extra=extra)
        else:
            extra = {"action": "ari_event_unknown", "kind": kind}
            log.warning("Asterisk sent an event of an unknown kind", extra=extra)


class _Party(msgspec.Struct, gc=False):
    name: str
    number: str


class _Channel(msgspec.Struct, gc=False):
    id: str
    state: str


class _Caller(msgspec.Struct, gc=False):
    id: str
    name: str
    caller: _Party
    channelvars: dict[str, str] = {}
    creationtime: datetime | None = None

    def told(self) -> Told:
        return Told(
            name=self.name,
            caller_number=self.caller.number,
            caller_name=self.caller.name,
            headers=self.channelvars,
        )


class _Bridge(msgspec.Struct, gc=False):
    id: str


class _Playback(msgspec.Struct, gc=False):
    id: str
    state: str


class _Recording(msgspec.Struct, gc=False):
    name: str
    duration: int = 0
    """Whole seconds."""
    cause: str = ""


class _Endpoint(msgspec.Struct, gc=False):
    resource: str


class _Peer(msgspec.Struct, gc=False):
    peer_status: str


class _Named(msgspec.Struct, gc=False):
    type: str


class _Event(msgspec.Struct, gc=False, tag_field="type", tag=lambda name: name.removeprefix("_")):
    timestamp: datetime


class _CallBroadcast(_Event):
    channel: _Channel

    def tell(self, at: datetime, _: AriEvents) -> Heard | None:
        return CallOffered(at=at, channel=self.channel.id)


class _StasisStart(_Event):
    channel: _Caller
    args: list[str]

    def tell(self, at: datetime, reader: AriEvents) -> Heard | None:
        channel = self.channel.id
        if ids.SEPARATOR not in channel:
            if self.args == BACK_ARGS:
                return reader.back(self.channel, at)
            return reader.arrival(self.channel, at) if self.args == IN_ARGS else None
        if ids.is_leg(channel):
            return events.LegAnswered(at=at, call=ids.root(channel), leg=channel)
        return SnoopStarted(at=at, snoop=channel)


class _StasisEnd(_Event):
    channel: _Channel

    def tell(self, at: datetime, _: AriEvents) -> Heard | None:
        call = self.channel.id
        is_caller = ids.SEPARATOR not in call and not ids.is_attempt(call)
        return CallerAway(at=at, call=call) if is_caller else None


class _ChannelHangupRequest(_Event):
    """The first word of a caller's leaving; StasisEnd may come after the playback that it broke."""

    channel: _Channel
    soft: bool = False
    cause: int = 0

    def tell(self, at: datetime, _: AriEvents) -> Heard | None:
        channel = self.channel
        if ids.SEPARATOR in channel.id:
            return None
        if self.soft and self.cause == SHUTDOWN:
            return events.AsteriskLost(at=at, in_order=True)
        if ids.is_attempt(channel.id):
            return None  # its end has the cause
        cause = Cause.NORMAL if channel.state == "Up" else Cause.CANCELLED
        return events.CallerLeft(at=at, call=channel.id, cause=cause)


class _ChannelStateChange(_Event):
    channel: _Channel

    def tell(self, at: datetime, _: AriEvents) -> Heard | None:
        channel = self.channel
        if ids.is_citizen(channel.id):
            return dial_out.phone_told(channel.id, channel.state, at)
        if channel.state != "Ringing" or not ids.is_leg(channel.id):
            return None
        return events.LegRang(at=at, call=ids.root(channel.id), leg=channel.id)


class _ChannelEnteredBridge(_Event):
    bridge: _Bridge
    channel: _Channel | None = None

    def tell(self, at: datetime, _: AriEvents) -> Heard | None:
        leg = self.channel.id if self.channel else ""
        if not ids.is_leg(leg):
            return None
        return events.LegJoined(at=at, call=ids.root(leg), leg=leg, bridge=self.bridge.id)


class _ChannelDtmfReceived(_Event):
    channel: _Channel
    digit: str

    def tell(self, at: datetime, _: AriEvents) -> Heard | None:
        call = self.channel.id
        return None if ids.SEPARATOR in call else KeyHeard(at=at, call=call, key=self.digit)


class _ChannelDestroyed(_Event):
    channel: _Channel
    cause: int
    tech_cause: int = 0

    def tell(self, at: datetime, _: AriEvents) -> Heard | None:
        leg, state = self.channel.id, self.channel.state
        if ids.is_citizen(leg):
            return dial_out.ended(leg, state, at, q850=self.cause, sip=self.tech_cause)
        if not ids.is_leg(leg):
            return None
        cause = leg_cause.of_event(self.cause, self.tech_cause, state)
        return events.LegEnded(at=at, call=ids.root(leg), leg=leg, cause=cause)


class _PlaybackFinished(_Event):
    playback: _Playback

    def tell(self, at: datetime, _: AriEvents) -> Heard | None:
        playback = self.playback.id
        heard = self.playback.state == "done"
        return events.AnnouncementEnded(
            at=at, call=ids.root(playback), playback=playback, heard=heard
        )


class _RecordingStarted(_Event):
    recording: _Recording

    def tell(self, at: datetime, _: AriEvents) -> Heard | None:
        name = self.recording.name
        return events.RecordingStarted(at=at, call=ids.root(name), recording=name)


class _RecordingFinished(_Event):
    recording: _Recording

    def tell(self, at: datetime, _: AriEvents) -> Heard | None:
        name, duration_s = self.recording.name, float(self.recording.duration)
        return events.RecordingEnded(
            at=at, call=ids.root(name), recording=name, duration_s=duration_s
        )


class _RecordingFailed(_Event):
    recording: _Recording

    def tell(self, at: datetime, _: AriEvents) -> Heard | None:
        name, why = self.recording.name, self.recording.cause
        return events.RecordingFailed(at=at, call=ids.root(name), recording=name, why=why)


class _PeerStatusChange(_Event):
    endpoint: _Endpoint
    peer: _Peer

    def tell(self, at: datetime, reader: AriEvents) -> Heard | None:
        is_registered = _REGISTERED.get(self.peer.peer_status)
        if is_registered is None:
            return None
        return reader.phone(self.endpoint.resource, is_registered, at)


_REGISTERED: Final = {"Reachable": True, "Unreachable": False, "Unregistered": False}

Said = (
    _CallBroadcast
    | _StasisStart
    | _StasisEnd
    | _ChannelHangupRequest
    | _ChannelStateChange
    | _ChannelEnteredBridge
    | _ChannelDtmfReceived
    | _ChannelDestroyed
    | _PlaybackFinished
    | _RecordingStarted
    | _RecordingFinished
    | _RecordingFailed
    | _PeerStatusChange
)
"""Every shape that is read; the contract test holds each against Asterisk's own description."""
KINDS: Final = tuple(kind.__name__.removeprefix("_") for kind in typing.get_args(Said))
"""Types of the events that we read; Asterisk is asked to send no others."""
PHONE_KINDS: Final = ("PeerStatusChange",)
"""Those of them that the application hears which watches the phones, and the other does not."""
CALL_KINDS: Final = tuple(kind for kind in KINDS if kind not in PHONE_KINDS)

_event: msgspec.json.Decoder[Said] = msgspec.json.Decoder(Said)
_named = msgspec.json.Decoder(_Named)
