"""`callback`: offer to call back instead of waiting, and make sure of the number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from callcenter.guidance import CallbackTold, Said
from tests.unit.ivr_flows.sapporo import VALUES
from tests.unit.ivr_flows.script import Script, ends, flow_of

pytestmark = pytest.mark.unit

TOML = """
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
""" + ends("taken", "declined", "failed", "off")
FLOW = flow_of(TOML)


def begun(*, withheld: bool = False) -> Script:
    script = Script(FLOW, agreed=("callback",), withheld=withheld)
    assert script.begin() == ["1 say 折り返しは1を。"]
    return script


def test_it_is_passed_over_until_the_client_has_agreed() -> None:
    assert Script(FLOW).begin() == ["1 say off"]


@pytest.mark.parametrize(
    ("waited_s", "begins"), [(89.9, "1 say off"), (90, "1 say 折り返しは1を。")]
)
@pytest.mark.parametrize(
    ("own", "campaigns"), [("", 90.0), ("after_s = 90\n", 0.0), ("after_s = 90\n", 300.0)]
)
def test_it_is_offered_from_a_waiting_time_on_of_its_own_or_the_campaigns(
    waited_s: float, begins: str, own: str, campaigns: float
) -> None:
    toml = TOML.replace("tries = 2\n", f"tries = 2\n{own}")
    flow = flow_of(toml, values=replace(VALUES, callback_after_s=campaigns))
    script = Script(flow, agreed=("callback",), waited_s=waited_s)
    assert script.begin() == [begins]


def test_a_flow_may_offer_it_at_once_whatever_the_campaign_says() -> None:
    toml = TOML.replace("tries = 2\n", "tries = 2\nafter_s = 0\n")
    flow = flow_of(toml, values=replace(VALUES, callback_after_s=300.0))
    assert flow.hash == FLOW.hash
    assert Script(flow, agreed=("callback",)).begin() == ["1 say 折り返しは1を。"]


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


def test_a_number_that_cannot_be_read_back_is_asked_for_again_and_never_promised() -> None:
    script = begun(withheld=True)
    script.press("1")
    script.press("?" * 11)
    again = script.then(Said(13, heard=False))
    assert again == ["listen callback_number", "14 say お電話番号をどうぞ。"]
    script.press("?" * 11)
    assert script.then(Said(25, heard=False)) == ["26 say failed"]


def test_who_was_promised_a_call_already_is_told_so_where_the_flow_has_words_for_it() -> None:
    toml = TOML.replace("tries = 2\n", 'tries = 2\nalready = "already"\n')
    flow = flow_of(toml + ends("already"))
    script = Script(flow, agreed=("callback",))
    script.begin()
    script.press("11")
    assert script.then(CallbackTold(3, "already")) == ["4 say already"]
    ways = {each.to: each.when for each in flow.nodes["offer"].edges()}
    assert (ways["already"], ways["off"]) == ("受け付け済み", "案内しない")
