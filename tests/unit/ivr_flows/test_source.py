"""A flow's file while it is checked: where its keys and words stand."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from ivr_flows.problem import Problem
from ivr_flows.source import Source

pytestmark = pytest.mark.unit

TEXT = '# text is below\ntext = """\nお電話\n{opens}"""\n\n[kana]\n"窓口" = "まどぐち"\n'


@pytest.fixture
def source(tmp_path: Path) -> Source:
    path = tmp_path / "welcome.toml"
    path.write_text(TEXT, encoding="utf-8")
    source = Source(path)
    source.find_lines(tomllib.loads(source.text))
    return source


@pytest.mark.parametrize(
    ("keys", "line"),
    [(("text",), 2), (("kana",), 6), (("kana", "窓口"), 7), (("wav",), None)],
)
def test_a_key_is_found_where_it_is_written(
    source: Source, keys: tuple[str, ...], line: int | None
) -> None:
    assert source.line_of(keys) == line


@pytest.mark.parametrize(("words", "line"), [("{opens}", 4), ("{closes}", 2), ("", 2)])
def test_words_are_blamed_in_their_own_line(source: Source, words: str, line: int) -> None:
    source.blame(("text",), "変です", words=words)
    assert source.problems[0].line == line


def test_a_file_from_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "welcome.toml"
    path.write_bytes(b'\xef\xbb\xbftext = "x"\r\n')
    assert tomllib.loads(Source(path).text) == {"text": "x"}


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
