"""`play`: say something and go on."""

from __future__ import annotations

import pytest

from callcenter.guidance import Said
from tests.unit.ivr_flows.script import Script, flow_of

pytestmark = pytest.mark.unit

FLOW = """
[nodes.first]
verb = "play"
text = "一つめです。"
english = "The first."
next = "second"

[nodes.second]
verb = "play"
text = "二つめです。ただいま{position}です。"
english = "The second. You are {position}."
next = "end"
skip = true
"""


def test_it_is_said_to_its_end_and_the_flow_goes_on() -> None:
    script = Script(flow_of(FLOW))
    assert script.begin() == ["1 say 一つめです。"]
    assert script.said() == ["2 say 二つめです。"]
    assert script.said() == ["over"]
    assert script.state.place == "flow/second"


def test_only_what_may_be_skipped_is_cut_short_by_a_key() -> None:
    script = Script(flow_of(FLOW))
    script.begin()
    assert script.press("1") == []
    assert script.state.inputs == ()
    script.said()
    assert script.press("1") == ["hush 2", "over"]


def test_what_cannot_be_played_is_passed_over() -> None:
    script = Script(flow_of(FLOW))
    script.begin()
    assert script.then(Said(1, heard=False)) == ["2 say 二つめです。"]


def test_a_value_is_said_in_its_sentence_if_it_is_known() -> None:
    script = Script(flow_of(FLOW), position=3, language="en")
    assert script.begin() == ["1 say The first."]
    assert script.said() == ["2 say The second.|You are number three."]


def test_nothing_to_say_is_no_reason_to_wait() -> None:
    only_value = FLOW.replace("一つめです。", "ただいま{position}です。")
    assert Script(flow_of(only_value)).begin() == ["1 say 二つめです。"]
