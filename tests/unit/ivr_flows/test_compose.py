"""From texts to sounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from callcenter.guidance import Facts
from ivr_flows.compose import Composer
from ivr_flows.prompts import name_of_speech
from ivr_flows.speech import Changing, Fixed, Spelled, sounds

pytestmark = pytest.mark.unit

JAPANESE = Composer(
    language="ja",
    fixed={"opens": "午前9時"},
    changing={"position": {"1": "1番目", "2": "2番目"}},
    kana={"方": "かた", "方々": "かたがた"},
)
ENGLISH = Composer(
    language="en",
    fixed={"opens": "nine a.m."},
    changing={"position": {"1": "number one"}},
    kana={},
)


def test_what_never_changes_is_one_sound() -> None:
    (part,) = JAPANESE.parts(
        "受付は、\n{opens}からです。\nお待ちの方々へ、お知らせの方です。", max_s=9
    )
    assert isinstance(part, Fixed)
    assert part.prompt.text == "受付は、午前9時からです。お待ちの方々へ、お知らせの方です。"
    assert part.prompt.spoken == "受付は、午前9時からです。お待ちのかたがたへ、お知らせのかたです。"
    assert part.prompt.sound == name_of_speech(part.prompt.spoken)
    assert part.prompt.max_s == 9


def test_a_limit_holds_for_sentences_that_change_as_well() -> None:
    changing, before, *_ = JAPANESE.parts("ただいま{position}です。区は{ward}です。", max_s=9)
    assert isinstance(changing, Changing)
    assert isinstance(before, Fixed)
    assert {each.max_s for each in (*changing.prompts.values(), before.prompt)} == {9}


def test_a_sentence_that_changes_is_written_out_for_each_value() -> None:
    before, changing, after = JAPANESE.parts("はい。ただいま{position}です。どうぞ。")
    assert isinstance(changing, Changing)
    assert isinstance(before, Fixed)
    assert isinstance(after, Fixed)
    assert (changing.value, {key: each.text for key, each in changing.prompts.items()}) == (
        "position",
        {"1": "ただいま1番目です。", "2": "ただいま2番目です。"},
    )


def test_further_values_are_put_together_from_pieces_that_they_share() -> None:
    far = {"2029-02-01": ("2月", "ついたち"), "2029-02-05": ("2月", "5日")}
    composer = replace(
        JAPANESE,
        changing={"next_opening": {"2026-02-03": "2月3日"}},
        in_pieces={"next_opening": far},
    )
    (part,) = composer.parts("次の受付は、{next_opening}からです。")
    assert isinstance(part, Changing)
    named = {sound.sound: sound.text for sound in (*part.prompts.values(), *part.pieces.values())}

    def said(day: date | None) -> list[str]:
        facts = Facts(next_opening=day)
        return [named[str(each)] for each in sounds((part,), facts=facts, keyed={}, slots={})]

    assert said(date(2026, 2, 3)) == ["次の受付は、2月3日からです。"]
    assert said(date(2029, 2, 1)) == ["次の受付は、", "2月", "ついたち", "からです。"]
    assert said(date(2029, 2, 5)) == ["次の受付は、", "2月", "5日", "からです。"]
    assert said(date(2029, 2, 6)) == said(None) == []
    assert part.pieces["2月"].is_tight


def test_digits_are_spelled_between_what_stands_around_them() -> None:
    before, digits, after = JAPANESE.parts("番号は、{number}、ですね。")
    assert isinstance(before, Fixed)
    assert isinstance(digits, Spelled)
    assert isinstance(after, Fixed)
    assert (before.prompt.text, after.prompt.text) == ("番号は、", "ですね。")
    assert {key: each.text for key, each in digits.prompts.items()}["2"] == "にー"
    assert len(JAPANESE.parts("{number}。")) == 1


def test_english_has_spaces_and_its_own_voice() -> None:
    first, changing = ENGLISH.parts("We open at\n{opens} today. Hold on. You are {position}.")
    assert isinstance(first, Fixed)
    assert isinstance(changing, Changing)
    assert first.prompt.text == "We open at nine a.m. today. Hold on."
    assert first.prompt.language == "en"
    assert first.prompt.sound == name_of_speech(first.prompt.text, "en")
    assert first.prompt.sound != name_of_speech(first.prompt.text)


def test_a_value_that_ends_in_a_full_stop_ends_its_sentence_too() -> None:
    (part,) = ENGLISH.parts("We open at {opens}.")
    assert isinstance(part, Fixed)
    assert part.prompt.text == "We open at nine a.m."
    (waits,) = ENGLISH.parts("Please hold...")
    assert isinstance(waits, Fixed)
    assert waits.prompt.text == "Please hold..."


def test_digits_have_sounds_of_their_own_that_are_said_in_one_breath() -> None:
    (digits,) = JAPANESE.parts("{number}")
    assert isinstance(digits, Spelled)
    one = digits.prompts["1"]
    assert one.is_tight
    assert one.sound == name_of_speech("1", is_tight=True) != name_of_speech("1")
