"""The office as a process: pages come up whatever the database and the controller do."""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from app.listen import listen, shown_address
from tests.integration.app.small_campaign import events_of_a_morning, home_with

pytestmark = pytest.mark.integration


@contextmanager
def office(home: Path) -> Iterator[str]:
    """Run an office as its supervisor does; gives the address of its pages once it is ready."""
    ours, theirs = socket.socketpair()
    with ours, theirs, closing(listen("127.0.0.1", 0)) as web:
        process = subprocess.Popen(
            [
                *(sys.executable, "-P", "-m", "app.office", "--home", str(home)),
                *("--web", str(web.fileno()), "--lifeline", str(theirs.fileno())),
            ],
            pass_fds=(web.fileno(), theirs.fileno()),
        )
        try:
            ours.settimeout(30)
            said = b""
            while b"ready\n" not in said:
                said += ours.recv(1024)
            yield shown_address(web, tls=False)
        finally:
            process.terminate()
            assert process.wait(10) == 0


def get(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def health(address: str, part: str, *, becomes: bool) -> tuple[int, str]:
    """Ask until a part is well or not; gives the last status and the part's detail."""
    status, told = 0, {"ok": not becomes, "detail": ""}
    for _ in range(200):
        status, text = get(f"{address}/healthz")
        told = json.loads(text)["parts"][part]
        if told["ok"] is becomes:
            break
        threading.Event().wait(0.05)
    assert told["ok"] is becomes, told
    return status, str(told["detail"])


def test_without_a_controller_the_pages_show_what_the_log_has(tmp_path: Path) -> None:
    home_with(tmp_path / "home", events_of_a_morning())
    with office(tmp_path / "home") as address:
        health(address, "database", becomes=True)
        status, detail = health(address, "controller", becomes=False)
        assert (status, detail) == (503, "no link to the controller")
        assert get(address)[0] == 200
        assert "小さな事務センター" in get(address)[1]
        assert "madoguchi_calls_total" in get(f"{address}/metrics")[1]


def test_with_a_locked_database_the_pages_come_up_and_say_so(tmp_path: Path) -> None:
    home_with(tmp_path / "home", events_of_a_morning())
    with closing(sqlite3.connect(tmp_path / "home" / "rows.db", isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("BEGIN EXCLUSIVE")
        with office(tmp_path / "home") as address:
            assert get(address)[0] == 200
            assert health(address, "database", becomes=False)[0] == 503
            other.execute("ROLLBACK")
            health(address, "database", becomes=True)
            assert health(address, "rows", becomes=True)[1] == "0 records behind"


def test_the_office_logs_nothing_of_what_was_asked(tmp_path: Path) -> None:
    home_with(tmp_path / "home", [])
    with office(tmp_path / "home") as address:
        get(f"{address}/no/such/0312345678?q=0312345678")
    logged = "".join(path.read_text() for path in (tmp_path / "home" / "logs").iterdir())
    assert "0312345678" not in logged
