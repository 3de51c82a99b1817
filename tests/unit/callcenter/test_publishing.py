"""Which version of the flows new callers hear."""

from __future__ import annotations

import pytest

from callcenter import commands, events
from callcenter.campaign import Flows
from callcenter.center import Center
from ivr_flows.interpreter import Interpreter
from ivr_flows.prompts import Prompt
from ivr_flows.schema import Flow, one_sound
from tests.unit.callcenter import contract
from tests.unit.callcenter.askings import of
from tests.unit.callcenter.happenings import arrives, heard
from tests.unit.callcenter.playbook import NOW, play

pytestmark = pytest.mark.unit


def flow(sound: str, *, name: str = "all_busy") -> Flow:
    return one_sound(name, Prompt(sound=sound, text=sound, spoken=sound))


def center() -> Center:
    """Nobody is at work, and there are two versions: `old`, of the start, and `new`."""
    made = contract.campaign(
        flows=Flows(all_busy="all_busy", notice="all_busy", waiting="all_busy")
    )
    versions = {
        "new": [flow("new")],
        "other": [one_sound("x", Prompt(sound="x", text="", spoken=""))],
    }
    guidance = Interpreter([flow("old")], start="old", versions=lambda name: versions.get(name, []))
    found = Center(made, guidance)
    play(found, events.InstanceStarted(at=NOW, flows="old"))
    return found


def published(version: str, *, at_once: bool = False) -> events.FlowsPublished:
    return events.FlowsPublished(at=NOW, flows=version, by="sv-1", at_once=at_once)


def sounds(asked: list[commands.Command]) -> list[object]:
    return [sound for each in of(commands.Announce, asked) for sound in each.sounds]


def says(made: Center, call: str) -> object:
    (sound,) = sounds(play(made, arrives(call)))
    return sound


def test_new_callers_hear_the_published_version_and_old_ones_stay_on_theirs() -> None:
    made = center()
    assert says(made, "a") == "old"
    assert play(made, published("new")) == []
    assert says(made, "b") == "new"
    assert sounds(play(made, heard("a~p1"))) == ["old"]  # the notice, and all that follows
    assert made.state.calls["b"].playing is not None
    assert made.state.calls["b"].playing.flow.version == "new"


def test_an_emergency_is_told_at_once_to_who_waits_with_music() -> None:
    made = center()
    play(made, arrives("a"), heard("a~p1"), heard("a~p2"), arrives("b"))
    asked = play(made, published("new", at_once=True))
    assert [(each.call, each.sounds) for each in of(commands.Announce, asked)] == [("a", ("new",))]
    assert sounds(play(made, heard("b~p1"))) == ["new"]  # who was being told something else


def test_the_controllers_restart_keeps_it_and_a_start_with_other_flows_does_not() -> None:
    made = center()
    play(made, published("new"), events.InstanceStarted(at=NOW, flows="old"))
    assert says(made, "a") == "new"
    play(made, events.InstanceStarted(at=NOW, flows="newer"))
    assert says(made, "b") == "old"  # the guidance at hand was begun with these


def test_a_version_that_nobody_has_is_refused() -> None:
    made = center()
    assert play(made, published("gone")) == [commands.Refuse(reason="unknown_version")]
    assert says(made, "a") == "old"


def test_a_flow_that_a_version_lacks_is_that_of_the_start() -> None:
    made = center()
    play(made, published("other"))
    assert says(made, "a") == "old"
