"""A flow's file while it is checked: where its keys and words stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_flows.problem import Problem
from ivr_flows.source import Source

pytestmark = pytest.mark.unit


@pytest.fixture
def source(tmp_path: Path) -> Source:
    path = tmp_path / "welcome.toml"
    path.write_text('# text is below\ntext = "お電話 {opens}"\n\n[kana]\n"窓口" = "まどぐち"\n')
    return Source(path)


@pytest.mark.parametrize(("key", "line"), [("text", 2), ("kana", 4), ("窓口", 5), ("wav", None)])
def test_a_key_is_found_where_it_is_written(source: Source, key: str, line: int | None) -> None:
    assert source.line_of_key(key) == line


@pytest.mark.parametrize(("words", "line"), [("{opens}", 2), ("{closes}", None)])
def test_words_are_found_in_their_first_line(source: Source, words: str, line: int | None) -> None:
    assert source.line_of(words) == line


def test_a_problem_names_the_file(source: Source) -> None:
    source.add(2, "text", "短すぎます", "長くしてください")
    assert source.problems == [
        Problem(
            file=str(source.path),
            line=2,
            key="text",
            message="短すぎます",
            hint="長くしてください",
        )
    ]
