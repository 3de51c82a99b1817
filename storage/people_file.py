"""The file behind the people's store: its schema and its few statements, standard library only.

Both processes open it (WAL). `person.seq` and `erased.seq` only grow, so that each process can ask
what the other has added or erased since it last looked. Deleted bytes are overwritten
(`secure_delete`), and a checkpoint takes them out of the WAL.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from storage.errors import PeopleUnavailable, PeopleUnreadable

VERSION = 1

SCHEMA = (
    "CREATE TABLE seal (check_value BLOB NOT NULL)",
    "CREATE TABLE person (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
    " blind BLOB NOT NULL, sealed BLOB NOT NULL, created TEXT NOT NULL)",
    "CREATE INDEX person_blind ON person (blind)",
    "CREATE TABLE erased (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
    " at TEXT NOT NULL)",
)

OPEN_TRIES = 50
OPEN_PAUSE_S = 0.1


class PersonRow(NamedTuple):
    """One value as it is written."""

    id: str
    blind: bytes
    sealed: bytes
    created: str


class Entry(NamedTuple):
    """One value as the index knows it."""

    seq: int
    id: str
    blind: bytes


def connect(path: Path, *, busy_s: float) -> sqlite3.Connection:
    """Open the file for any thread; every statement is its own transaction unless begun."""
    database = sqlite3.connect(path, timeout=busy_s, isolation_level=None, check_same_thread=False)
    try:
        database.execute("PRAGMA secure_delete=ON")
        database.execute("PRAGMA synchronous=FULL")
    except sqlite3.Error:  # no database, or locked: nobody else would close it
        database.close()
        raise
    return database


def prepare(path: Path, check: bytes) -> None:
    """Make the file if there is none, and see that this key is its key.

    Raises:
        PeopleUnavailable: it could not be opened or made within some seconds.
        PeopleUnreadable: it is damaged, of a newer version, or sealed with another key.
    """
    pause = threading.Event()
    for left in reversed(range(OPEN_TRIES)):
        try:
            return _prepare(path, check)
        except (sqlite3.OperationalError, OSError) as exc:
            # Two processes making one file meet here: SQLite answers "locked" without waiting.
            if not left:
                raise PeopleUnavailable(path=path, why=str(exc)) from exc
            pause.wait(OPEN_PAUSE_S)
        except sqlite3.DatabaseError as exc:
            raise PeopleUnreadable(path=path, why=str(exc)) from exc


def write(database: sqlite3.Connection, rows: Iterable[PersonRow]) -> None:
    """Write values, all or none; what another process has erased meanwhile stays erased."""
    with _transaction(database):
        database.executemany(
            "INSERT OR IGNORE INTO person (id, blind, sealed, created)"
            " SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (SELECT 1 FROM erased WHERE id = ?1)",
            rows,
        )


def sealed(database: sqlite3.Connection, person: str) -> bytes | None:
    """Find the encrypted value of an id."""
    row = database.execute("SELECT sealed FROM person WHERE id = ?", (person,)).fetchone()
    return None if row is None else bytes(row[0])


def entries_after(database: sqlite3.Connection, seq: int) -> list[Entry]:
    """List the values written after this one, oldest first."""
    rows = database.execute(
        "SELECT seq, id, blind FROM person WHERE seq > ? ORDER BY seq", (seq,)
    ).fetchall()
    return [Entry(*row) for row in rows]


def erased_after(database: sqlite3.Connection, seq: int) -> list[tuple[int, str]]:
    """List the erasures after this one, oldest first."""
    return database.execute(
        "SELECT seq, id FROM erased WHERE seq > ? ORDER BY seq", (seq,)
    ).fetchall()


def erase(database: sqlite3.Connection, person: str, *, blind: bytes | None, at: str) -> set[str]:
    """Delete a value under all its ids, and remember the ids; gives the ids."""
    with _transaction(database):
        rows = database.execute(
            "SELECT id FROM person WHERE blind = coalesce(?,"
            " (SELECT blind FROM person WHERE id = ?))",
            (blind, person),
        ).fetchall()
        ids = {person, *(row[0] for row in rows)}
        database.executemany("DELETE FROM person WHERE id = ?", [(each,) for each in ids])
        database.executemany(
            "INSERT OR IGNORE INTO erased (id, at) VALUES (?, ?)", [(each, at) for each in ids]
        )
    return ids


def empty_wal(database: sqlite3.Connection) -> bool:
    """Move the WAL into the file and cut it to nothing; False if that cannot be done now."""
    try:
        busy = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError:
        return False
    return not busy


def _prepare(path: Path, check: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    database = connect(path, busy_s=1.0)
    try:
        # A file that stands is only read here, so that a lock held by others delays no start.
        if _version(database) == 0:
            _make(database, check)
        if _version(database) != VERSION:
            raise PeopleUnreadable(path=path, why="made by a newer version of this program")
        if database.execute("SELECT check_value FROM seal").fetchone() != (check,):
            raise PeopleUnreadable(path=path, why="sealed with another instance's key")
    finally:
        database.close()


def _make(database: sqlite3.Connection, check: bytes) -> None:
    database.execute("PRAGMA journal_mode=WAL")
    with _transaction(database):
        if _version(database) != 0:
            return  # another process was first
        for statement in SCHEMA:
            database.execute(statement)
        database.execute("INSERT INTO seal VALUES (?)", (check,))
        database.execute(f"PRAGMA user_version={VERSION}")


def _version(database: sqlite3.Connection) -> int:
    version: int = database.execute("PRAGMA user_version").fetchone()[0]
    return version


@contextmanager
def _transaction(database: sqlite3.Connection) -> Iterator[None]:
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise
