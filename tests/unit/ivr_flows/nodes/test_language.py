"""`language`: let the caller choose the language."""

from __future__ import annotations

import pytest

from tests.unit.ivr_flows.script import Script, flow_of

pytestmark = pytest.mark.unit

FLOW = """
[nodes.choose]
verb = "language"
english = "For English, press 2."
keys = { 2 = "en", 1 = "ja" }
next = "hello"
wait_s = 2

[nodes.hello]
verb = "hangup"
text = "こんにちは。"
english = "Hello."
"""


def test_it_is_offered_in_the_language_that_it_is_for() -> None:
    assert Script(flow_of(FLOW)).begin() == ["1 say For English, press 2."]


def test_a_key_chooses_for_all_that_follows() -> None:
    script = Script(flow_of(FLOW))
    script.begin()
    assert script.press("2") == ["hush 1", "2 say Hello."]
    assert script.state.variables == {"language": "en"}


@pytest.mark.parametrize("key", ["", "9"])
def test_silence_or_another_key_changes_nothing(key: str) -> None:
    script = Script(flow_of(FLOW))
    script.begin()
    assert script.said() == ["2 wait 2"]
    assert (script.press(key) if key else script.silence()) == ["3 say こんにちは。"]


def test_it_may_be_offered_in_both_languages() -> None:
    both = FLOW.replace('english = "For', 'text = "日本語は1を。"\nenglish = "For')
    script = Script(flow_of(both), language="en")
    assert script.begin() == ["1 say 日本語は1を。"]
    assert script.said() == ["2 say For English, press 2."]
    assert script.press("1") == ["hush 2", "3 say こんにちは。"]
