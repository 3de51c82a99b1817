"""What the heart asks of call flows; the tests' own double keeps to it as well."""

from __future__ import annotations

import pytest

from callcenter.guidance import FlowStep, Guidance
from tests.unit.callcenter.contract import Speaker

pytestmark = pytest.mark.unit


def spoken(guidance: Guidance, flow: str, *, heard: bool) -> list[str]:
    said: list[str] = []
    step: FlowStep = guidance.enter(flow)
    while step.say is not None:
        said.append(step.say)
        step = guidance.step(step.state, heard=heard)
    return said


@pytest.mark.parametrize("heard", [True, False])
def test_a_flow_comes_to_its_end_whether_it_is_heard_or_not(heard: bool) -> None:
    speaker = Speaker({"long": 3, "silent": 0})
    assert spoken(speaker, "welcome", heard=heard) == ["welcome/0"]
    assert spoken(speaker, "long", heard=heard) == ["long/0", "long/1", "long/2"]
    assert spoken(speaker, "silent", heard=heard) == []


def test_the_same_state_gives_the_same_step() -> None:
    state = Speaker().enter("welcome").state
    assert Speaker().step(state, heard=True) == Speaker().step(state, heard=True)
