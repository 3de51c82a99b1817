"""How a database is reached: SQLite by default, PostgreSQL by URL, one behaviour for both.

Every transaction of ours is made by `transaction`, the one place where the drivers' many ways to
say "not now" become `DatabaseUnavailable`. Everything else a driver says is a bug and stays itself.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial

import aiosqlite
import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.errors import DatabaseUnavailable, DatabaseUnsupported

BUSY_MS = 2_000
"""How long a statement waits for another writer on SQLite before it is refused."""
CONNECT_S = 5.0
STATEMENT_S = 30.0

_AT_ONCE = "madoguchi_write_at_once"

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}

_LOCKED = (
    "another program writes into it; try again in a moment"
    " (as a rule it is the office, an import or a backup)"
)
_DAMAGED = "its file is damaged; `madoguchi backup restore` brings a backup back"
_SQLITE_LATER = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_READONLY: "its file may not be written",
    sqlite3.SQLITE_IOERR: "its disk cannot be read or written",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_FULL: "its disk is full",
    sqlite3.SQLITE_CANTOPEN: "its file cannot be opened",
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}
"""What may be over by itself or by an operator's hand, and how that is told."""
_POSTGRES_LATER = ("08", "25006", "40", "53", "55", "57", "58")
"""SQLSTATE classes (PostgreSQL manual, appendix A): connection, read-only, rollback (deadlock),
resources (disk full), object in use, operator (shutdown, starting up), system error."""


def connect(url: str, *, busy_ms: int = BUSY_MS, foreign_keys: bool = True) -> AsyncEngine:
    """Make the engine of `sqlite:///FILE` or `postgresql://USER@HOST/NAME`; connects later.

    Raises:
        DatabaseUnsupported: the URL is of another database, or no URL.
    """
    target = _async_url(url)
    if target.get_backend_name() == "postgresql":
        return create_async_engine(
            target,
            pool_pre_ping=True,
            connect_args={"timeout": CONNECT_S, "command_timeout": STATEMENT_S},
        )
    if not target.database:
        raise DatabaseUnsupported(scheme="sqlite without a file")
    file = _File(target.database)
    engine = create_async_engine(
        target,
        async_creator=partial(_open_sqlite, file, busy_ms=busy_ms, foreign_keys=foreign_keys),
    )
    event.listen(engine.sync_engine, "begin", _begin)
    event.listen(engine.sync_engine, "connect", file.connected)
    event.listen(engine.sync_engine, "checkout", file.checked_out)
    return engine


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """Work in one transaction: all of it is kept, or, after an exception, nothing.

    Raises:
        DatabaseUnavailable: nothing was kept; or the link broke in the last instant, and whether
            it was kept is not known.
    """
    with _told_plainly():
        async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
            yield session


@asynccontextmanager
async def at_one_instant(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """Read in one `transaction` whose questions all see the rows as they are at its first one.

    On PostgreSQL each question of an ordinary one sees what others kept meanwhile.

    Raises:
        DatabaseUnavailable: the database cannot be read now.
    """
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    async with transaction(engine) as session:
        yield session


def for_change(engine: AsyncEngine) -> AsyncEngine:
    """Give the same engine for a `transaction` that reads what it then changes.

    SQLite lets nobody write who has read before another one wrote: the write is refused at once,
    however long `busy_ms` is. So the only write lock is taken, and waited for, at the beginning.
    PostgreSQL locks rows when they are written, and needs nothing.
    """
    return engine.execution_options(**{_AT_ONCE: True})


@asynccontextmanager
async def snapshot(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Read everything as it is at one instant, while others write on.

    Raises:
        DatabaseUnavailable: the database cannot be read now.
    """
    with _told_plainly():
        async with engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection = await connection.execution_options(isolation_level="REPEATABLE READ")
            async with connection.begin():
                yield connection


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except DBAPIError as exc:
        if exc.connection_invalidated or _is_passing(exc.orig):
            raise DatabaseUnavailable(why=_why(exc.orig)) from exc
        raise
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as exc:
        # Raised bare while connecting: SQLAlchemy wraps only what happens on a connection.
        raise DatabaseUnavailable(why=type(exc).__name__) from exc
    except (OSError, TimeoutError, PoolTimeout) as exc:
        raise DatabaseUnavailable(why=str(exc) or type(exc).__name__) from exc


def _why(error: BaseException | None) -> str:
    """Tell an operator what a driver's error means; PostgreSQL's have names that say it."""
    code = getattr(error, "sqlite_errorcode", 0)
    return _SQLITE_LATER.get(code & 0xFF, type(error).__name__)


def _is_passing(error: BaseException | None) -> bool:
    """Whether a driver's error may be over by itself, or by an operator's hand."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE_LATER
    state = getattr(error, "sqlstate", None)
    if state is not None:
        return str(state).startswith(_POSTGRES_LATER)
    return isinstance(error, OSError | TimeoutError)


def _async_url(url: str) -> URL:
    try:
        target = make_url(url)
    except ArgumentError as exc:
        raise DatabaseUnsupported(scheme=url.partition(":")[0]) from exc
    backend = target.get_backend_name()
    if backend not in DRIVERS:
        raise DatabaseUnsupported(scheme=backend)
    return target.set(drivername=DRIVERS[backend])


class _File:
    """The file of a database, watched: SQLite would go on writing into one that was removed.

    A file that was there and is gone is never made anew: it may lie on a disk that will be mounted
    again. Another file in its place is another database, and connections to the old one are left.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._was_there = False

    def to_be_opened(self) -> None:
        """See that the file may be opened.

        Raises:
            OSError: it was there and is gone.
        """
        if self._was_there:
            os.stat(self.path)

    def connected(self, _: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        """Note which file a new connection has."""
        self._was_there = True
        record.info["file"] = self._identity()

    def checked_out(self, _: DBAPIConnection, record: ConnectionPoolEntry, __: object) -> None:
        """Let go of a connection whose file is no longer the one at the path."""
        if record.info["file"] != self._identity():
            raise DisconnectionError

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self.path)
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino


async def _open_sqlite(file: _File, *, busy_ms: int, foreign_keys: bool) -> aiosqlite.Connection:
    file.to_be_opened()
    # A connection that fails to open leaves its thread behind, to speak up when nobody listens any
    # more: so see first that the file can be opened.
    await asyncio.to_thread(lambda: sqlite3.connect(file.path).close())
    opening = aiosqlite.connect(file.path, isolation_level=None)
    opening._thread.daemon = True  # as SQLAlchemy does: a forgotten engine must not keep us
    connection = await opening
    try:
        await connection.execute(f"PRAGMA busy_timeout={busy_ms}")
        await connection.execute("PRAGMA journal_mode=WAL")
        await connection.execute("PRAGMA synchronous=FULL")
        await connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
    except BaseException:
        await connection.close()
        raise
    return connection


def _begin(connection: Connection) -> None:
    # The driver's own BEGIN comes late and leaves out DDL; with isolation_level None it has none.
    at_once = connection.get_execution_options().get(_AT_ONCE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if at_once else "BEGIN")
