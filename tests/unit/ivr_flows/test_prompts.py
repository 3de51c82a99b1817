"""Sounds are named by what decides how they sound."""

from __future__ import annotations

import pytest

from ivr_flows import prompts
from ivr_flows.prompts import Prompt, each_once, name_of_speech, name_of_wav

pytestmark = pytest.mark.unit


def test_the_same_words_have_the_same_name_and_others_another() -> None:
    assert name_of_speech("はい。") == name_of_speech("はい。")
    assert name_of_speech("はい。") != name_of_speech("はい")


def test_another_voice_gives_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    before = name_of_speech("はい。")
    monkeypatch.setattr(prompts, "VOICE", "mei-2")
    assert name_of_speech("はい。") != before


def test_a_recording_is_never_taken_for_speech() -> None:
    assert name_of_wav("はい。".encode()) != name_of_speech("はい。")


def test_a_sound_that_two_flows_play_is_listed_once() -> None:
    first = Prompt(sound="a", text="はい", spoken="はい")
    second = Prompt(sound="b", text="いいえ", spoken="いいえ")
    assert each_once([first, second, first]) == (first, second)
