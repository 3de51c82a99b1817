"""A flow's version is named by what a caller hears and can do in it."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from ivr_flows.node import END
from ivr_flows.nodes.play import Play
from ivr_flows.prompts import Prompt
from ivr_flows.schema import Flow, one_sound
from ivr_flows.speech import Fixed

pytestmark = pytest.mark.unit

PROMPT = Prompt(sound="a" * 64, text="窓口です。", spoken="窓口です。")
FLOW = one_sound("welcome", PROMPT)


def test_an_announcement_is_a_flow_of_one_node_that_bears_its_name() -> None:
    play = Play(speech={"ja": (Fixed(PROMPT),)}, next=END)
    assert Flow(name="welcome", start="welcome", nodes={"welcome": play}) == FLOW
    assert list(FLOW.prompts()) == [PROMPT]


def test_the_same_flow_has_the_same_name() -> None:
    assert FLOW.hash == one_sound("welcome", replace(PROMPT)).hash


@pytest.mark.parametrize(
    "other",
    [
        one_sound("holiday", PROMPT),
        one_sound("welcome", replace(PROMPT, sound="b" * 64)),
        one_sound("welcome", replace(PROMPT, text="別の文です。")),
        msgspec.structs.replace(
            FLOW,
            nodes={"welcome": msgspec.structs.replace(FLOW.nodes["welcome"], skip=True)},
        ),
    ],
    ids=["name", "sound", "text", "skip"],
)
def test_whatever_a_caller_hears_or_can_do_makes_another_version(other: Flow) -> None:
    assert other.hash != FLOW.hash


def test_a_limit_that_nobody_hears_does_not() -> None:
    assert one_sound("welcome", replace(PROMPT, max_s=12.0)).hash == FLOW.hash
