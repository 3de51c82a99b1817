"""What the heart asks of call flows; the tests' own double keeps to it as well."""

from __future__ import annotations

import pytest

from callcenter.guidance import Facts, FlowState, Guidance, Key, Said, Say
from tests.unit.callcenter.contract import Speaker

pytestmark = pytest.mark.unit


def spoken(guidance: Guidance, flow: str, *, heard: bool) -> list[str]:
    said: list[str] = []
    move = guidance.begin(flow, Facts())
    while move.end is None:
        (say,) = move.wishes
        assert isinstance(say, Say)
        said += [each for each in say.parts if isinstance(each, str)]
        move = guidance.go_on(move.state, Said(say.n, heard), Facts())
    return said


@pytest.mark.parametrize("heard", [True, False])
def test_a_flow_comes_to_its_end_whether_it_is_heard_or_not(heard: bool) -> None:
    speaker = Speaker({"long": 3, "silent": 0})
    assert spoken(speaker, "welcome", heard=heard) == ["welcome/0"]
    assert spoken(speaker, "long", heard=heard) == ["long/0", "long/1", "long/2"]
    assert spoken(speaker, "silent", heard=heard) == []


def test_the_same_state_gives_the_same_move_and_what_nobody_waits_for_none() -> None:
    state = Speaker().begin("welcome", Facts()).state
    told = Said(1)
    assert Speaker().go_on(state, told, Facts()) == Speaker().go_on(state, told, Facts())
    for old in (Said(2), Key("1")):
        assert Speaker().go_on(state, old, Facts()).wishes == ()


def test_the_place_of_one_announcement_is_its_flow_alone() -> None:
    assert FlowState("welcome", "", "welcome").place == "welcome"
    assert FlowState("welcome", "", "menu").place == "welcome/menu"
