"""A second machine beside this one: a network namespace, joined by a cable of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Machine:
    """The other machine, as this one knows it."""

    here: str
    """This machine's address on the cable."""
    there: str
    name: str

    def program(self, path: str, folder: Path) -> str:
        """Write a program that runs another one over there; gives its path."""
        made = folder / f"{Path(path).name}-over-there"
        made.write_text(f'#!/bin/sh\nexec ip netns exec {self.name} "{path}" "$@"\n')
        made.chmod(0o700)
        return str(made)


@contextlib.contextmanager
def another_machine() -> Iterator[Machine]:
    """Put it there, and take it away at the end."""
    number = os.getpid() % 250
    machine = Machine(f"10.231.{number}.1", f"10.231.{number}.2", f"mdg{os.getpid()}")
    near, far = f"mn{os.getpid()}", f"mf{os.getpid()}"
    _ip("netns", "add", machine.name)
    try:
        _ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", machine.name)
        _ip("addr", "add", f"{machine.here}/24", "dev", near)
        _ip("link", "set", near, "up")
        for words in (
            ("addr", "add", f"{machine.there}/24", "dev", far),
            ("link", "set", far, "up"),
        ):
            _ip("-n", machine.name, *words)
        _ip("-n", machine.name, "link", "set", "lo", "up")
        yield machine
    finally:
        _ip("netns", "del", machine.name)


@dataclass(frozen=True, slots=True)
class Home:
    """The home folder of whoever uses a browser, with the authorities that they trust."""

    folder: Path

    def begin(self) -> None:
        """Make a folder that trusts nobody."""
        self._store.mkdir(parents=True)
        _certutil("-N", "--empty-password", "-d", f"sql:{self._store}")

    def trust(self, certificate: Path) -> None:
        """Take an authority in, as a terminal's keeper does (DER)."""
        who = ("-n", "madoguchi", "-t", "C,,", "-i", str(certificate))
        _certutil("-A", "-d", f"sql:{self._store}", *who)

    @property
    def _store(self) -> Path:
        return self.folder / ".pki" / "nssdb"  # where Chromium on Linux reads whom people trust


def _certutil(*words: str) -> None:
    program = shutil.which("certutil")
    assert program is not None, "certutil is missing: apt-get install libnss3-tools"
    subprocess.run([program, *words], check=True)


def _ip(*words: str) -> None:
    program = shutil.which("ip")
    assert program is not None, "ip is missing: apt-get install iproute2"
    subprocess.run([program, *words], check=True)
