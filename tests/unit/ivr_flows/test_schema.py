"""A flow's version is named by what a caller hears and reads of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivr_flows.prompts import Prompt
from ivr_flows.schema import Flow

pytestmark = pytest.mark.unit

PROMPT = Prompt(sound="a" * 64, text="窓口です。", spoken="窓口です。", wav=None, max_s=None)
FLOW = Flow(name="welcome", prompt=PROMPT)


def test_the_same_flow_has_the_same_name() -> None:
    assert FLOW.hash == replace(FLOW).hash


@pytest.mark.parametrize(
    "other",
    [
        replace(FLOW, name="holiday"),
        replace(FLOW, prompt=replace(PROMPT, sound="b" * 64)),
        replace(FLOW, prompt=replace(PROMPT, text="別の文です。")),
    ],
    ids=["name", "sound", "text"],
)
def test_whatever_a_caller_hears_or_reads_makes_another_version(other: Flow) -> None:
    assert other.hash != FLOW.hash


def test_a_limit_that_nobody_hears_does_not() -> None:
    assert replace(FLOW, prompt=replace(PROMPT, max_s=12.0)).hash == FLOW.hash
