"""Which files of a home go into a backup, and how each is read while others write on.

Taken is what is not known to be left out, so that what an operator put into the home is in it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from app.home import Home
from telephony.asterisk_files import BOOK

READ = 1 << 20
LEFT_OUT = frozenset(
    {
        *("keys", "asterisk", "logs", "lock", "successor", "run.json", "processes.json"),
        *("controller.sock", "backup_state.json"),
    }
)
"""Keys, what only a running instance has, and what can be made again."""
_JOURNALS = ("", "-wal", "-shm", "-journal")
_SEALED = ".sealed"
LOG = "log/"


def paths_of(home: Home, database_url: str) -> Iterator[str]:
    """Name the files to be taken, relative to the home, Asterisk's book among them.

    Databases are copied in ways of their own.
    """
    databases = (str(home.people), database_url.removeprefix("sqlite:///"))
    apart = {Path(f"{each}{journal}") for each in databases for journal in _JOURNALS}
    for path in sorted(home.folder.rglob("*")):
        name = path.relative_to(home.folder)
        if path not in apart and _is_taken(name) and path.is_file() and not path.is_symlink():
            yield str(name)
    book = home.asterisk / BOOK
    if book.is_file():
        yield str(book.relative_to(home.folder))


def read_parts(home: Home, name: str) -> Iterator[bytes]:
    """Read a file as it is now; of the log, no half line.

    Raises:
        OSError: it cannot be read; FileNotFoundError if it is gone meanwhile.
    """
    with (home.folder / name).open("rb") as file:
        left = os.fstat(file.fileno()).st_size
        if name.startswith(LOG):
            left = _whole_lines(file.fileno(), left)
        while left > 0 and (part := file.read(min(READ, left))):
            left -= len(part)
            yield part


def copy_people(home: Home, to: Path) -> bool:
    """Copy the people's store as it is at one instant (SQLite's backup); False if there is none.

    Raises:
        OSError: it cannot be copied.
    """
    if not home.people.exists():
        return False
    source = sqlite3.connect(f"file:{home.people}?mode=ro", uri=True)
    try:
        target = sqlite3.connect(to)
        try:
            source.backup(target)
        finally:
            target.close()
    except sqlite3.Error as exc:
        raise OSError(None, str(exc), str(home.people)) from exc
    finally:
        source.close()
    return True


def _is_taken(name: Path) -> bool:
    top = name.parts[0]
    is_draft = any(each.startswith(".") for each in name.parts) or name.suffix == ".new"
    return not (top in LEFT_OUT or is_draft or name.suffix == _SEALED)


def _whole_lines(descriptor: int, size: int) -> int:
    """Tell where the last whole line of a file ends that is written line by line."""
    end = size
    while end > 0:
        start = max(0, end - READ)
        found = os.pread(descriptor, end - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0
