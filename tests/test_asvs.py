"""The security checklist names tests that exist, and counts what is missing honestly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parent.parent
ROWS = re.findall(
    r"^\| (\d+\.\d+\.\d+) \| ([123]) \| .+? \| (.+) \|$",
    (ROOT / "docs/asvs.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
TEST = re.compile(r"`(tests/[a-z_/]+\.py)(?:::(test_\w+))?`")


def is_there(file: Path, name: str) -> bool:
    return file.is_file() and re.search(rf"def {name}", file.read_text()) is not None


def test_every_row_says_how_it_is_shown_and_every_test_exists() -> None:
    missing = []
    for number, _, shown in ROWS:
        if shown.startswith(("by design: ", "**not yet**: ")):
            continue
        found = TEST.fullmatch(shown)
        if found is None or not is_there(ROOT / found[1], found[2] or "test_"):
            missing.append(number)
    assert missing == []


def test_no_requirement_stands_twice_and_the_sums_are_right() -> None:
    numbers = [number for number, _, _ in ROWS]
    assert len(numbers) == len(set(numbers))
    open_ = sum(shown.startswith("**not yet**") for _, _, shown in ROWS)
    told = f"{len(ROWS)} requirements, of which {open_} are not yet met."
    assert told in (ROOT / "docs/asvs.md").read_text(encoding="utf-8")
