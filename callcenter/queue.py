"""Who waits, in which order: the place is the time of arrival, and nobody ever loses it."""

from __future__ import annotations

from bisect import insort

from callcenter.call import Call, CallState
from callcenter.state import State


def insert(state: State, call: Call) -> None:
    """Put a waiting call at its place; a returning one finds its old place again."""
    insort(state.queue, call.id, key=lambda each: state.calls[each].place)


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
