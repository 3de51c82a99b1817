"""The controller as a process without its Asterisk: what it says, and what it loads."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from app.plain import read_plain, write_plain
from tests.integration.app.small_campaign import events_of_a_morning, home_with

pytestmark = pytest.mark.integration


class Refusing(BaseHTTPRequestHandler):
    """An ARI that takes nobody's password."""

    def do_GET(self) -> None:
        body = b'{"error":"Unauthorized"}'
        self.send_response(401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def refusing_ari() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/ari"
        server.shutdown()
        thread.join()


def controller_says(home: Path) -> tuple[str, int]:
    """Run a controller until it closes its lifeline; gives what it said, and its status."""
    ours, theirs = socket.socketpair()
    with ours:
        process = subprocess.Popen(
            [
                *(sys.executable, "-P", "-m", "app.controller", "--home", str(home)),
                *("--lifeline", str(theirs.fileno())),
            ],
            pass_fds=(theirs.fileno(),),
        )
        theirs.close()
        ours.settimeout(30)
        said = b""
        while more := ours.recv(1024):
            said += more
        return said.decode(), process.wait(10)


def test_a_wrong_ari_password_is_one_clear_line(tmp_path: Path) -> None:
    home, _ = home_with(tmp_path / "home", events_of_a_morning())
    plain = read_plain(home.plain)
    with refusing_ari() as url:
        write_plain(home.plain, replace(plain, ari=replace(plain.ari, url=url)))
        said, status = controller_says(home.folder)
    assert status == 1
    assert [line for line in said.splitlines() if line != "beat"] == [
        "fatal Asterisk does not take the user or password that we have for its ARI"
    ]


def test_a_damaged_log_is_one_clear_line(tmp_path: Path) -> None:
    home, _ = home_with(tmp_path / "home", events_of_a_morning())
    file = next(iter(home.log.iterdir()))
    file.write_bytes(file.read_bytes() + b"{}\n")
    said, status = controller_says(home.folder)
    assert status == 1
    assert said.startswith("fatal log line 8")
    assert said.count("\n") == 1
