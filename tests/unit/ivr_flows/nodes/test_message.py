"""`message`: let the caller leave a voice message."""

from __future__ import annotations

import pytest

from callcenter.guidance import MessageTaken
from tests.unit.ivr_flows.script import Script, ends, flow_of

pytestmark = pytest.mark.unit

FLOW = flow_of(
    """
[nodes.message]
verb = "message"
text = "お話しください。"
next = "thanks"
empty = "nothing"
limit_s = 30
silence_s = 3
"""
    + ends("thanks", "nothing")
)


@pytest.fixture
def script() -> Script:
    script = Script(FLOW)
    assert script.begin() == ["1 say お話しください。"]
    assert script.said() == ["2 take message 30 3"]
    return script


@pytest.mark.parametrize(("seconds", "told"), [(12.5, "3 say thanks"), (0.4, "3 say nothing")])
def test_a_message_is_told_from_silence(script: Script, seconds: float, told: str) -> None:
    assert script.then(MessageTaken(2, seconds)) == [told]


def test_the_hash_ends_it_once(script: Script) -> None:
    assert script.press("5") == []
    assert script.press("#") == ["end message 2"]
    assert script.press("#") == []
    assert script.then(MessageTaken(2, 4.0)) == ["3 say thanks"]


def test_a_key_while_it_is_asked_for_begins_it() -> None:
    script = Script(FLOW)
    script.begin()
    assert script.press("#") == ["hush 1", "2 take message 30 3"]
