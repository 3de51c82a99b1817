"""`gather`: let the caller key digits that are no secret."""

from __future__ import annotations

import pytest

from tests.unit.ivr_flows.script import Script, ends, flow_of

pytestmark = pytest.mark.unit

FLOW = flow_of(
    """
[nodes.ask]
verb = "gather"
text = "番号をどうぞ。"
again = "もう一度どうぞ。"
into = "ward"
least = 2
most = 3
wait_s = 8
between_s = 3
next = "read_back"
timeout = "silent"
wrong = "mistaken"
tries = 2

[nodes.read_back]
verb = "play"
text = "番号は、{ward}、ですね。"
next = "end"
"""
    + ends("silent", "mistaken")
)


@pytest.fixture
def script() -> Script:
    script = Script(FLOW)
    assert script.begin() == ["1 say 番号をどうぞ。"]
    return script


def test_digits_are_kept_and_can_be_said_one_by_one(script: Script) -> None:
    assert script.press("0") == ["hush 1", "2 wait 3"]
    assert script.press("2") == ["3 wait 3"]
    assert script.press("5") == ["4 say 番号は、|0|にー|ごー|ですね。"]
    assert script.state.variables == {"ward": "025"}


@pytest.mark.parametrize("end", ["#", None])
def test_enough_digits_end_by_the_key_or_by_silence(script: Script, end: str | None) -> None:
    script.press("12")
    told = script.press(end) if end else script.silence()
    assert told == ["4 say 番号は、|1|にー|ですね。"]


def test_too_few_digits_are_asked_again_and_then_lead_on(script: Script) -> None:
    assert script.press("1#") == ["3 say もう一度どうぞ。"]
    script.press("1")
    assert script.silence() == ["5 say mistaken"]


def test_the_star_begins_again(script: Script) -> None:
    assert script.press("12*") == ["4 say もう一度どうぞ。"]
    assert script.press("34#")[-1] == "7 say 番号は、|3|4|ですね。"


def test_silence_is_asked_again_and_then_leads_on(script: Script) -> None:
    script.said()
    assert script.silence() == ["3 say もう一度どうぞ。"]
    script.said()
    assert script.silence() == ["5 say silent"]
