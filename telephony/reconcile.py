"""What we remember against what Asterisk knows, after a time in which we did not listen.

Pure: the center's state, what Asterisk listed and its book go in; the events that were missed come
out, each with its true instant as far as the book knows it. Asterisk's truth wins. An object's call
is read off its id, so that what nobody remembers is found.

| we remember | Asterisk has | missed |
|---|---|---|
| any call | no channel of the caller | `CallerLeft`, and before it all that the book tells |
| any call | the caller outside of our application | `CallFell`, or to be asked again |
| in the fallback | a leg of ours | `CallMet`: it is ended again; `LegEnded` if there is none |
| talking | the caller in the fallback, or once there | `CallFell` when the seat left |
| offered, joining | no leg that was asked for | `LegEnded`: by us, if the seat had answered |
| offered | the leg is up | `LegAnswered` |
| joining | both in the call's bridge | `LegJoined` |
| talking | no leg | `LegEnded` |
| talking | the caller out of the call's bridge | `CallMet` |
| an announcement | no playback, long after its beginning | `AnnouncementEnded` |
| calling a seat, dialling | | see `reconcile_dialled` |
| anything else | less than we asked for | `CallMet`: what is missing is asked for again |
| a call | a leg that it knows nothing of | `LegRang`: it is ended |
| nothing | a caller in our application | `CallArrived`, or `CallReturned` |
| nothing, or that they fell | a caller who is offered to all | it is claimed |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from callcenter import events, ids
from callcenter.call import Call, CallState, Playing
from callcenter.events import Cause, Event
from callcenter.state import State
from telephony import leftovers, leg_cause, reconcile_dialled, reconcile_fallen, reconcile_guest
from telephony.ari_signals import CallerAway, CallOffered
from telephony.book import Book
from telephony.call_story import CallStory, Talk
from telephony.fallback import BACK_CONTEXT, CONTEXT, CONTEXTS
from telephony.leases import LONGEST_LEASE_S

LISTENED_S = 3.0
"""An announcement that began so long ago and is played no more was heard, as far as anybody can
tell; one that began later is begun again."""
UNDER_WAY_S = 1.0
"""What was asked for so shortly before may not be done yet, if it is we who asked."""
OFFERING = ("offer", BACK_CONTEXT)
"""Where in the dialplan a caller is offered to us."""
BOUND = (CallState.OFFERED, CallState.JOINING)
UNSETTLED = (CallState.GUIDED, CallState.WAITING, CallState.CLOSING, *BOUND)
"""Who is in one of these waits for something to happen."""

Missed = Event | CallerAway | CallOffered


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of Asterisk's, as far as it matters here."""

    id: str
    is_up: bool
    context: str = ""
    """Where in the dialplan it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What Asterisk told, and when."""

    at: datetime
    channels: Mapping[str, Channel]
    ours: frozenset[str]
    """Channels in our application."""
    bridges: Mapping[str, frozenset[str]]
    """Who is in each bridge."""
    playing: frozenset[str] = frozenset()
    """Those of our playbacks that are being played."""
    recording: frozenset[str] = frozenset()
    """Those of the awaited recordings that run."""
    book: Book | None = None
    began_at: datetime | None = None
    """When we began to work: what was asked for before is under way no more."""
    unmet_since: datetime | None = None
    """When the first of us began who did not come to meet Asterisk."""
    unsent: frozenset[str] = frozenset()
    """The legs that are still to be rung: something before them is not done yet."""
    strangers: tuple[Event, ...] = ()
    """Arrivals and returns of callers in our application, by whom none is remembered yet."""

    def is_settled(self, asked_at: datetime | None) -> bool:
        """Whether something asked for at an instant would be done by now."""
        if asked_at is None or (self.began_at is not None and asked_at < self.began_at):
            return True
        return self.at - asked_at > timedelta(seconds=UNDER_WAY_S)

    def is_bridged(self, channel: str, bridge: str | None) -> bool:
        """Whether a channel is in a bridge."""
        return bridge is not None and channel in self.bridges.get(bridge, ())

    def story(self, call: str) -> CallStory | None:
        """What the book tells of a call."""
        return self.book.call(call) if self.book else None


@dataclass(frozen=True, slots=True)
class Questions:
    """What must be asked one by one, because Asterisk has no list of it."""

    playbacks: tuple[str, ...] = field(default=())
    recordings: tuple[str, ...] = field(default=())


def questions(state: State) -> Questions:
    """Say which playbacks and recordings must be asked for."""
    calls = [call for call in state.calls.values() if call.state is not CallState.ENDED]
    return Questions(
        tuple(call.playing.playback for call in calls if call.playing and call.playing.playback),
        tuple(each for call in calls for each in (*call.awaited, *_taking(call))),
    )


def missed_events(state: State, seen: Seen) -> list[Missed]:
    """Tell what happened meanwhile, in the order in which it did."""
    missed = [each for call in state.calls.values() for each in _of_call(call, seen)]
    if seen.began_at is None:  # a meeting ends them itself
        missed += leftovers.rung_in_vain(state, seen.channels, seen.at)
    return sorted([*missed, *seen.strangers], key=lambda each: each.at)


def fallback_seen(seen: Seen) -> list[Event]:
    """Tell that Asterisk serves callers by itself; the watch over the fallback tells whom."""
    is_serving = any(each.context == CONTEXT for each in seen.channels.values())
    return [events.FallbackSeen(at=seen.at)] if is_serving else []


def offered(state: State, seen: Seen) -> list[CallOffered]:
    """List who was offered to all while we did not listen; they may still be there to be taken."""
    return [
        CallOffered(at=seen.at, channel=each.id)
        for each in seen.channels.values()
        if each.context in OFFERING
        and each.id not in seen.ours
        and ids.SEPARATOR not in each.id
        and _may_claim(state.calls.get(each.id), seen)
    ]


def _may_claim(call: Call | None, seen: Seen) -> bool:
    if call is None or call.state is CallState.FALLBACK:
        return True
    is_back = seen.channels[call.id].context == BACK_CONTEXT
    return is_back and reconcile_fallen.from_talk(call, seen) is not None


def _of_call(call: Call, seen: Seen) -> Iterator[Missed]:
    if call.state is CallState.FALLBACK:
        yield from _of_fallen(call, seen)
        return
    if reconcile_dialled.is_ours(call):
        yield from reconcile_dialled.missed(call, seen)
        return
    if (fell := reconcile_fallen.from_talk(call, seen)) is not None:
        # The seat's leaving is told with it; that they talked at all may have been missed, too.
        yield from (each for each in _of_seat(call, seen) if not isinstance(each, events.LegEnded))
        yield fell
        return
    yield from _of_seat(call, seen)
    yield from reconcile_guest.missed(call, seen)
    yield from _of_outside(call, seen)
    if call.state is CallState.ENDED:
        is_left = _has_leg(call, seen) or reconcile_guest.has_leg(call, seen)
        if is_left and seen.is_settled(call.since):
            yield _met(call, seen)
    elif call.id not in seen.channels:
        yield from _gone(call, seen)
    elif call.id not in seen.ours:
        yield _away(call, seen)
    else:
        yield from _lacking(call, seen)


def _of_fallen(call: Call, seen: Seen) -> Iterator[Missed]:
    """Tell of the leg that was to be ended with the fall; the fallback's watch tells the rest."""
    if not call.is_at_seat or not seen.is_settled(call.since):
        return
    yield from _of_seat(call, seen)
    if _has_leg(call, seen):
        yield _met(call, seen)


def _of_seat(call: Call, seen: Seen) -> Iterator[Missed]:
    """Tell what a seat's leg did."""
    if call.offer is None or call.offer.is_over or not seen.is_settled(call.offer.at):
        return
    leg = call.offer.leg
    if leg in seen.unsent:
        return
    story = seen.book.channel(leg) if seen.book else None
    talk = _talk(call, seen)
    answered_at = (story.answered_at if story else None) or seen.at
    has_answered = story is not None and story.answered_at is not None
    if call.state is CallState.OFFERED and (talk or (leg in seen.channels and _is_up(leg, seen))):
        yield events.LegAnswered(at=answered_at, call=call.id, leg=leg)
    if call.state in BOUND and _is_joined(call, leg, talk, seen):
        joined_at = (talk.began_at if talk else None) or seen.at
        if call.state is CallState.OFFERED:
            joined_at = max(joined_at, answered_at)
        yield events.LegJoined(at=joined_at, call=call.id, leg=leg)
    if leg not in seen.channels:
        ended_at = (story.ended_at if story else None) or seen.at
        is_ours = call.state in BOUND and talk is None and has_answered
        known = story.cause if story and story.cause is not None and not is_ours else None
        cause = (
            leg_cause.of_book(known, is_answered=has_answered) if known is not None else Cause.LOST
        )
        yield events.LegEnded(at=ended_at, call=call.id, leg=leg, cause=cause)


def _of_outside(call: Call, seen: Seen) -> Iterator[Missed]:
    """Tell what the leg of an outside number did."""
    if call.outside is None or not seen.is_settled(call.outside.at):
        return
    leg = call.outside.leg
    if leg not in seen.channels:
        yield events.LegEnded(at=seen.at, call=call.id, leg=leg, cause=Cause.LOST)
    elif call.state is not CallState.OUTSIDE and _is_up(leg, seen):
        is_joined = _is_joined(call, leg, None, seen)
        kind = events.LegJoined if is_joined else events.LegAnswered
        yield kind(at=seen.at, call=call.id, leg=leg)


def _is_up(leg: str, seen: Seen) -> bool:
    return seen.channels[leg].is_up and leg in seen.ours


def _is_joined(call: Call, leg: str, talk: Talk | None, seen: Seen) -> bool:
    return talk is not None or (
        seen.is_bridged(leg, call.bridge) and seen.is_bridged(call.id, call.bridge)
    )


def _talk(call: Call, seen: Seen) -> Talk | None:
    """Find in the book when the offered leg and the caller were together."""
    story = seen.story(call.id)
    if story is None or call.offer is None:
        return None
    return next((each for each in story.talks if each.leg == call.offer.leg), None)


def _gone(call: Call, seen: Seen) -> Iterator[Missed]:
    """The caller's channel is no more; if it fell before, the watch over the fallback goes on."""
    story = seen.story(call.id)
    # In the book a call that we made is its seat's: it is asked for the channel alone.
    ended_at = (seen.book.ended_at(call.id) if seen.book else None) or seen.at
    if story is not None and reconcile_fallen.fell_at(call, story) is not None:
        yield events.CallFell(at=reconcile_fallen.fell_at(call, story) or ended_at, call=call.id)
    else:
        yield events.CallerLeft(at=ended_at, call=call.id, cause=Cause.LOST)


def _away(call: Call, seen: Seen) -> Missed:
    """The caller is up, but not with us."""
    if seen.channels[call.id].context not in CONTEXTS:
        return CallerAway(at=seen.at, call=call.id)
    story = seen.story(call.id)
    return events.CallFell(
        at=(reconcile_fallen.fell_at(call, story) if story else None) or seen.at, call=call.id
    )


def _lacking(call: Call, seen: Seen) -> Iterator[Missed]:
    """Tell that less is there than was asked for."""
    playing, bridge = call.playing, call.bridge
    is_out = call.is_answered and not seen.is_bridged(call.id, bridge)
    is_saying = playing is not None and bool(playing.playback)
    is_silent = playing is not None and is_saying and playing.playback not in seen.playing
    if not all(map(seen.is_settled, (call.since, playing.at if playing else None, call.music_at))):
        return
    if is_silent and not is_out and playing is not None and _was_heard(playing.at, seen):
        playback = playing.playback
        yield events.AnnouncementEnded(at=seen.at, call=call.id, playback=playback, heard=True)
    elif _has_ended_message(playing, seen) and playing is not None:
        spoken_s = (seen.at - (playing.at or seen.at)).total_seconds()
        yield events.RecordingEnded(
            at=seen.at, call=call.id, recording=playing.taking, duration_s=max(0.0, spoken_s)
        )
    elif is_out or is_silent or _is_stuck(call, seen) or _may_lack_music(call, seen):
        yield _met(call, seen)


def _taking(call: Call) -> tuple[str, ...]:
    return (call.playing.taking,) if call.playing and call.playing.taking else ()


def _has_ended_message(playing: Playing | None, seen: Seen) -> bool:
    """Whether a voice message is recorded no more, so that the caller waits for nothing."""
    return playing is not None and bool(playing.taking) and playing.taking not in seen.recording


def _met(call: Call, seen: Seen) -> Event:
    return events.CallMet(
        at=seen.at,
        call=call.id,
        is_bridged=seen.is_bridged(call.id, call.bridge),
        has_bridge=call.bridge in seen.bridges,
        is_played=call.playing is not None and call.playing.playback in seen.playing,
        recordings=tuple(each for each in call.awaited if each in seen.recording),
        legs=_legs(call, seen) if call.state is CallState.TALKING else None,
    )


def _legs(call: Call, seen: Seen) -> tuple[str, ...]:
    there = seen.bridges.get(call.bridge or "", frozenset())
    return tuple(sorted(each for each in there if each != call.id))


def _has_leg(call: Call, seen: Seen) -> bool:
    return call.is_at_seat and call.offer is not None and call.offer.leg in seen.channels


def _was_heard(began_at: datetime | None, seen: Seen) -> bool:
    return began_at is None or seen.at - began_at >= timedelta(seconds=LISTENED_S)


def _is_stuck(call: Call, seen: Seen) -> bool:
    """Whether nothing will ever come of what was asked for."""
    if call.state is CallState.CLOSING:
        return call.playing is None
    if reconcile_guest.is_stuck(call, seen):
        return True
    if call.state is CallState.JOINING and call.offer is not None and _has_leg(call, seen):
        return not _is_joined(call, call.offer.leg, _talk(call, seen), seen)
    return _awaits_in_vain(call, seen)


def _awaits_in_vain(call: Call, seen: Seen) -> bool:
    """Whether the next seat would wait for a recording that was asked for with one that is gone."""
    is_next = call.state in (CallState.WAITING, CallState.OFFERED, CallState.JOINING)
    return is_next and not seen.recording.issuperset(call.awaited)


def _may_lack_music(call: Call, seen: Seen) -> bool:
    """Whether music was asked for just before we died, so that nobody can tell that it plays.

    Who is still ours had a lease by somebody who died so short a while before the first start after
    it; whoever started and died since renewed it as well, and asked for nothing.
    """
    if call.playing is not None or call.music_at is None or seen.began_at is None:
        return False
    if call.state not in (CallState.WAITING, CallState.OFFERED):
        return False
    died_at = (seen.unmet_since or seen.began_at) - timedelta(seconds=LONGEST_LEASE_S)
    return died_at < call.music_at <= seen.began_at


def missed_registrations(
    state: State, online: Mapping[str, bool], seats: Mapping[str, str], at: datetime
) -> Iterator[Event]:
    """Tell which phones came or went.

    Args:
        state: What we remember.
        online: Whether each endpoint has a reachable phone.
        seats: The seat of each endpoint.
        at: When we asked.
    """
    for endpoint, seat in seats.items():
        known = seat in state.seats and endpoint in state.seats[seat].phones
        is_online = online.get(endpoint, False)
        if is_online and not known:
            yield events.PhoneRegistered(at=at, seat=seat, endpoint=endpoint)
        elif known and not is_online:
            yield events.PhoneUnregistered(at=at, seat=seat, endpoint=endpoint)
