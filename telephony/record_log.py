"""The log on disk: the truth of the instance, one file after the other.

A record is one `write()` before its first command is done, so it survives the death of this
process; a thread syncs it within 100 ms, so it survives the machine's. When the disk refuses,
records wait in bounded memory and calls go on; if even that is full, the waiting ones are lost
and the next file begins with the whole state, so that nothing after them is in doubt.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from callcenter import record
from callcenter.events import Event
from callcenter.record import Header, Record

log = logging.getLogger(__name__)

SYNC_S = 0.1
RECORDS_PER_FILE = 10_000
WAITING_MAX = 64 * 1024 * 1024
"""Bytes that wait in memory while the disk refuses."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What the last log file holds."""

    header: Header
    records: tuple[Record, ...]

    @property
    def last_n(self) -> int:
        """Number of the last record."""
        return self.records[-1].n if self.records else self.header.n


def files(folder: Path) -> list[Path]:
    """List the log's files, oldest first."""
    return sorted(folder.glob("*.jsonl"))


def read_file(path: Path, *, of: Collection[type[Event]] = ()) -> Iterator[Header | Record]:
    """Read one log file; of the records, if wanted, those alone that name one of these events.

    Raises:
        UnknownRecord: a complete line cannot be read.
    """
    names = [f'"{each.__name__}"'.encode() for each in of]
    with path.open("rb") as lines:
        yield from record.read(
            line
            for number, line in enumerate(lines)
            if not names or number == 0 or any(name in line for name in names)
        )


def recover(folder: Path, *, of: Collection[type[Event]] = ()) -> Recovered | None:
    """Read the last file that begins with a whole header; None if there is no log yet.

    Of its records, if wanted, those alone that name one of the events `of`: a page that asks for
    one of them need not decode ten thousand.

    Raises:
        UnknownRecord: a complete line cannot be read.
    """
    for path in reversed(files(folder)):
        lines = list(read_file(path, of=of))
        if lines and isinstance(lines[0], Header):
            header = lines[0]
            later = (each for each in lines[1:] if isinstance(each, Record) and each.n > header.n)
            return Recovered(header, tuple(later))
    return None


class RecordLog:
    """The log being written; `close` it."""

    def __init__(self, folder: Path, *, trouble: Callable[[bool], None]) -> None:
        """Make a log; nothing is opened before the first `begin_file`.

        Args:
            folder: Where the files are.
            trouble: Told True when the disk begins to refuse, False when it takes again; called
                from the thread that writes.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._trouble = trouble
        self._fd: int | None = None
        self._waiting = bytearray()
        self._is_refused = False
        self._is_dirty = threading.Event()
        self._is_closed = threading.Event()
        self._written = 0
        self._day: date | None = None
        self._has_hole = False
        self._lock = threading.Lock()
        self._syncer = threading.Thread(target=self._sync_on, name="log sync", daemon=True)
        self._syncer.start()

    def is_file_due(self, day: date) -> bool:
        """Whether a new file should begin before the next record is written."""
        is_full = self._written >= RECORDS_PER_FILE
        has_room_again = self._has_hole and not self._waiting
        return self._fd is None or is_full or has_room_again or day != self._day

    def begin_file(self, header: Header, day: date) -> None:
        """Begin a new file with this header; the old one goes on if the disk refuses."""
        path = self._folder / f"{header.n + 1:012d}.jsonl"
        fresh = path.with_suffix(".new")
        try:
            fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
            _write_all(fd, record.encode_header(header))
            fresh.rename(path)
        except OSError as exc:
            self._refused(exc)
            return
        with self._lock:
            self._flush()
            old, self._fd = self._fd, fd
            self._written, self._day, self._has_hole = 0, day, False
        if old is not None:
            os.close(old)
        self._is_dirty.set()

    def write(self, line: bytes) -> None:
        """Write one encoded record; what the disk refuses waits in memory."""
        with self._lock:
            self._written += 1
            self._waiting += line
            self._flush()
        self._is_dirty.set()

    def close(self) -> None:
        """Write what waits, sync, and end the thread."""
        self._is_closed.set()
        self._is_dirty.set()
        self._syncer.join(timeout=2.0)
        with self._lock:
            self._flush()
            if self._fd is not None:
                os.close(self._fd)
                self._fd = None

    def _flush(self) -> None:
        """Write what waits; a line that was torn by a full disk is completed later."""
        if self._fd is None:
            return
        try:
            while self._waiting:
                done = os.write(self._fd, self._waiting)
                del self._waiting[:done]
        except OSError as exc:
            self._refused(exc)
            return
        if self._is_refused:
            self._is_refused = False
            self._trouble(False)

    def _refused(self, exc: OSError) -> None:
        if len(self._waiting) > WAITING_MAX:
            self._waiting.clear()
            self._has_hole = True
        if not self._is_refused:
            self._is_refused = True
            log.error(
                "The log cannot be written", extra={"action": "log_refused", "why": exc.errno}
            )
            self._trouble(True)

    def _sync_on(self) -> None:
        while not self._is_closed.is_set():
            self._is_dirty.wait(timeout=1.0)
            self._is_closed.wait(timeout=SYNC_S / 2)
            with self._lock:
                is_dirty = self._is_dirty.is_set() or bool(self._waiting)
                self._is_dirty.clear()
                self._flush()
                fd = self._fd
            if is_dirty and fd is not None:
                _sync(fd)


def _write_all(fd: int, line: bytes) -> None:
    while line:
        line = line[os.write(fd, line) :]


def _sync(fd: int) -> None:
    try:
        os.fsync(fd)
    except OSError as exc:  # the next write says so as well, and is heard
        log.error("The log cannot be synced", extra={"action": "log_sync", "why": exc.errno})
