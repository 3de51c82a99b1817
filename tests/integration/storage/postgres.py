"""A PostgreSQL of the tests' own: made in a temporary folder, spoken to over a Unix socket only."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

USER = "madoguchi"
OPTIONS = "-c listen_addresses='' -c fsync=off -c max_connections=40 -c shared_buffers=32MB"


class Cluster:
    """A running server; `stop` and `start` make its outages."""

    def __init__(self) -> None:
        self._bin = _programs()
        self._home = Path(tempfile.mkdtemp(prefix="madoguchi-pg-"))
        self._owner: str | None = None
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            self._owner = _somebody()
            shutil.chown(self._home, self._owner)
        self._run("initdb", "--no-sync", "-A", "trust", "-U", USER, "-E", "UTF8", "-D", self._data)
        self.start()

    @property
    def folder(self) -> Path:
        """Where its socket is."""
        return self._home

    def start(self) -> None:
        """Start the server and wait until it takes connections."""
        log = str(self._home / "log")
        options = f"{OPTIONS} -k {self._home}"
        self._run("pg_ctl", "start", "-w", "-D", self._data, "-l", log, "-o", options)

    def stop(self) -> None:
        """Stop the server at once, as a power cut would."""
        self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", self._data)

    def remove(self) -> None:
        """Stop the server for good."""
        self.stop()
        shutil.rmtree(self._home)

    def create(self, name: str, *, template: str = "template0") -> str:
        """Make a database; gives its URL."""
        self._run("createdb", "-h", str(self._home), "-U", USER, "-T", template, name)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database: hundreds of files, which take minutes if all go at the end."""
        self._run("dropdb", "--force", "-h", str(self._home), "-U", USER, name)

    def url(self, name: str) -> str:
        """Give the URL of a database."""
        return f"postgresql://{USER}@/{name}?host={self._home}"

    @property
    def _data(self) -> str:
        return str(self._home / "data")

    def _run(self, program: str, *arguments: str) -> None:
        # The server inherits the outputs: from a pipe we would never read the end.
        with (self._home / "out").open("ab") as out:
            done = subprocess.run(
                [self._bin / program, *arguments],
                cwd=self._home,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
                user=self._owner,
                group=pwd.getpwnam(self._owner).pw_gid if self._owner else None,
                extra_groups=[] if self._owner else None,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                timeout=60,
                check=False,
            )
        if done.returncode:
            pytest.fail(f"{program} failed:\n{(self._home / 'out').read_text()}")


def _programs() -> Path:
    """Find the folder of PostgreSQL's programs; Debian keeps them off the PATH."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found = sorted(versions, key=lambda path: int(path.parts[-3]))
    if not found:
        pytest.fail("PostgreSQL is missing: apt-get install postgresql")
    return found[-1].parent


def _somebody() -> str:
    """Choose a user without rights of its own."""
    names = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
