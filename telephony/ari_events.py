"""What Asterisk says, and what it means to us: the only file that knows the shapes of ARI's events.

Rule 1: an event's instant is Asterisk's own timestamp plus the instance's offset, never the time
of reading.
Rule 2: which call an object belongs to is read off its id; a snoop is no leg.
Rule 3: one fact, one event. A leg ends with its ChannelDestroyed, which has the cause; a caller
with ChannelHangupRequest or StasisEnd, whichever comes first: the former is missing for some, and
the latter came after the playback that the hang-up broke for one in ten.
Rule 4: nothing that is said can stop the reader. An unknown or malformed event is logged once a
kind, without its content, and ignored.

Source: Asterisk 22, `rest-api/events.json`; what comes when was seen on 22.10.1.
"""

from __future__ import annotations

import logging
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from callcenter import events, ids
from callcenter.events import Cause
from japan.phone import CalledBy, KnownCaller, read_called, read_caller
from telephony.people import People

log = logging.getLogger(__name__)

IN_ARGS: Final = ["in"]
"""Stasis arguments of a caller, as the dialplan gives them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOffered:
    """Asterisk offers a caller to whoever claims the channel first."""

    at: datetime
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SnoopStarted:
    """A snoop is there and may be recorded."""

    at: datetime
    snoop: str


Told = events.Event | CallOffered | SnoopStarted
"""What Asterisk told us: an event for the heart, or a signal for the shell around it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkReading:
    """How the headers of a trunk's calls are read."""

    trusted: bool
    """Its P-Asserted-Identity is believed."""
    called_from: CalledBy
    """Where it says which number was called."""


STRANGER: Final = TrunkReading(trusted=False, called_from="uri")
"""For a call from an endpoint that is none of our trunks."""


def sources(endpoints: Iterable[str]) -> tuple[str, ...]:
    """Name what must be subscribed to by the application that watches the seats' phones.

    Channels, bridges and recordings of ours come to the other one by themselves.
    """
    return tuple(f"endpoint:PJSIP/{each}" for each in endpoints)


class AriEvents:
    """Reads events of one Asterisk; remembers nothing of them."""

    def __init__(
        self,
        *,
        people: People,
        trunks: Mapping[str, TrunkReading],
        seats: Mapping[str, str],
        is_registered: Callable[[str, str], bool],
        offset: timedelta = timedelta(),
    ) -> None:
        """Keep what events are read by.

        Args:
            people: Gives callers' numbers their ids.
            trunks: By the names of their endpoints.
            seats: By the names of their endpoints: `seat-01w` is of `seat-01`.
            is_registered: Whether the heart holds (seat, endpoint) to be registered now.
            offset: The instance's clock is Asterisk's plus this.
        """
        self._people = people
        self._trunks = trunks
        self._seats = seats
        self._is_registered = is_registered
        self._offset = offset
        self._complained: set[str] = set()

    def translate(self, raw: bytes) -> Told | None:
        """Read one event as Asterisk wrote it; None if it says nothing to us."""
        try:
            said = _event.decode(raw)
        except msgspec.DecodeError as exc:
            self._complain(raw, str(exc))
            return None
        at = said.timestamp + self._offset
        return said.tell(at if at.tzinfo is UTC else at.astimezone(UTC), self)

    def arrival(self, channel: _Caller, at: datetime) -> events.CallArrived:
        """Read who calls whom; a withheld number goes no further than this."""
        endpoint = channel.name.removeprefix("PJSIP/").rpartition("-")[0]
        trunk = self._trunks.get(endpoint, STRANGER)
        header = channel.channelvars.get
        caller = read_caller(
            from_number=header("MDG_FROM") or channel.caller.number,
            from_name=channel.caller.name,
            asserted_identity=header("MDG_PAI", ""),
            privacy=header("MDG_PRIVACY", ""),
            trusted=trunk.trusted,
        )
        line = read_called(
            request_uri=header("MDG_EXTEN", ""),
            to=header("MDG_TO", ""),
            p_called_party_id=header("MDG_PCPID", ""),
            by=trunk.called_from,
        )
        person, withheld = None, None
        if isinstance(caller, KnownCaller):
            person = self._people.id_of(caller.number)
        else:
            withheld = events.Withheld(caller.reason)
        return events.CallArrived(
            at=at, call=channel.id, line=line, caller=person, withheld=withheld
        )

    def phone(self, endpoint: str, is_registered: bool, at: datetime) -> Told | None:
        """Tell that a seat's phone came or went; None if it is as it was, or no seat's."""
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


def _is_leg(channel: str) -> bool:
    """A leg's id ends in a bare count; a caller's has none, a snoop's has a letter before it."""
    _, separator, count = channel.rpartition(ids.SEPARATOR)
    return bool(separator) and count.isdigit()


def _cause(q850: int, sip: int, state: str) -> Cause:
    """Read why a leg ended.

    Args:
        q850: Asterisk's hang-up cause (ITU-T Q.850).
        sip: Status of the SIP answer, 0 if there was none.
        state: The channel's last state: `Down` has not rung, `Ringing` was not answered.
    """
    if sip == 487 or (q850 == 16 and state != "Up"):
        return Cause.CANCELLED
    if q850 in (18, 19):
        return Cause.UNREACHABLE if state == "Down" else Cause.NO_ANSWER
    return _CAUSES.get(q850, Cause.FAILED)


_CAUSES: Final = {
    16: Cause.NORMAL,
    31: Cause.NORMAL,
    17: Cause.BUSY,
    21: Cause.DECLINED,
    1: Cause.UNREACHABLE,
    3: Cause.UNREACHABLE,
    20: Cause.UNREACHABLE,
    27: Cause.UNREACHABLE,
    26: Cause.CANCELLED,
}


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


def _left(channel: _Channel, at: datetime) -> Told | None:
    """Tell that a caller left; None of a leg or a snoop. The heart takes it once a call."""
    if ids.SEPARATOR in channel.id:
        return None
    cause = Cause.NORMAL if channel.state == "Up" else Cause.CANCELLED
    return events.CallerLeft(at=at, call=channel.id, cause=cause)


class _Event(msgspec.Struct, gc=False, tag_field="type", tag=lambda name: name.removeprefix("_")):
    timestamp: datetime


class _CallBroadcast(_Event):
    channel: _Channel

    def tell(self, at: datetime, _: AriEvents) -> Told | None:
        return CallOffered(at=at, channel=self.channel.id)


class _StasisStart(_Event):
    channel: _Caller
    args: list[str]

    def tell(self, at: datetime, reader: AriEvents) -> Told | None:
        channel = self.channel.id
        if ids.SEPARATOR not in channel:
            return reader.arrival(self.channel, at) if self.args == IN_ARGS else None
        if _is_leg(channel):
            return events.LegAnswered(at=at, call=ids.root(channel), leg=channel)
        return SnoopStarted(at=at, snoop=channel)


class _StasisEnd(_Event):
    channel: _Channel

    def tell(self, at: datetime, _: AriEvents) -> Told | None:
        return _left(self.channel, at)


class _ChannelHangupRequest(_Event):
    """The first word of a caller's leaving; StasisEnd may come after the playback that it broke."""

    channel: _Channel

    def tell(self, at: datetime, _: AriEvents) -> Told | None:
        return _left(self.channel, at)


class _ChannelStateChange(_Event):
    channel: _Channel

    def tell(self, at: datetime, _: AriEvents) -> Told | None:
        channel = self.channel
        if channel.state != "Ringing" or not _is_leg(channel.id):
            return None
        return events.LegRang(at=at, call=ids.root(channel.id), leg=channel.id)


class _ChannelEnteredBridge(_Event):
    channel: _Channel | None = None

    def tell(self, at: datetime, _: AriEvents) -> Told | None:
        leg = self.channel.id if self.channel else ""
        return events.LegJoined(at=at, call=ids.root(leg), leg=leg) if _is_leg(leg) else None


class _ChannelDestroyed(_Event):
    channel: _Channel
    cause: int
    tech_cause: int = 0

    def tell(self, at: datetime, _: AriEvents) -> Told | None:
        leg = self.channel.id
        if not _is_leg(leg):
            return None
        cause = _cause(self.cause, self.tech_cause, self.channel.state)
        return events.LegEnded(at=at, call=ids.root(leg), leg=leg, cause=cause)


class _PlaybackFinished(_Event):
    playback: _Playback

    def tell(self, at: datetime, _: AriEvents) -> Told | None:
        playback = self.playback.id
        heard = self.playback.state == "done"
        return events.AnnouncementEnded(
            at=at, call=ids.root(playback), playback=playback, heard=heard
        )


class _RecordingStarted(_Event):
    recording: _Recording

    def tell(self, at: datetime, _: AriEvents) -> Told | None:
        name = self.recording.name
        return events.RecordingStarted(at=at, call=ids.root(name), recording=name)


class _RecordingFinished(_Event):
    recording: _Recording

    def tell(self, at: datetime, _: AriEvents) -> Told | None:
        name, duration_s = self.recording.name, float(self.recording.duration)
        return events.RecordingEnded(
            at=at, call=ids.root(name), recording=name, duration_s=duration_s
        )


class _RecordingFailed(_Event):
    recording: _Recording

    def tell(self, at: datetime, _: AriEvents) -> Told | None:
        name, why = self.recording.name, self.recording.cause
        return events.RecordingFailed(at=at, call=ids.root(name), recording=name, why=why)


class _PeerStatusChange(_Event):
    endpoint: _Endpoint
    peer: _Peer

    def tell(self, at: datetime, reader: AriEvents) -> Told | None:
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
