"""Who may not read packets has root open the socket for them, or is told what to do."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from bench import packets
from bench.capture import SipCapture
from bench.errors import CaptureRefused

pytestmark = pytest.mark.integration

SUDO = '#!/bin/sh\ntest "$1" = -n || exit 1\nshift\nexec "$@"\n'
"""Root needs none, and a bare machine may have none."""


@pytest.fixture(autouse=True)
def refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(_port: int | None) -> socket.socket:
        raise PermissionError

    monkeypatch.setattr(packets, "_opened", opened)


async def test_root_opens_it_for_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        (tmp_path / "sudo").write_text(SUDO)
        (tmp_path / "sudo").chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with (
        socket.socket(type=socket.SOCK_DGRAM) as other,
        socket.socket(type=socket.SOCK_DGRAM) as it,
    ):
        it.bind(("127.0.0.1", 0))
        async with SipCapture(it.getsockname()[1]) as capture:
            other.sendto(b"not this one", ("127.0.0.1", 9))
            other.sendto(b"this one", it.getsockname())
    assert [each.payload for each in capture.packets] == [b"this one"]


async def test_without_sudo_it_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CaptureRefused, match="run as root"):
        async with SipCapture(None):
            pass
