"""The one-announcement form of guidance."""

from __future__ import annotations

import pytest

from callcenter.guidance import FlowState, FlowStep, Guidance
from ivr_flows.errors import UnknownFlow
from ivr_flows.interpreter import OneAnnouncement
from ivr_flows.prompts import Prompt
from ivr_flows.schema import Flow

pytestmark = pytest.mark.unit

WELCOME = Flow(name="welcome", prompt=Prompt(sound="a" * 64, text="はい", spoken="はい"))
STATE = FlowState(flow="welcome", hash=WELCOME.hash, node="welcome")


def test_entering_a_flow_says_its_prompt() -> None:
    guidance: Guidance = OneAnnouncement([WELCOME])
    assert guidance.enter("welcome") == FlowStep(state=STATE, say="a" * 64)


@pytest.mark.parametrize("heard", [True, False])
def test_after_its_announcement_a_flow_is_over_heard_or_not(heard: bool) -> None:
    guidance = OneAnnouncement([WELCOME])
    assert guidance.step(STATE, heard=heard) == FlowStep(state=STATE, say=None)


def test_a_call_ends_the_flow_that_it_entered_even_when_the_flow_is_no_more() -> None:
    assert OneAnnouncement([]).step(STATE, heard=True) == FlowStep(state=STATE, say=None)


def test_an_unknown_flow_is_an_error_that_carries_its_name() -> None:
    with pytest.raises(UnknownFlow) as caught:
        OneAnnouncement([WELCOME]).enter("welcom")
    assert caught.value.flow == "welcom"
