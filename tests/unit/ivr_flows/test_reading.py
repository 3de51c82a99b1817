"""What is found on the way through a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_flows.reading import Reading
from ivr_flows.source import Source
from ivr_flows.speech import Fixed, Speech, Spelled
from tests.unit.ivr_flows.sapporo import VALUES

pytestmark = pytest.mark.unit


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    path = tmp_path / "x.toml"
    path.write_text("")
    return Reading(Source(path), VALUES, kana={}, keyed=("ward",))


def test_variables_of_the_file_may_be_said(reading: Reading) -> None:
    parts = reading.parts(
        ("text",), "{ward}、です。", "ja", wav=None, max_s=None, spelled=("number",)
    )
    assert [type(part) for part in parts] == [Spelled, Fixed]
    assert reading.said == ["{ward}、です。"]


def test_what_is_wrong_gives_no_parts_and_is_not_said(reading: Reading) -> None:
    assert reading.parts(("text",), "{wad}", "ja", wav=None, max_s=None, spelled=()) == ()
    assert (reading.said, len(reading.source.problems)) == ([], 1)


def test_english_somewhere_is_english_everywhere(reading: Reading) -> None:
    japanese: Speech = {"ja": ()}
    reading.note_speech(("a",), japanese)
    reading.close()
    assert reading.source.problems == []
    reading.note_speech(("b",), {"ja": (), "en": ()})
    reading.note_speech(("c",), {})
    reading.close()
    assert [problem.key for problem in reading.source.problems] == ["a"]
