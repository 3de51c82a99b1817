"""`callback`: offer to call back instead of waiting, and make sure of the number."""

from __future__ import annotations

import pytest

from callcenter.guidance import CallbackTold
from tests.unit.ivr_flows.script import Script, ends, flow_of

pytestmark = pytest.mark.unit

FLOW = flow_of(
    """
[nodes.offer]
verb = "callback"
text = "折り返しは1を。"
confirm = "お電話番号は、{number}、ですね。よろしければ1を。"
ask_number = "お電話番号をどうぞ。"
taken = "taken"
declined = "declined"
failed = "failed"
off = "off"
tries = 2
"""
    + ends("taken", "declined", "failed", "off")
)


def begun(*, withheld: bool = False) -> Script:
    script = Script(FLOW, agreed=("callback",), withheld=withheld)
    assert script.begin() == ["1 say 折り返しは1を。"]
    return script


def test_it_is_passed_over_until_the_client_has_agreed() -> None:
    assert Script(FLOW).begin() == ["1 say off"]


def test_the_callers_number_is_read_back_by_the_shell_and_confirmed() -> None:
    script = begun()
    told = script.press("1")
    assert told == ["hush 1", "2 say お電話番号は、|<caller>|ですね。|よろしければ1を。"]
    assert script.press("1") == ["hush 2", "3 call back caller"]
    assert script.then(CallbackTold(3, "taken")) == ["4 say taken"]


def test_another_number_can_be_keyed() -> None:
    script = begun()
    script.press("1")
    assert script.press("2") == ["hush 2", "listen callback_number", "3 say お電話番号をどうぞ。"]
    told = script.press("?" * 11)
    assert told[:2] == [
        "listen",
        "14 say お電話番号は、|<callback_number>|ですね。|よろしければ1を。",
    ]
    assert script.press("1") == ["hush 14", "15 call back callback_number"]


def test_who_withholds_the_number_must_key_one() -> None:
    script = begun(withheld=True)
    assert script.press("1")[1:] == ["listen callback_number", "2 say お電話番号をどうぞ。"]
    assert script.press("???#") == [
        "listen",
        "listen callback_number",
        "6 say お電話番号をどうぞ。",
    ]
    script.said()
    assert script.silence() == ["listen", "8 say failed"]


@pytest.mark.parametrize("answer", ["already", "bad_number", "unavailable"])
def test_a_promise_that_cannot_be_made_leads_on(answer: str) -> None:
    script = begun()
    script.press("11")
    assert script.then(CallbackTold(3, answer)) == ["4 say failed"]


@pytest.mark.parametrize("key", ["", "2"])
def test_who_does_not_want_it_goes_on(key: str) -> None:
    script = begun()
    script.said()
    assert (script.press(key) if key else script.silence()) == ["3 say declined"]
