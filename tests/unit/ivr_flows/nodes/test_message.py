"""`message`: let the caller leave a voice message."""

from __future__ import annotations

import pytest

from callcenter.guidance import MessageTaken
from tests.unit.ivr_flows.script import Script, ends, flow_of

pytestmark = pytest.mark.unit

ONCE = """
[nodes.message]
verb = "message"
text = "お話しください。"
next = "thanks"
empty = "nothing"
limit_s = 30
silence_s = 3
"""
ANEW = ONCE + 'confirm = "録り直すには2を押してください。"\ntries = 2\n'


def asked(toml: str = ONCE) -> Script:
    script = Script(flow_of(toml + ends("thanks", "nothing")))
    assert script.begin() == ["1 say お話しください。"]
    assert script.said() == ["2 say （beep）"]
    assert script.said() == ["3 take message 30 3"]
    return script


@pytest.mark.parametrize(("seconds", "told"), [(12.5, "4 say thanks"), (0.4, "4 say nothing")])
def test_a_message_is_told_from_silence(seconds: float, told: str) -> None:
    assert asked().then(MessageTaken(3, seconds)) == [told]


def test_the_hash_ends_it_once() -> None:
    script = asked()
    assert script.press("5") == []
    assert script.press("#") == ["end message 3"]
    assert script.press("#") == []
    assert script.then(MessageTaken(3, 4.0)) == ["4 say thanks"]


def test_a_key_while_it_is_asked_for_begins_it() -> None:
    script = Script(flow_of(ONCE + ends("thanks", "nothing")))
    script.begin()
    assert script.press("#") == ["hush 1", "2 say （beep）"]


def test_it_may_be_recorded_anew_as_often_as_the_flow_allows() -> None:
    script = asked(ANEW)
    assert script.then(MessageTaken(3, 9.0)) == ["4 say 録り直すには2を押してください。"]
    assert script.press("2") == ["hush 4", "5 say （beep）"]
    assert script.said() == ["6 take message 30 3"]
    assert script.then(MessageTaken(6, 9.0)) == ["7 say thanks"]


@pytest.mark.parametrize("pressed", ["1", "nothing"])
def test_any_other_key_or_none_leaves_it_as_it_is(pressed: str) -> None:
    script = asked(ANEW)
    script.then(MessageTaken(3, 9.0))
    if pressed == "1":
        assert script.press("1") == ["hush 4", "5 say thanks"]
    else:
        assert script.said() == ["5 wait 4"]
        assert script.silence() == ["6 say thanks"]


def test_a_silent_second_take_leaves_the_first_one() -> None:
    script = asked(ANEW)
    script.then(MessageTaken(3, 9.0))
    script.press("2")
    script.said()
    assert script.then(MessageTaken(6, 0.0)) == ["7 say thanks"]
