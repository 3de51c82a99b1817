"""Finding the lines of keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.toml_file import TomlFile, read_toml
from ivr_flows.problem import Problem
from ivr_flows.toml_lines import Keys

pytestmark = pytest.mark.unit

TEXT = '''name = "x" # 1
"quoted key" = 2
a.dotted = 3
text = """
[table]
fake = 1
"""
list = [
  ["name"],
  { one = 1 },
]

[table]
key = 14
[table.inner]
key = 16
[[rows]]
key = 18
[[rows]]
key = 20
[rows.inner]
key = 22
[[rows.nested]]
key = 24
[[rows.nested]]
key = 26
'''


@pytest.fixture
def file(tmp_path: Path) -> TomlFile:
    path = tmp_path / "x.toml"
    path.write_text(TEXT, encoding="utf-8")
    found = read_toml(path)
    assert isinstance(found, TomlFile)
    return found


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("name",), 1),
        (("quoted key",), 2),
        (("a", "dotted"), 3),
        (("list", 1, "one"), 8),
        (("table",), 13),
        (("table", "key"), 14),
        (("table", "missing"), 13),
        (("table", "inner", "key"), 16),
        (("rows",), 17),
        (("rows", 0, "key"), 18),
        (("rows", 1, "key"), 20),
        (("rows", 1, "inner", "key"), 22),
        (("rows", 1, "nested", 0, "key"), 24),
        (("rows", 1, "nested", 1, "key"), 26),
        (("nowhere",), None),
        ((), None),
    ],
)
def test_a_key_or_the_nearest_around_it_has_its_line(
    file: TomlFile, keys: Keys, line: int | None
) -> None:
    assert file.line_of(keys) == line


def test_text_within_a_text_is_no_key(file: TomlFile) -> None:
    assert ("table", "fake") not in file.lines
    assert ("fake",) not in file.lines


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"a = 1\nb = 2026-02-30\n", 2), (b"a = 1\na = 2\n", 2), (b"a", 1), (b"\x8e\x44", None)],
)
def test_what_cannot_be_read_is_one_problem(
    tmp_path: Path, content: bytes, line: int | None
) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    found = read_toml(path)
    assert isinstance(found, Problem)
    assert found.line == line


def test_a_folder_and_a_missing_file_are_problems(tmp_path: Path) -> None:
    assert isinstance(read_toml(tmp_path), Problem)
    assert isinstance(read_toml(tmp_path / "none"), Problem)
