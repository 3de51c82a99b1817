"""The code by which Otaru reaches the people on duty while nobody takes calls (OTR-6-6-ウ).

The shipped flows: rehearsed by one caller, and played by the heart with the real interpreter.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import pytest

from callcenter import commands
from callcenter.center import Center
from callcenter.guidance import Facts
from ivr_flows.interpreter import Interpreter
from ivr_flows.rehearsal import Line, Rehearsal
from tests.unit.app.test_explain import contract
from tests.unit.callcenter.askings import of
from tests.unit.callcenter.happenings import arrives, heard, presses, starts
from tests.unit.callcenter.playbook import play

pytestmark = pytest.mark.unit

OTARU, LOADED = contract("otaru")
OCCASIONS = {
    "after_hours": OTARU.flows.after_hours,
    "holiday": OTARU.flows.holiday,
    "ended": OTARU.flows.ended,
}
"""When the city's office works and the centre takes no calls: the flow of each occasion."""
CODES = {"86420": "コールセンター", "13579": "事務センター"}
TOLD = {
    "after_hours": {
        "ja": ["午前9時から", "8月13日"],
        "en": ["from nine a.m.", "August thirteenth"],
    },
    "ended": {"ja": ["11月28日"], "en": ["November twenty-eighth"]},
}
TOLD["holiday"] = TOLD["after_hours"]


def caller(occasion: str) -> Rehearsal:
    """Be greeted."""
    (flow,) = [each for each in LOADED.flows if each.name == OCCASIONS[occasion]]
    found = Rehearsal(flow, Facts(next_opening=date(2025, 8, 13)))
    found.begin()
    return found


def said(lines: Iterable[Line]) -> str:
    return " ".join(each.text for each in lines if each.what == "say")


def waits(found: Rehearsal) -> str:
    """Press nothing until something is said, or the call is over."""
    while not found.is_over:
        if text := said(found.let_happen()):
            return text
    return ""


def keys(found: Rehearsal, code: str) -> str:
    """Key digits one after the other; give what was said meanwhile."""
    return " ".join(filter(None, (said(found.press(each)) for each in code)))


@pytest.mark.clause("OTR-6-6-ウ")
@pytest.mark.parametrize(("key", "language"), [("0", "ja"), ("2", "en")])
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_stray_key_has_the_whole_announcement_said_once_more(
    occasion: str, key: str, language: str
) -> None:
    citizen = caller(occasion)
    first = said(citizen.press(key))
    assert [each for each in TOLD[occasion][language] if each not in first] == [], first
    assert keys(citizen, "7") == ""
    assert waits(citizen) == first.removeprefix("Thank you for calling. ")
    assert waits(citizen) not in ("", first)  # a last word
    assert waits(citizen) == ""


@pytest.mark.clause("OTR-6-6-ウ")
@pytest.mark.parametrize("occasion", OCCASIONS)
@pytest.mark.parametrize("code", CODES)
def test_a_code_keyed_into_the_greeting_is_keyed_again_in_the_same_language(
    code: str, occasion: str
) -> None:
    client = caller(occasion)
    told = keys(client, code)  # the greeting takes its first digit, and no English is chosen
    assert TOLD[occasion]["ja"][0] in told
    assert waits(client) == told
    assert keys(client, code).startswith(f"{CODES[code]}の緊急連絡の担当者に")


@pytest.mark.clause("OTR-6-6-ウ")
@pytest.mark.parametrize(("code", "name"), [("86420", "duty_center"), ("13579", "duty_office")])
def test_between_the_centres_last_day_and_the_works_the_duty_is_rung(code: str, name: str) -> None:
    at = datetime.fromisoformat("2025-12-01T10:00:00+09:00")
    center = Center(OTARU, Interpreter(LOADED.flows))
    play(center, starts(), arrives("a", line=OTARU.lines[0].number), presses("a", "0"), at=at)
    asked = play(center, *(presses("a", each) for each in code), at=at)
    (announced,) = of(commands.Announce, asked)
    (rung,) = of(commands.RingOutside, play(center, heard(announced.playback), at=at))
    assert rung.number == OTARU.transfers[name]
