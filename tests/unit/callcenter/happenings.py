"""Short words for what happens, for scripts: each event at the instant the script has reached."""

from __future__ import annotations

from callcenter import events
from callcenter.events import Cause, Withheld
from tests.unit.callcenter.contract import LINE
from tests.unit.callcenter.playbook import NOW


def arrives(
    call: str, *, line: str = LINE, caller: str | None = "person", withheld: Withheld | None = None
) -> events.CallArrived:
    """A citizen calls."""
    return events.CallArrived(at=NOW, call=call, line=line, caller=caller, withheld=withheld)


def leaves(call: str, cause: Cause = Cause.NORMAL) -> events.CallerLeft:
    """The caller's channel ends."""
    return events.CallerLeft(at=NOW, call=call, cause=cause)


def refused(call: str, status: int = 500) -> events.CallerRefused:
    """Asterisk will not answer the caller."""
    return events.CallerRefused(at=NOW, call=call, status=status)


def heard(playback: str, *, to_its_end: bool = True) -> events.AnnouncementEnded:
    """A playback ends."""
    call = playback.partition("~")[0]
    return events.AnnouncementEnded(at=NOW, call=call, playback=playback, heard=to_its_end)


def rings(leg: str) -> events.LegRang:
    """A seat's phone rings."""
    return events.LegRang(at=NOW, call=leg.partition("~")[0], leg=leg)


def picks_up(leg: str) -> events.LegAnswered:
    """A seat's phone is picked up."""
    return events.LegAnswered(at=NOW, call=leg.partition("~")[0], leg=leg)


def joined(leg: str) -> events.LegJoined:
    """A seat's leg is in the call's bridge."""
    return events.LegJoined(at=NOW, call=leg.partition("~")[0], leg=leg)


def join_refused(leg: str, status: int = 500) -> events.JoinRefused:
    """Asterisk will not join a leg."""
    return events.JoinRefused(at=NOW, call=leg.partition("~")[0], leg=leg, status=status)


def leg_ends(leg: str, cause: Cause = Cause.NORMAL) -> events.LegEnded:
    """A seat's leg ends."""
    return events.LegEnded(at=NOW, call=leg.partition("~")[0], leg=leg, cause=cause)


def recorded(recording: str) -> events.RecordingStarted:
    """A recording runs."""
    call = recording.partition("~")[0]
    return events.RecordingStarted(at=NOW, call=call, recording=recording)


def recording_ends(recording: str, seconds: float = 1.0) -> events.RecordingEnded:
    """A recording's file is complete."""
    call = recording.partition("~")[0]
    return events.RecordingEnded(at=NOW, call=call, recording=recording, duration_s=seconds)


def unrecorded(recording: str, why: str = "status_500") -> events.RecordingFailed:
    """A leg cannot be recorded, or no longer."""
    call = recording.partition("~")[0]
    return events.RecordingFailed(at=NOW, call=call, recording=recording, why=why)


def registers(seat: str, endpoint: str = "") -> events.PhoneRegistered:
    """A seat's phone becomes reachable."""
    return events.PhoneRegistered(at=NOW, seat=seat, endpoint=endpoint or seat)


def unregisters(seat: str, endpoint: str = "") -> events.PhoneUnregistered:
    """A seat's phone goes away."""
    return events.PhoneUnregistered(at=NOW, seat=seat, endpoint=endpoint or seat)


def ready(seat: str) -> events.ReadyPressed:
    """Somebody sets a seat ready."""
    return events.ReadyPressed(at=NOW, seat=seat, by="op-1")


def not_ready(seat: str, reason: str = "") -> events.NotReadyPressed:
    """Somebody sets a seat not ready."""
    return events.NotReadyPressed(at=NOW, seat=seat, by="op-1", reason=reason)


def fires(timer: str) -> events.TimerFired:
    """A timer fires, whether it is set or not."""
    return events.TimerFired(at=NOW, timer=timer)


def starts() -> events.InstanceStarted:
    """The controller begins to work."""
    return events.InstanceStarted(at=NOW)


def asterisk_dies() -> events.AsteriskLost:
    """Asterisk is gone, and all calls with it."""
    return events.AsteriskLost(at=NOW)
