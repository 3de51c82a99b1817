"""The whole memory as plain data, and back."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from callcenter.center import Center
from callcenter.events import Event
from callcenter.state import State
from tests.unit.callcenter import contract, scenes
from tests.unit.callcenter.happenings import arrives, heard, leaves, leg_ends, not_ready
from tests.unit.callcenter.playbook import play
from tests.unit.callcenter.scenes import Scene

pytestmark = pytest.mark.unit

SCENES: list[Callable[[], Scene]] = [
    scenes.guided,
    scenes.told_all_are_busy,
    scenes.waiting,
    scenes.ringing,
    scenes.joining,
    scenes.talking,
]


@pytest.mark.parametrize("scene", SCENES)
def test_the_state_of_every_scene_survives_json(scene: Callable[[], Scene]) -> None:
    state = scene().center.state
    assert State.from_plain(json.loads(json.dumps(state.to_plain()))) == state


def test_an_ended_call_with_a_leg_a_leaving_seat_and_alarms_survive() -> None:
    center = scenes.talking(ready=2).center
    play(center, arrives("b"), not_ready("seat-01", "lunch"), leaves("a"))
    assert State.from_plain(center.state.to_plain()) == center.state


def test_a_center_given_a_state_goes_on_as_if_nothing_had_happened() -> None:
    center = scenes.ringing(ready=2).center
    again = Center(contract.SAPPORO, contract.Speaker(), State.from_plain(center.state.to_plain()))
    following: list[Event] = [
        arrives("b"),
        leg_ends("a~1"),
        heard("b~p1"),
        leaves("a"),
        leaves("b"),
    ]
    for event in following:
        assert play(again, event) == play(center, event)
    assert again.state == center.state


def test_an_empty_state_survives_too() -> None:
    assert State.from_plain(State().to_plain()) == State()
