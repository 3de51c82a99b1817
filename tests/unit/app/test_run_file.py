"""Whether a process is still the one that was started."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.run_file import Run, began, note_processes, read_run, started, still_running, write_run

pytestmark = pytest.mark.unit


def run(**changes: object) -> Run:
    values: dict[str, object] = {
        "web": "http://127.0.0.1:8080",
        "sip": "127.0.0.1:5060",
        "clock": "2026-02-02T10:00:00.000+09:00",
        "clock_offset_s": 0.0,
        "pid": 2,
        "office_pid": 3,
        "supervisor_pid": 1,
        "asterisk_pid": None,
        "asterisk_started": None,
    }
    return Run(**{**values, **changes})  # type: ignore[arg-type]


def test_what_was_written_is_read(tmp_path: Path) -> None:
    write_run(tmp_path / "run.json", run(pid=77))
    assert read_run(tmp_path / "run.json") == run(pid=77)
    assert (tmp_path / "run.json").stat().st_mode & 0o077 == 0


def test_no_file_or_another_versions_is_no_run(tmp_path: Path) -> None:
    assert read_run(tmp_path / "run.json") is None
    (tmp_path / "run.json").write_text('{"web": 1}')
    assert read_run(tmp_path / "run.json") is None


def test_a_process_is_known_by_id_and_start(tmp_path: Path) -> None:
    noted = tmp_path / "processes.json"
    note_processes(noted, {"me": os.getpid(), "nobody": 0})
    assert still_running(noted) == {"me": os.getpid()}
    noted.write_text(f'{{"me": [{os.getpid()}, 1]}}')
    assert still_running(noted) == {}


def test_a_dead_child_that_nobody_reaped_runs_no_more() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert started(child.pid) is None
    child.wait()


def test_when_a_process_began_is_told_in_the_machines_time() -> None:
    before = time.time()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        at = began(child.pid)
        assert at is not None
        assert before - 0.05 < at < time.time() + 0.05
        child.communicate(b"\n")
    assert began(child.pid) is None


def test_a_garbled_note_is_nobody(tmp_path: Path) -> None:
    for text in ("", "[]", '{"a": 1}', '{"a": [1]}'):
        (tmp_path / "p").write_text(text)
        assert still_running(tmp_path / "p") == {}
