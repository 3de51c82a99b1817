"""Who waits, in which order: the place is the time of arrival, and nobody ever loses it.

Only who was cut off by a fault of ours and calls again comes before everybody else.
"""

from __future__ import annotations

from bisect import insort
from datetime import datetime

from callcenter.call import Call, CallState
from callcenter.state import State

INTERRUPTED = -2
"""Priority of a caller whose talk was interrupted by a fault of ours: nobody comes before them."""


def insert(state: State, call: Call) -> None:
    """Put a waiting call at its place; a returning one finds its old place again."""
    insort(state.queue, call.id, key=lambda each: place(state.calls[each]))


def place(call: Call) -> tuple[int, datetime, int]:
    """Give a call's place; the smaller one is served first."""
    return call.priority, call.arrived_at, call.place


def remove(state: State, call: Call) -> None:
    """Take a call out, if it is in."""
    if call.id in state.queue:
        state.queue.remove(call.id)


def callers_ahead(state: State, skill: str) -> int:
    """Count those who will want a seat of this skill before a new caller does."""
    return sum(
        call.state in (CallState.GUIDED, CallState.WAITING) and call.skill == skill
        for call in state.calls.values()
    )
