"""The instant of Asterisk's death is kept for who was dead as well."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.asterisk_death import note, noted

pytestmark = pytest.mark.unit


def test_what_was_noted_last_is_read(tmp_path: Path) -> None:
    path = tmp_path / "asterisk_died"
    assert noted(path) is None
    for at in (1_000.0, 1769994000.25):
        note(path, at)
    assert noted(path) == datetime.fromtimestamp(1769994000.25, UTC)


@pytest.mark.parametrize("text", ["", "soon\n", "1e400\n", "nan\n"])
def test_what_is_no_instant_is_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "asterisk_died"
    path.write_text(text)
    assert noted(path) is None


def test_a_place_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    note(tmp_path / "file" / "asterisk_died", 1.0)
    assert noted(tmp_path / "file" / "asterisk_died") is None
