"""Where the things of one instance lie in its home folder, and the lock that makes it one's own."""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path

from app.errors import HomeTaken, HomeUnusable

DEFAULT_HOME = Path("var")


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of an instance; everything in it is readable by its owner alone."""

    folder: Path

    @property
    def settings(self) -> Path:
        """What the operator writes."""
        return self.folder / "madoguchi.toml"

    @property
    def lock(self) -> Path:
        """Held by the supervisor as long as it lives, with its process id in it."""
        return self.folder / "lock"

    @property
    def successor(self) -> Path:
        """Path of the Python whose code is to take over, from who asked for it."""
        return self.folder / "successor"

    @property
    def run(self) -> Path:
        """Where the running instance says how it can be reached."""
        return self.folder / "run.json"

    @property
    def processes(self) -> Path:
        """Who was started, for a supervisor that comes after a death."""
        return self.folder / "processes.json"

    @property
    def plain(self) -> Path:
        """Settings in plain form, written by the validating child."""
        return self.folder / "plain.json"

    @property
    def clock(self) -> Path:
        """How far the instance's clock is from the machine's."""
        return self.folder / "clock.json"

    @property
    def demo(self) -> Path:
        """Marks a demo; what is noted of it stands in it."""
        return self.folder / "demo"

    @property
    def versions(self) -> Path:
        """Campaigns and flows in plain form, named by content."""
        return self.folder / "versions"

    @property
    def flows(self) -> Path:
        """Flow files that replace the shipped ones of the same name."""
        return self.folder / "flows"

    @property
    def banks(self) -> Path:
        """The operator's list of banks, which replaces the shipped one; often none."""
        return self.folder / "banks.csv"

    @property
    def published(self) -> Path:
        """Which versions of the flows were put in force, when and by whom: a line each."""
        return self.versions / "published.jsonl"

    @property
    def log(self) -> Path:
        """The log's files."""
        return self.folder / "log"

    @property
    def logs(self) -> Path:
        """What the processes say for operators, one JSON object a line."""
        return self.folder / "logs"

    @property
    def people(self) -> Path:
        """The encrypted numbers."""
        return self.folder / "people.db"

    @property
    def key(self) -> Path:
        """The instance's key: 32 random bytes."""
        return self.folder / "keys" / "instance.key"

    @property
    def socket(self) -> Path:
        """Where controller and others exchange records."""
        return self.folder / "controller.sock"

    @property
    def recordings(self) -> Path:
        """Finished recordings, by day."""
        return self.folder / "recordings"

    @property
    def messages(self) -> Path:
        """Voice messages that callers left, by day."""
        return self.folder / "messages"

    @property
    def alarms(self) -> Path:
        """The office's alarms that stand, for an office that comes after."""
        return self.folder / "alarms.json"

    @property
    def asterisk(self) -> Path:
        """Asterisk's own folders."""
        return self.folder / "asterisk"

    @property
    def asterisk_died(self) -> Path:
        """When Asterisk died last, as the supervisor saw it."""
        return self.folder / "asterisk_died"


def open_home(folder: Path) -> Home:
    """Name the home by a folder, wherever the process goes."""
    return Home(folder=folder.absolute())


def make_home(home: Home) -> None:
    """Make the home folder, for its owner alone.

    Raises:
        HomeUnusable: it cannot be made, or is no folder.
    """
    try:
        home.folder.mkdir(parents=True, exist_ok=True)
        home.folder.chmod(0o700)
    except OSError as exc:
        raise HomeUnusable(path=str(home.folder), why=exc.strerror or str(exc)) from exc


def lock_home(home: Home) -> int:
    """Take the home's lock and return its descriptor, which an `exec` may carry on.

    The lock falls with the last process that holds the descriptor, however it ends.

    Raises:
        HomeTaken: another instance holds it.
        HomeUnusable: the lock's file cannot be opened.
    """
    try:
        held = os.open(home.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as exc:
        raise HomeUnusable(path=str(home.lock), why=exc.strerror or str(exc)) from exc
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as exc:
        os.close(held)
        raise HomeTaken(path=str(home.folder)) from exc
    os.ftruncate(held, 0)
    os.pwrite(held, f"{os.getpid()}\n".encode(), 0)
    return held


def holder_of(home: Home) -> int | None:
    """Tell which process holds the home's lock; None if nobody does."""
    try:
        with open(home.lock, encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return int(lock.read())
    except (OSError, ValueError):
        return None
    return None
