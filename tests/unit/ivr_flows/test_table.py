"""A table of a file, key by key; what is told of wrong ones is in tests/data/flows/bad."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ivr_flows.reading import Reading
from ivr_flows.source import Source
from ivr_flows.table import Table
from tests.unit.ivr_flows.sapporo import VALUES

pytestmark = pytest.mark.unit


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    path = tmp_path / "x.toml"
    path.write_text("")
    return Reading(Source(path), VALUES, kana={}, keyed=())


def told(reading: Reading) -> list[str]:
    return [problem.key for problem in reading.source.problems]


def test_right_answers_are_given_as_they_are(reading: Reading) -> None:
    content: dict[str, Any] = {
        "next": "menu",
        "keys": {"1": "a", "#": "end"},
        "languages": {"2": "en"},
        "key": "9",
        "wait_s": 4,
        "tries": 2,
        "skip": True,
        "to": "night_duty",
        "text": "はい。",
        "again": "もう一度。",
        "statuses": {"paid": {"text": "済みました。"}},
    }
    table = Table(reading, ("nodes", "x"), content)
    assert table.target("next") == "menu"
    assert table.targets_by_key("keys") == {"1": "a", "#": "end"}
    assert table.words_by_key("languages", ("ja", "en")) == {"2": "en"}
    assert table.pressed("key", "1") == "9"
    assert table.seconds("wait_s", 5) == 4.0
    assert table.count("tries", 3, least=1, most=9) == 2
    assert table.flag("skip") is True
    assert table.word("to", known=["night_duty"]) == "night_duty"
    assert table.speech().keys() == {"ja"}
    assert table.prompt("again").keys() == {"ja"}
    assert table.prompts("statuses", known=["paid"], left_out="silent").keys() == {"paid"}
    table.close()
    assert told(reading) == []
    assert [to for _, to in reading.targets] == ["menu", "a", "end"]


def test_what_is_not_written_has_its_usual_value(reading: Reading) -> None:
    table = Table(reading, (), {})
    assert table.other_target("holiday", "closed") == "closed"
    assert table.pressed("key", "1") == "1"
    assert table.seconds("wait_s", 5.0) == 5.0
    assert table.count("tries", 3, least=1, most=9) == 3
    assert table.flag("skip") is False
    assert table.word("skill", known=("general",), needed=False) == ""
    assert table.speech(needed=False) == {}
    assert table.prompt("again") == {}
    assert told(reading) == []


def test_what_must_be_written_is_missed_by_its_name(reading: Reading) -> None:
    table = Table(reading, ("nodes", "x"), {})
    table.target("next")
    table.targets_by_key("keys")
    table.words_by_key("languages", ("ja",))
    table.count("most", None, least=1, most=9)
    table.word("to", known=["a"])
    table.speech()
    table.prompt("ask", needed=True)
    table.prompts("statuses", known=["paid"], left_out="silent")
    names = "next keys languages most to text ask statuses"
    assert told(reading) == [f"nodes.x.{name}" for name in names.split()]


@pytest.mark.parametrize("wrong", [0, -1, True, "5", 601, float("nan"), float("inf")])
def test_a_time_is_a_number_of_seconds_within_bounds(reading: Reading, wrong: Any) -> None:
    assert Table(reading, (), {"wait_s": wrong}).seconds("wait_s", 5.0) == 5.0
    assert told(reading) == ["wait_s"]


@pytest.mark.parametrize("wrong", ["１", "12", "a", 1, ""])
def test_a_key_is_one_of_a_telephone(reading: Reading, wrong: Any) -> None:
    Table(reading, (), {"key": wrong}).pressed("key", "1")
    assert told(reading) == ["key"]


def test_a_key_that_nobody_asked_for_is_unknown(reading: Reading) -> None:
    table = Table(reading, (), {"next": "end", "nxet": "end"})
    table.target("next")
    table.close()
    assert told(reading) == ["nxet"]
