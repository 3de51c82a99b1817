"""`hangup`: say a last word and end the call."""

from __future__ import annotations

import pytest

from tests.unit.ivr_flows.script import Script, flow_of

pytestmark = pytest.mark.unit


def test_the_call_ends_after_the_last_word() -> None:
    script = Script(flow_of('[nodes.bye]\nverb = "hangup"\ntext = "失礼いたします。"'))
    assert script.begin() == ["1 say 失礼いたします。"]
    assert script.press("1") == []
    assert script.said() == ["hang up"]


def test_without_a_word_it_ends_at_once_and_may_have_served() -> None:
    script = Script(flow_of('[nodes.bye]\nverb = "hangup"\nserved = true'))
    assert script.begin() == ["hang up, served"]
