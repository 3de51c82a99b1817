"""KPI definitions: the shipped ones load, and a wrong one is refused with all its mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from callcenter.outcome import Outcome
from config.kpi import SHIPPED, load_definitions, unknown_definition
from config.kpi_file import Places
from config.problem import line_for

pytestmark = pytest.mark.unit


def test_every_shipped_definition_loads_and_places_every_outcome() -> None:
    found = load_definitions([SHIPPED])
    assert isinstance(found, dict)
    assert {"sapporo-1", "queue-1", "short5-1", "callers30-1", "network-1"} <= set(found)
    assert set(Places.model_fields) == {each.value for each in Outcome}


def test_sapporo_1_counts_every_unanswered_call_against_us() -> None:
    found = load_definitions([SHIPPED])
    assert isinstance(found, dict)
    places = dict(found["sapporo-1"].places)
    beside = {"self_served", "after_hours", "not_in_operation"}
    assert {name for name, place in places.items() if place == "beside"} == beside
    assert [name for name, place in places.items() if place == "answered"] == ["answered"]


def test_all_mistakes_of_all_files_are_told_at_once_with_what_was_meant(tmp_path: Path) -> None:
    right = (SHIPPED / "sapporo-1.toml").read_text()
    wrong = right.replace('overflow = "offered"', 'overflw = "offered"')
    wrong = wrong.replace('answered = "answered" ', 'answered = "beside" ')
    back = right.replace("sapporo-1", "back-1") + '\n[callbacks]\nreached = "answered"\n'
    back = back.replace('callback_taken = "offered" ', 'callback_taken = "answered" ')
    (tmp_path / "back-1.toml").write_text(back)
    (tmp_path / "mine-1.toml").write_text(wrong.replace("version = 1", 'version = "1"'))
    (tmp_path / "other-2.toml").write_text(right)
    problems = load_definitions([SHIPPED, tmp_path])
    assert isinstance(problems, list)
    told = [line_for(each) for each in problems]
    assert any("places.overflow: この項目は必須です。" in line for line in told)
    assert any("overflw" in line and "「overflow」ではありませんか" in line for line in told)
    assert any("mine-1.toml" in line and "version: 整数で" in line for line in told)
    assert any("back-1.toml" in line and "callback_taken を" in line for line in told)
    assert any("other-2.toml" in line and "ファイル名「other-2」と同じに" in line for line in told)


def test_an_unknown_definition_is_told_with_the_nearest() -> None:
    problem = unknown_definition("saporo-1", ["queue-1", "sapporo-1"])
    assert "「sapporo-1」ではありませんか" in line_for(problem)
