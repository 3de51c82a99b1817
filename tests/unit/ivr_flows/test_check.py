"""The rules of single values, one by one; whole files are in tests/data/flows."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any

import pytest

from ivr_flows import check
from ivr_flows.source import Source

pytestmark = pytest.mark.unit


@pytest.fixture
def source(tmp_path: Path) -> Source:
    path = tmp_path / "welcome.toml"
    path.write_text("")
    return Source(path)


def messages(source: Source) -> list[str]:
    return [each.message for each in source.problems]


def test_a_file_name_that_a_campaign_cannot_write_is_told(tmp_path: Path) -> None:
    for name, said in (("welcome", 0), ("Welcome", 1), ("案内", 1), ("2nd", 1)):
        source = Source(tmp_path / f"{name}.toml")
        check.file_name(source)
        assert len(source.problems) == said, name


def test_a_node_is_named_like_a_flow_and_not_like_its_end(source: Source) -> None:
    for name in ("menu", "end", "Menu", "選択"):
        check.node_name(source, name)
    assert [each.key for each in source.problems] == ["nodes.end", "nodes.Menu", "nodes.選択"]


@pytest.mark.parametrize(
    ("said", "good"),
    [
        ("{opens}から", True),
        ("{opnes}から", False),
        ("{opensから", False),
        ("から", True),
        ("{position}です。{wait}です。", True),
        ("{position}、{wait}です。", False),
        ("{number}、{position}です。", False),
        ("{number}です。{position}です。", True),
    ],
)
def test_placeholders_are_filled_and_one_in_a_sentence_changes(
    source: Source, said: str, good: bool
) -> None:
    changing = ("position", "wait")
    fixed, spelled = ("opens",), ("number",)
    found = check.placeholders(
        source, ("text",), said, fixed=fixed, changing=changing, spelled=spelled
    )
    assert found is good


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("一。二！三", ["一。", "二！", "三"]),
        ("At nine a.m.: call. Thank you.", ["At nine a.m.: call.", "Thank you."]),
        ("", []),
    ],
)
def test_sentences_end_at_their_marks(text: str, sentences: list[str]) -> None:
    assert check.sentences(text) == sentences


def test_readings_that_are_no_kana_are_left_out_and_told(source: Source) -> None:
    assert check.kana(source, {"窓口": "まどぐち", "市": "shi"}) == {"窓口": "まどぐち"}
    assert messages(source) == ["読みは仮名だけで書いてください"]


def test_readings_that_are_no_table_are_told(source: Source) -> None:
    assert check.kana(source, "まどぐち") == {}
    assert messages(source) == ["読みの表ではありません"]


def test_a_reading_of_a_word_that_is_not_said_is_told(source: Source) -> None:
    check.words(source, ["はい", "窓口です"], {"窓口": "まどぐち", "区役所": "くやくしょ"})
    assert [each.key for each in source.problems] == ["kana.区役所"]


def test_a_recorded_sound_is_found(source: Source) -> None:
    path = source.path.with_name("hello.wav")
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(b"\0\0" * 80)
    assert check.wav(source, ("wav",), "hello.wav") == path
    assert messages(source) == []


@pytest.mark.parametrize("name", ["../hello.wav", "hello.mp3", 7, "missing.wav", "empty.wav"])
def test_a_sound_that_cannot_be_used_is_told(source: Source, name: Any) -> None:
    source.path.with_name("empty.wav").write_bytes(b"")
    assert check.wav(source, ("wav",), name) is None
    assert len(source.problems) == 1


def test_the_nearest_word_is_suggested_or_all_are_named() -> None:
    assert check.did_you_mean("txet", ["text", "wav"]) == "「text」ではありませんか"
    assert check.did_you_mean("speed", ["text", "wav"]) == "使えるのは text、wav です"
