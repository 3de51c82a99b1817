from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.niceness import stand_back

pytestmark = pytest.mark.unit


@pytest.fixture
def other() -> Iterator[int]:
    """A process with a session of its own, as each of ours has."""
    process = subprocess.Popen(["sleep", "60"], start_new_session=True)
    yield process.pid
    process.kill()
    process.wait()


def until_heard(pid: int, niceness: int, *, share_of: int | None = None) -> None:
    """Say it until the kernel has heard it: of all who are not root one each tenth of a second.

    Where the kernel knows no shares of sessions, once.
    """
    group, pause = Path(f"/proc/{pid}/autogroup"), threading.Event()
    for _ in range(100):
        stand_back(pid, niceness)
        if not group.exists() or group.read_text(encoding="ascii").split()[-1] == str(
            niceness if share_of is None else share_of
        ):
            return
        pause.wait(0.05)
    raise AssertionError("the session's share was never set")


def test_a_process_stands_back_with_its_whole_session(other: int) -> None:
    until_heard(other, 10)
    assert os.getpriority(os.PRIO_PROCESS, other) == 10


def test_who_stands_back_farther_is_not_brought_forward(other: int) -> None:
    until_heard(other, 15)
    until_heard(other, 10, share_of=15)
    assert os.getpriority(os.PRIO_PROCESS, other) == 15


@pytest.mark.parametrize("refusal", [BlockingIOError, PermissionError, FileNotFoundError])
def test_a_kernel_that_refuses_ends_nothing(
    other: int, monkeypatch: pytest.MonkeyPatch, refusal: type[OSError]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise refusal

    monkeypatch.setattr(Path, "write_text", refuse)
    stand_back(other, 10)
    assert os.getpriority(os.PRIO_PROCESS, other) == 10
