"""What is said at one moment."""

from __future__ import annotations

import msgspec
import pytest

from callcenter.guidance import Facts, Personal
from ivr_flows.prompts import Prompt
from ivr_flows.speech import (
    Changing,
    Fixed,
    Speech,
    Spelled,
    parts_in,
    prompts_in,
    sounds,
    speeches_in,
)

pytestmark = pytest.mark.unit


def prompt(text: str) -> Prompt:
    return Prompt(sound=f"sound of {text}", text=text, spoken=text)


FIXED = Fixed(prompt("hello"))
PLACE = Changing("position", {"1": prompt("first"), "2": prompt("second")})
DIGITS = Spelled("number", {digit: prompt(digit) for digit in "0123-"})


def test_a_language_without_words_is_said_in_japanese() -> None:
    speech: Speech = {"ja": (FIXED,)}
    assert parts_in(speech, "en") == (FIXED,)
    assert parts_in({}, "en") == ()


@pytest.mark.parametrize(
    ("position", "said"), [(2, ["sound of hello", "sound of second"]), (9, ["sound of hello"])]
)
def test_a_value_without_words_leaves_its_sentence_out(position: int, said: list[str]) -> None:
    facts = Facts(position=position)
    assert list(sounds((FIXED, PLACE), facts=facts, keyed={}, slots={})) == said


def test_digits_are_ours_the_shells_or_unknown() -> None:
    def said(keyed: dict[str, str], slots: dict[str, str]) -> list[str | Personal]:
        return list(sounds((DIGITS,), facts=Facts(), keyed=keyed, slots=slots))

    assert said({"number": "20"}, {}) == ["sound of 2", "sound of 0"]
    names = {digit: f"sound of {digit}" for digit in "0123-"}
    assert said({}, {"number": "caller"}) == [Personal("caller", names)]
    assert said({}, {}) == []
    assert said({"number": "20"}, {"number": "caller"}) == [Personal("caller", names)]


def test_all_prompts_are_found_in_their_order() -> None:
    texts = [each.text for each in prompts_in({"ja": (FIXED, PLACE)})]
    assert texts == ["hello", "first", "second"]
    assert list(prompts_in(["no prompt", 3])) == []


class Moments(msgspec.Struct):
    speech: Speech
    again: Speech
    statuses: dict[str, Speech]
    keys: dict[str, str]
    next: str = "end"


def test_a_nodes_moments_are_found_by_their_keys() -> None:
    said: Speech = {"ja": (FIXED,)}
    moments = Moments(speech=said, again={}, statuses={"paid": said}, keys={"1": "next"})
    assert dict(speeches_in(moments)) == {"speech": said, "statuses.paid": said}
