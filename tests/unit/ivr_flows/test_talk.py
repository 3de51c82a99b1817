"""What a node wishes and waits for."""

from __future__ import annotations

import pytest

from callcenter.guidance import Facts, Hush, Key, NoteConsent, Said, Say, TimedOut, Wait
from ivr_flows.prompts import Prompt
from ivr_flows.speech import Fixed, Speech
from ivr_flows.talk import Talk

pytestmark = pytest.mark.unit

SPEECH: Speech = {"ja": (Fixed(Prompt(sound="a", text="a", spoken="a")),)}


@pytest.fixture
def talk() -> Talk:
    return Talk(facts=Facts(language="en"), variables={}, asked=7)


def test_wishes_are_numbered_if_they_are_answered(talk: Talk) -> None:
    assert talk.say(SPEECH) == 8
    talk.wait(5)
    talk.wish(NoteConsent(given=True))
    assert talk.wishes == [Say(8, ("a",)), Wait(9, 5), NoteConsent(given=True)]


def test_nothing_to_say_is_no_wish(talk: Talk) -> None:
    assert talk.say({}) is None
    assert talk.wishes == []


def test_an_answer_is_taken_once(talk: Talk) -> None:
    talk.say(SPEECH)
    assert not talk.takes(Said(7), keys=True)
    assert talk.takes(Said(8), keys=False)
    assert not talk.takes(Said(8), keys=False)


def test_what_was_cut_short_is_awaited_no_more(talk: Talk) -> None:
    talk.say(SPEECH)
    talk.hush(8)
    assert talk.wishes[-1] == Hush(8)
    assert not talk.takes(Said(8), keys=True)


def test_a_new_wait_ends_the_one_before(talk: Talk) -> None:
    talk.wait(5)
    talk.wait(5)
    assert not talk.takes(TimedOut(8), keys=True)
    assert talk.takes(TimedOut(9), keys=True)


def test_a_key_ends_the_wait_for_it_and_only_where_keys_are_wanted(talk: Talk) -> None:
    talk.wait(5)
    assert not talk.takes(Key("1"), keys=False)
    assert talk.takes(Key("1"), keys=True)
    assert not talk.takes(TimedOut(8), keys=True)


def test_the_language_is_the_chosen_one_or_that_of_the_call(talk: Talk) -> None:
    assert talk.language == "en"
    talk.variables["language"] = "ja"
    assert talk.language == "ja"
