"""What we remember against what Asterisk knows, after a time in which we did not listen.

Pure: the center's state and Asterisk's channels go in, the events that were missed come out.
Asterisk's truth wins. An object's call is read off its id, so that what nobody remembers is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from callcenter import events, ids
from callcenter.call import Call, CallState
from callcenter.events import Cause, Event
from callcenter.state import State


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of Asterisk's, as far as it matters here."""

    id: str
    is_up: bool
    is_bridged: bool = False


def missed_events(state: State, channels: Mapping[str, Channel], at: datetime) -> Iterator[Event]:
    """Tell what happened to our calls meanwhile, as far as the channels show it."""
    for call in state.calls.values():
        leg = call.offer.leg if call.offer and not call.offer.is_over else None
        is_gone = call.id not in channels
        if is_gone and call.state is not CallState.ENDED:
            yield events.CallerLeft(at=at, call=call.id, cause=Cause.LOST)
        if leg is not None and leg not in channels:
            yield events.LegEnded(at=at, call=call.id, leg=leg, cause=Cause.LOST)
        elif leg is not None and not is_gone:
            yield from _seat_went_on(call, leg, channels[leg], at)


def orphans(state: State, made: Iterable[str]) -> list[str]:
    """List legs, snoops and bridges of ours whose call is over, or that nobody remembers."""
    alive = {call.id for call in state.calls.values() if call.state is not CallState.ENDED}
    return [each for each in made if ids.SEPARATOR in each and ids.root(each) not in alive]


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


def _seat_went_on(call: Call, leg: str, channel: Channel, at: datetime) -> Iterator[Event]:
    """A seat picked up, or a recording could not report: let the call go on."""
    if call.state is CallState.OFFERED and channel.is_up:
        yield events.LegAnswered(at=at, call=call.id, leg=leg)
    elif call.state is CallState.JOINING and channel.is_bridged:
        yield events.LegJoined(at=at, call=call.id, leg=leg)
    elif call.state is CallState.JOINING and call.awaited:
        for recording in tuple(call.awaited):
            yield events.RecordingFailed(at=at, call=call.id, recording=recording, why="lost")
    elif call.state is CallState.JOINING:
        yield events.JoinRefused(at=at, call=call.id, leg=leg, status=0)
