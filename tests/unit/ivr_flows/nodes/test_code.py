"""`code`: lead on who knows a code, and offer it to nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivr_flows.unattended import sounds_of
from tests.unit.ivr_flows.sapporo import VALUES
from tests.unit.ivr_flows.script import Script, ends, flow_of

pytestmark = pytest.mark.unit

FLOW = flow_of(
    """
[nodes.closed]
verb = "code"
text = "受付時間外です。"
again = "もう一度どうぞ。"
codes = { night_duty = "duty", chief = "chief" }
next = "bye"
wait_s = 3
between_s = 2
"""
    + ends("duty", "chief", "bye"),
    values=replace(VALUES, codes={"night_duty": "2468", "chief": "97531"}),
)


@pytest.fixture
def script() -> Script:
    script = Script(FLOW)
    assert script.begin() == ["1 say 受付時間外です。"]
    return script


def test_a_code_that_is_keyed_at_any_time_leads_to_its_number(script: Script) -> None:
    assert script.press("2")[0] == "hush 1"
    script.press("46")
    script.press("8")
    assert script.press("#")[-1].endswith("say duty")


def test_the_longest_code_needs_no_end(script: Script) -> None:
    script.said()
    assert script.press("97531")[-1].endswith("say chief")


def test_another_row_of_digits_is_asked_once_more_and_then_passed_by(script: Script) -> None:
    assert script.press("1111#")[-1].endswith("say もう一度どうぞ。")
    assert script.press("1#")[-1].endswith("say bye")


def test_who_keys_nothing_goes_on_after_a_moment(script: Script) -> None:
    assert script.said() == ["2 wait 3"]
    assert script.silence() == ["3 say bye"]


def test_its_text_is_said_without_a_controller_and_no_picture_shows_a_code() -> None:
    texts = {prompt.sound: prompt.text for prompt in FLOW.prompts()}
    assert [texts[each] for each in sounds_of(FLOW)] == ["受付時間外です。", "bye"]
    told = [(each.to, each.when) for each in FLOW.nodes["closed"].edges()]
    assert told == [("duty", "コード"), ("chief", "コード"), ("bye", "コードなし")]
