"""Which of a home's logs may go once they are kept no longer."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.home import open_home
from app.log_files import ended_logs

pytestmark = pytest.mark.unit


def test_what_is_still_written_stays(tmp_path: Path) -> None:
    ended = ["log/000000000001.jsonl", "log/000000000090.jsonl", "logs/office.jsonl.1"]
    ended.append("asterisk/log/cel-custom/cel.json.7")
    stay = ["log/000000000099.jsonl", "logs/office.jsonl", "asterisk/log/cel-custom/cel.json"]
    for name in [*ended, *stay, "recordings/a.jsonl.1", "people.db"]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert [str(path.relative_to(tmp_path)) for path in ended_logs(open_home(tmp_path))] == ended


def test_a_home_that_never_ran_has_none(tmp_path: Path) -> None:
    assert ended_logs(open_home(tmp_path)) == []
