from __future__ import annotations

import os
import subprocess
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


def share(pid: int) -> str:
    """Tell how far a process's session stands back; "10" where the kernel knows no such thing."""
    group = Path(f"/proc/{pid}/autogroup")
    return group.read_text(encoding="ascii").split()[-1] if group.exists() else "10"


def test_a_process_stands_back_with_its_whole_session(other: int) -> None:
    stand_back(other, 10)
    assert (os.getpriority(os.PRIO_PROCESS, other), share(other)) == (10, "10")


def test_who_stands_back_farther_is_not_brought_forward(other: int) -> None:
    os.setpriority(os.PRIO_PROCESS, other, 15)
    stand_back(other, 10)
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
