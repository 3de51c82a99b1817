"""What Asterisk has of ours that nobody needs: its call is over, or knows nothing of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from callcenter import events, ids
from callcenter.call import CallState
from callcenter.state import State


def orphans(state: State, made: Iterable[str]) -> list[str]:
    """List channels and bridges of ours whose call is over, or that nobody remembers."""
    alive = {call.id for call in state.calls.values() if call.state is not CallState.ENDED}
    return [
        each
        for each in made
        if (ids.SEPARATOR in each or ids.is_attempt(each)) and ids.root(each) not in alive
    ]


def strays(state: State, channels: Iterable[str]) -> list[str]:
    """List legs of calls that go on, but know nothing of them: their end was not done any more."""
    known = {
        party.leg
        for call in state.calls.values()
        for party in (call.offer, call.guest, call.outside)
        if party is not None
    }
    return [
        each
        for each in channels
        if ids.is_leg(each) and ids.root(each) in state.calls and each not in known
    ]


def rung_in_vain(state: State, channels: Iterable[str], at: datetime) -> Iterator[events.LegRang]:
    """Tell of the strays that they ring, which ends them: asked for in time, and made too late."""
    for each in strays(state, channels):
        yield events.LegRang(at=at, call=ids.root(each), leg=each)
