"""What a dead supervisor left is ended before the next one listens at the same port."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.listen import listen
from app.orphans import end_orphans

pytestmark = pytest.mark.integration

HOLDS = """
import signal, socket
held = socket.create_server(("127.0.0.1", 0))
print(held.getsockname()[1], flush=True)
signal.pause()
"""


def holding(part: str, home: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HOLDS, "-m", part, "--home", str(home), "--spare"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_their_socket_is_free_as_soon_as_they_are_gone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with (
        holding("app.office", home) as left,
        holding("app.controller", tmp_path / "home2") as others,
        holding("app.supervisor", home) as its_own,
    ):
        ports = [int(each.stdout.readline()) for each in (left, others, its_own) if each.stdout]
        end_orphans(home)
        listen("127.0.0.1", ports[0]).close()
        assert left.wait(timeout=5) < 0
        assert [each.poll() for each in (others, its_own)] == [None, None]
        others.kill()
        its_own.kill()


def test_a_part_that_was_noted_is_ended_however_its_home_was_spelled(tmp_path: Path) -> None:
    with holding("app.controller", tmp_path / "link") as left:
        assert left.stdout
        assert left.stdout.readline()
        end_orphans(tmp_path / "home", [left.pid])
        assert left.wait(timeout=5) < 0


def test_a_process_of_another_user_that_is_named_like_ours_holds_up_no_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: int) -> None:
        raise PermissionError

    monkeypatch.setattr(signal, "pidfd_send_signal", refuse)
    with holding("app.office", tmp_path / "home") as foreign:
        assert foreign.stdout
        assert foreign.stdout.readline()
        end_orphans(tmp_path / "home")
        assert foreign.poll() is None
        foreign.kill()
