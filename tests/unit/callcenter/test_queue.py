"""Who waits, in which order."""

from __future__ import annotations

import pytest

from callcenter import queue
from callcenter.call import CallState
from tests.unit.callcenter import contract
from tests.unit.callcenter.happenings import arrives, heard
from tests.unit.callcenter.playbook import play

pytestmark = pytest.mark.unit


def test_a_returning_caller_finds_the_old_place() -> None:
    center = contract.center(ready=0)
    play(center, *(arrives(call) for call in "abc"))
    state = center.state
    queue.remove(state, state.calls["b"])
    assert state.queue == ["a", "c"]
    queue.insert(state, state.calls["b"])
    assert state.queue == ["a", "b", "c"]


def test_removing_who_is_not_in_changes_nothing() -> None:
    center = contract.center(ready=1)
    play(center, arrives("a"))
    queue.remove(center.state, center.state.calls["a"])
    assert center.state.queue == []


def test_callers_in_the_guidance_and_waiting_are_ahead_but_not_those_being_offered() -> None:
    center = contract.center(ready=3)
    play(center, arrives("a"), arrives("b"), arrives("c"), arrives("d"), heard("a~p1"))
    states = {call.id: call.state for call in center.state.calls.values()}
    assert states == {
        "a": CallState.OFFERED,
        "b": CallState.GUIDED,
        "c": CallState.GUIDED,
        "d": CallState.WAITING,
    }
    assert queue.callers_ahead(center.state, "general") == 3
    assert queue.callers_ahead(center.state, "english") == 0
