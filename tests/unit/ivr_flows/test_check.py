"""The rules of a flow's file, one by one; whole files are in tests/data/flows."""

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


def test_an_unknown_key_is_told_with_the_nearest_one(source: Source) -> None:
    check.keys(source, {"text": "", "txet": ""})
    assert [each.hint for each in source.problems] == ["「text」ではありませんか"]


@pytest.mark.parametrize("text", [None, 3, "。。。", "_"])
def test_nothing_to_say_is_told(source: Source, text: Any) -> None:
    assert check.text(source, {} if text is None else {"text": text}) is None
    assert len(source.problems) == 1


@pytest.mark.parametrize(
    ("said", "good"),
    [("{opens}から", True), ("{opnes}から", False), ("{opensから", False), ("から", True)],
)
def test_placeholders_are_those_of_the_campaign(source: Source, said: str, good: bool) -> None:
    assert check.placeholders(source, said, {"opens": "午前9時"}) is good


def test_readings_that_are_no_kana_are_left_out_and_told(source: Source) -> None:
    table = {"kana": {"窓口": "まどぐち", "市": "shi"}}
    assert check.kana(source, table) == {"窓口": "まどぐち"}
    assert messages(source) == ["読みは仮名だけで書いてください"]


def test_readings_that_are_no_table_are_told(source: Source) -> None:
    assert check.kana(source, {"kana": "まどぐち"}) == {}
    assert messages(source) == ["読みの表ではありません"]


def test_a_reading_of_a_word_that_is_not_said_is_told(source: Source) -> None:
    check.words(source, "窓口です", {"窓口": "まどぐち", "区役所": "くやくしょ"})
    assert [each.key for each in source.problems] == ["kana.区役所"]


def test_a_recorded_sound_is_read(source: Source) -> None:
    path = source.path.with_name("hello.wav")
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(b"\0\0" * 80)
    assert check.wav(source, {"wav": "hello.wav"}) == path.read_bytes()
    assert check.wav(source, {}) is None
    assert messages(source) == []


@pytest.mark.parametrize("name", ["../hello.wav", "hello.mp3", 7, "missing.wav", "empty.wav"])
def test_a_sound_that_cannot_be_used_is_told(source: Source, name: Any) -> None:
    source.path.with_name("empty.wav").write_bytes(b"")
    assert check.wav(source, {"wav": name}) is None
    assert len(source.problems) == 1


@pytest.mark.parametrize(
    ("found", "limit", "said"),
    [(None, None, 0), (12, 12.0, 0), (0, None, 1), (True, None, 1), ("12", None, 1)],
)
def test_a_limit_is_a_number_of_seconds(
    source: Source, found: Any, limit: float | None, said: int
) -> None:
    assert check.max_s(source, {"max_s": found}) == limit
    assert len(source.problems) == said
