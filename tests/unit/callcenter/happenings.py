"""Short words for what happens, for scripts: each event at the instant the script has reached."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from callcenter import events, wishes
from callcenter.dial_events import Seated
from callcenter.events import Cause, TurnedAway, Withheld
from callcenter.guest_wishes import Watch
from callcenter.outcome import DialResult
from tests.unit.callcenter.contract import LINE
from tests.unit.callcenter.playbook import MONDAY, NOW


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


def heard_late(playback: str) -> events.AnnouncementEnded:
    """Asterisk did not answer in time whether it plays this."""
    return replace(heard(playback, to_its_end=False), may_come_late=True)


def presses(call: str, key: str, *, digits: str | None = None) -> events.KeyPressed:
    """The caller presses a key."""
    return events.KeyPressed(at=NOW, call=call, key=key, digits=digits)


def looked_up(lookup: str, answer: str, status: str = "") -> events.CaseLookedUp:
    """The office answers."""
    call = lookup.partition("~")[0]
    return events.CaseLookedUp(at=NOW, call=call, lookup=lookup, answer=answer, status=status)


def rings(leg: str) -> events.LegRang:
    """A seat's phone rings."""
    return events.LegRang(at=NOW, call=leg.partition("~")[0], leg=leg)


def picks_up(leg: str) -> events.LegAnswered:
    """A seat's phone is picked up."""
    return events.LegAnswered(at=NOW, call=leg.partition("~")[0], leg=leg)


def joined(leg: str, bridge: str = "") -> events.LegJoined:
    """A seat's leg is in the call's bridge, or another one."""
    return events.LegJoined(at=NOW, call=leg.partition("~")[0], leg=leg, bridge=bridge)


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


def loses_trunk(trunk: str) -> events.TrunkLost:
    """The carrier's side does not answer any more."""
    return events.TrunkLost(at=NOW, trunk=trunk)


def has_trunk(trunk: str) -> events.TrunkBack:
    """It answers again."""
    return events.TrunkBack(at=NOW, trunk=trunk)


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


def asterisk_ends() -> events.AsteriskLost:
    """Asterisk was told to end."""
    return events.AsteriskLost(at=NOW, in_order=True)


def met(
    call: str,
    *,
    is_bridged: bool = True,
    has_bridge: bool = True,
    is_played: bool = True,
    recordings: tuple[str, ...] = (),
    legs: tuple[str, ...] | None = None,
) -> events.CallMet:
    """Asterisk was asked for a call."""
    return events.CallMet(
        at=NOW,
        call=call,
        is_bridged=is_bridged,
        has_bridge=has_bridge,
        is_played=is_played,
        recordings=recordings,
        legs=legs,
    )


def falls(call: str) -> events.CallFell:
    """A call's lease runs out."""
    return events.CallFell(at=NOW, call=call)


def is_left(call: str) -> events.CallFell:
    """The seat left a caller while nobody was at work, and Asterisk took them."""
    return events.CallFell(at=NOW, call=call, was_left=True)


def returns(
    call: str,
    *,
    arrived_at: datetime = MONDAY,
    is_noticed: bool = True,
    is_admitted: bool = True,
    line: str = LINE,
) -> events.CallReturned:
    """The fallback gives a caller back."""
    return events.CallReturned(
        at=NOW,
        call=call,
        line=line,
        caller="person",
        withheld=None,
        arrived_at=arrived_at,
        is_noticed=is_noticed,
        is_admitted=is_admitted,
    )


def fallback_is_seen() -> events.FallbackSeen:
    """Asterisk serves callers by itself, nobody knows yet whom."""
    return events.FallbackSeen(at=NOW)


def fallback_is_told() -> events.FallbackTold:
    """What the fallback did by now is known."""
    return events.FallbackTold(at=NOW)


def is_found(
    call: str, *, told: TurnedAway | None = None, is_heard: bool = True
) -> events.FallbackFound:
    """A call of the fallback is told of that nobody knew."""
    return events.FallbackFound(
        at=NOW,
        call=call,
        line=LINE,
        caller="person",
        withheld=None,
        turned_away=told,
        is_heard=is_heard,
    )


def picked_up_there(call: str, seat: str, *, rang_at: datetime) -> events.FallbackJoined:
    """A seat picked up in the fallback."""
    return events.FallbackJoined(at=NOW, call=call, seat=seat, endpoint=seat, rang_at=rang_at)


def ended_there(
    call: str, *, told: TurnedAway | None = None, recordings: tuple[str, str] | None = None
) -> events.FallbackEnded:
    """A call ended in the fallback."""
    caller, seat = recordings or (None, None)
    return events.FallbackEnded(
        at=NOW, call=call, turned_away=told, caller_recording=caller, seat_recording=seat
    )


def mutes(seat: str, why: str = "button", *, on: bool = True) -> wishes.MutePressed:
    """The seat has a sensitive part left out of the recording, or in it again."""
    return wishes.MutePressed(at=NOW, seat=seat, by="op-1", why=why, is_on=on)


def asks_to_record(seat: str) -> wishes.RecordingPressed:
    """The seat has told the caller that it records from now on."""
    return wishes.RecordingPressed(at=NOW, seat=seat, by="op-1")


def refuses_recording(seat: str) -> wishes.RefusalNoted:
    """The caller does not want to be recorded."""
    return wishes.RefusalNoted(at=NOW, seat=seat, by="op-1")


def holds(seat: str) -> wishes.HoldPressed:
    """The seat lets its caller wait."""
    return wishes.HoldPressed(at=NOW, seat=seat, by="op-1")


def resumes(seat: str) -> wishes.ResumePressed:
    """The seat talks on."""
    return wishes.ResumePressed(at=NOW, seat=seat, by="op-1")


def presses_hang_up(seat: str) -> wishes.HangUpPressed:
    """The seat ends its talk by the page's button."""
    return wishes.HangUpPressed(at=NOW, seat=seat, by="op-1")


def opens_page(seat: str, endpoint: str = "") -> wishes.PhonePageOpened:
    """The browser phone's page is opened anew."""
    return wishes.PhonePageOpened(at=NOW, seat=seat, by="op-1", endpoint=endpoint or seat)


def hands_over(seat: str, to: str, *, forced: bool = False) -> wishes.TransferPressed:
    """The seat hands its caller over."""
    return wishes.TransferPressed(at=NOW, seat=seat, by="op-1", to=to, though_not_ready=forced)


def gives_back(seat: str, skill: str = "") -> wishes.QueueTransferPressed:
    """The seat gives its caller back to the queue."""
    return wishes.QueueTransferPressed(at=NOW, seat=seat, by="op-1", skill=skill)


def consults(seat: str, to: str, *, forced: bool = False) -> wishes.ConsultPressed:
    """The seat asks another one."""
    return wishes.ConsultPressed(at=NOW, seat=seat, by="op-1", to=to, though_not_ready=forced)


def brings_together(seat: str) -> wishes.ThreeWayPressed:
    """The seat wants all three to talk."""
    return wishes.ThreeWayPressed(at=NOW, seat=seat, by="op-1")


def watches(seat: str, of: str, how: Watch = Watch.LISTEN) -> wishes.WatchPressed:
    """A supervisor comes to a seat's talk."""
    return wishes.WatchPressed(at=NOW, seat=seat, by="sv-1", of=of, how=how)


def raises_hand(seat: str, *, is_up: bool = True) -> wishes.HandPressed:
    """The seat calls a supervisor, or somebody has seen to it."""
    return wishes.HandPressed(at=NOW, seat=seat, by="op-1", is_up=is_up)


def microphone(seat: str, endpoint: str = "", *, is_lost: bool) -> wishes.MicrophoneSeen:
    """The page of a browser phone tells whether its microphone can be used."""
    phone = endpoint or seat
    return wishes.MicrophoneSeen(at=NOW, seat=seat, by="op-1", endpoint=phone, is_lost=is_lost)


def extends_wrap_up(seat: str) -> wishes.WrapUpExtended:
    """The seat's person needs longer."""
    return wishes.WrapUpExtended(at=NOW, seat=seat, by="op-1")


def dials(
    call: str, *, seat: str = "seat-01", person: str = "person", contact: str = ""
) -> events.DialPressed:
    """The person at a seat wants to call somebody."""
    return events.DialPressed(
        at=NOW, seat=seat, by="op-1", call=call, person=person, contact=contact
    )


def sit(**people: str) -> events.PeopleSeated:
    """The office tells who sits where: `sit(op_1="seat-01")`."""
    seated = tuple(Seated(seat=seat, staff=staff) for staff, seat in people.items())
    return events.PeopleSeated(at=NOW, people=seated)


def citizen_rings(call: str) -> events.CitizenRang:
    """The citizen's phone rings."""
    return events.CitizenRang(at=NOW, call=call)


def citizen_answers(call: str) -> events.CitizenAnswered:
    """The citizen's phone is picked up."""
    return events.CitizenAnswered(at=NOW, call=call)


def dial_ends(call: str, result: DialResult = DialResult.BUSY) -> events.DialEnded:
    """The network says why there is no talk."""
    return events.DialEnded(at=NOW, call=call, result=result)


def confirmed(attempt: str, *, is_due: bool = True) -> events.ContactConfirmed:
    """The office answers."""
    return events.ContactConfirmed(at=NOW, attempt=attempt, is_due=is_due)
