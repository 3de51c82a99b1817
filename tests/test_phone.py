"""The README's phones: baresip takes what scripts/phone.py writes, and two of them can talk."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts import phone

pytestmark = pytest.mark.integration


@contextmanager
def started(settings: phone.Phone, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a phone for as long as the test needs it."""
    folder.mkdir()
    with subprocess.Popen(
        phone.prepare(settings, folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        yield process
        process.terminate()


def assert_it_says(process: subprocess.Popen[str], words: str) -> None:
    """Read what a phone prints until the words come."""
    heard = []
    for line in process.stdout or ():
        heard.append(line)
        if words in line:
            return
    pytest.fail(f"the phone never said {words!r}: " + "".join(heard))


def test_a_citizens_phone_calls_and_a_seats_phone_answers(
    tmp_path: Path, free_port: Callable[[], int]
) -> None:
    port = free_port()
    account = f"<sip:seat-01@127.0.0.1:{port}>;auth_user=seat-01;auth_pass=secret"
    seat = phone.Phone(account=f"{account};answermode=auto;regint=0", tone_hz=880, port=port)
    citizen = phone.Phone(
        account=f"<sip:0312345678@127.0.0.1:{port}>;regint=0",
        tone_hz=440,
        dial=f"sip:seat-01@127.0.0.1:{port}",
        seconds=20,
    )
    with started(seat, tmp_path / "seat") as answering:
        assert_it_says(answering, "baresip is ready")
        with started(citizen, tmp_path / "citizen") as calling:
            assert_it_says(calling, "Call established")


def test_a_phone_without_an_instance_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(phone.CannotRing, match="make run"):
        phone.citizen_phone("0312345678", "0110000100", home=tmp_path, seconds=None)
