"""The processes' own log: JSON lines without what came from outside."""

from __future__ import annotations

import json
import logging

import pytest

from app.logs import JsonLines

pytestmark = pytest.mark.unit


def written(record: logging.LogRecord) -> dict[str, object]:
    line: dict[str, object] = json.loads(JsonLines().format(record))
    return line


def test_a_line_has_its_action_and_ids() -> None:
    record = logging.makeLogRecord(
        {"name": "app.x", "levelname": "INFO", "msg": "done", "action": "done", "call": "c1"}
    )
    line = written(record)
    assert line["action"] == "done"
    assert line["call"] == "c1"
    assert line["message"] == "done"
    assert "args" not in line


def test_an_exceptions_text_stays_out_and_its_place_is_kept() -> None:
    try:
        raise ValueError("+81900000000")
    except ValueError as exc:
        record = logging.makeLogRecord(
            {"msg": "bad", "exc_info": (ValueError, exc, exc.__traceback__)}
        )
    line = written(record)
    assert line["error"] == "ValueError"
    assert "test_logs.py" in str(line["trace"])
    assert "0900000" not in json.dumps(line)
