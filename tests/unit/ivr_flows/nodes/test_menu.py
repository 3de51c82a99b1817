"""`menu`: let the caller choose by a key."""

from __future__ import annotations

import pytest

from callcenter.guidance import Said, TimedOut
from tests.unit.ivr_flows.script import Script, ends, flow_of

pytestmark = pytest.mark.unit

FLOW = flow_of(
    """
[nodes.choose]
verb = "menu"
text = "1か2をどうぞ。"
again = "もう一度どうぞ。"
keys = { 1 = "one", "#" = "end" }
timeout = "silent"
wrong = "mistaken"
wait_s = 4
tries = 2
"""
    + ends("one", "silent", "mistaken")
)


@pytest.fixture
def script() -> Script:
    script = Script(FLOW)
    assert script.begin() == ["1 say 1か2をどうぞ。"]
    return script


def test_a_key_leads_on_and_cuts_what_is_said_short(script: Script) -> None:
    assert script.press("1") == ["hush 1", "2 say one"]
    assert script.said() == ["hang up"]


def test_a_key_after_what_was_said_leads_on(script: Script) -> None:
    assert script.said() == ["2 wait 4"]
    assert script.press("#") == ["over"]


def test_silence_is_asked_again_and_then_leads_on(script: Script) -> None:
    script.said()
    assert script.silence() == ["3 say もう一度どうぞ。"]
    assert script.said() == ["4 wait 4"]
    assert script.silence() == ["5 say silent"]


def test_a_wrong_key_is_asked_again_and_then_leads_on(script: Script) -> None:
    assert script.press("7") == ["hush 1", "2 say もう一度どうぞ。"]
    assert script.press("8") == ["hush 2", "3 say mistaken"]


def test_the_last_try_decides_between_silence_and_mistake(script: Script) -> None:
    script.press("7")
    script.said()
    assert script.silence() == ["4 say silent"]


def test_a_timer_of_an_earlier_wait_and_a_sound_cut_short_change_nothing(script: Script) -> None:
    script.said()
    assert script.press("7") == ["3 say もう一度どうぞ。"]
    before = script.state
    assert script.then(TimedOut(2), Said(1)) == []
    assert script.state == before


def test_a_menu_that_cannot_be_played_still_listens(script: Script) -> None:
    assert script.then(Said(1, heard=False)) == ["2 wait 4"]
    assert script.press("1") == ["3 say one"]
