"""`lookup`: tell how a case stands, and nothing else of it."""

from __future__ import annotations

import msgspec
import pytest

from callcenter.guidance import CaseTold
from tests.unit.ivr_flows.script import Script, ends, flow_of

pytestmark = pytest.mark.unit

WAYS = ("off", "declined", "refused", "answered", "not_found", "locked", "unavailable")
FLOW = flow_of(
    """
[nodes.status]
verb = "lookup"
text = "状況は1を。"
ask_receipt = "受付番号をどうぞ。"
ask_birth = "生年月日をどうぞ。"
again = "もう一度お願いします。"
receipt_digits = 4
statuses_left_out = ["received", "checking", "deficient", "decided"]
"""
    + "".join(f'{way} = "{way}"\n' for way in WAYS)
    + '[nodes.status.statuses]\npaid = "お振り込み済みです。"\n'
    + ends(*WAYS)
)


@pytest.fixture
def script() -> Script:
    script = Script(FLOW, agreed=("status_lookup",))
    assert script.begin() == ["1 say 状況は1を。"]
    return script


def keyed(script: Script) -> list[str]:
    script.press("1")
    script.press("????")
    return script.press("????????")


def test_it_is_passed_over_until_the_client_has_agreed() -> None:
    assert Script(FLOW, agreed=("callback",)).begin() == ["1 say off"]


def test_both_numbers_are_secrets_and_the_status_is_said(script: Script) -> None:
    assert script.press("1") == ["hush 1", "listen receipt", "2 say 受付番号をどうぞ。"]
    assert script.press("?") == ["hush 2", "3 wait 4"]
    assert script.press("???") == ["listen", "listen birth", "6 say 生年月日をどうぞ。"]
    told = script.press("????????")
    assert told == ["listen", "14 ask receipt birth within 5"]
    assert script.then(CaseTold(14, "found", "paid")) == ["15 say お振り込み済みです。"]
    assert script.said() == ["16 say answered"]


def test_no_digit_of_a_secret_is_ever_kept(script: Script) -> None:
    keyed(script)
    assert b"1234" not in msgspec.json.encode(script.state)
    assert {each.key for each in script.state.inputs if hasattr(each, "key")} == {"1", "?"}


@pytest.mark.parametrize(
    ("answer", "status", "told"),
    [
        ("not_found", "", "not_found"),
        ("locked", "", "locked"),
        ("unavailable", "", "unavailable"),
        ("found", "lost_by_us", "unavailable"),
    ],
)
def test_each_answer_leads_to_its_node(script: Script, answer: str, status: str, told: str) -> None:
    keyed(script)
    assert script.then(CaseTold(14, answer, status)) == [f"15 say {told}"]


def test_who_withholds_the_number_is_refused_when_they_ask() -> None:
    script = Script(FLOW, agreed=("status_lookup",), withheld=True)
    script.begin()
    assert script.press("1") == ["hush 1", "2 say refused"]


@pytest.mark.parametrize("key", ["", "3"])
def test_who_does_not_want_it_goes_on(script: Script, key: str) -> None:
    script.said()
    assert (script.press(key) if key else script.silence()) == ["3 say declined"]


def test_a_number_that_is_too_short_is_asked_once_more(script: Script) -> None:
    script.press("1")
    assert script.press("??#") == ["listen", "5 say もう一度お願いします。"]
    assert script.said() == ["listen receipt", "6 say 受付番号をどうぞ。"]
    script.said()
    assert script.silence() == ["listen", "8 say not_found"]
