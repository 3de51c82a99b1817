"""What nodes have in common; each way through it is in the nodes' own tests."""

from __future__ import annotations

import pytest

from ivr_flows.asking import tries
from ivr_flows.prompts import Prompt
from ivr_flows.speech import Fixed, Speech

pytestmark = pytest.mark.unit


def speech(text: str) -> Speech:
    return {"ja": (Fixed(Prompt(sound=text, text=text, spoken=text)),)}


def test_further_tries_say_what_there_is_to_say() -> None:
    assert list(tries(speech("a"), speech("b"), 3)) == [speech("a"), speech("b"), speech("b")]
    assert list(tries(speech("a"), {}, 2)) == [speech("a"), speech("a")]
    assert list(tries(speech("a"), speech("b"), 1)) == [speech("a")]
