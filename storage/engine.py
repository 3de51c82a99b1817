"""How a database is reached: SQLite by default, PostgreSQL by URL, one behaviour for both.

Every transaction of ours is made by `transaction`, the one place where the drivers' many ways to
say "not now" become `DatabaseUnavailable`. Everything else a driver says is a bug and stays itself.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial

import aiosqlite
import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.errors import DatabaseUnavailable, DatabaseUnsupported

BUSY_MS = 2_000
"""How long a statement waits for another writer on SQLite before it is refused."""
CONNECT_S = 5.0
STATEMENT_S = 30.0

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}

_SQLITE_LATER = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOTADB,
    }
)
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
    engine = create_async_engine(
        target,
        async_creator=partial(
            _open_sqlite, target.database, busy_ms=busy_ms, foreign_keys=foreign_keys
        ),
    )
    event.listen(engine.sync_engine, "begin", _begin)
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


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except DBAPIError as exc:
        if exc.connection_invalidated or _is_passing(exc.orig):
            raise DatabaseUnavailable(why=type(exc.orig).__name__) from exc
        raise
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as exc:
        # Raised bare while connecting: SQLAlchemy wraps only what happens on a connection.
        raise DatabaseUnavailable(why=type(exc).__name__) from exc
    except (OSError, TimeoutError, PoolTimeout) as exc:
        raise DatabaseUnavailable(why=str(exc) or type(exc).__name__) from exc


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


async def _open_sqlite(file: str, *, busy_ms: int, foreign_keys: bool) -> aiosqlite.Connection:
    # A connection that fails to open leaves its thread behind, to speak up when nobody listens any
    # more: so see first that the file can be opened.
    await asyncio.to_thread(lambda: sqlite3.connect(file).close())
    opening = aiosqlite.connect(file, isolation_level=None)
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
    connection.exec_driver_sql("BEGIN")
