"""Bringing a database to the tables of this version, and back; one script for both databases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from storage import engine

SCRIPTS = Path(__file__).with_name("migrations")


async def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database to a revision; nothing happens if it is there already.

    Raises:
        DatabaseUnavailable: the database cannot be reached or is locked; nothing was changed.
        DatabaseUnsupported: the URL is of another database.
    """
    await _run(url, lambda config: command.upgrade(config, revision))


async def downgrade(url: str, revision: str) -> None:
    """Take the database back to an earlier revision, `base` for no tables at all.

    Raises:
        DatabaseUnavailable: the database cannot be reached or is locked; nothing was changed.
        DatabaseUnsupported: the URL is of another database.
    """
    await _run(url, lambda config: command.downgrade(config, revision))


async def _run(url: str, work: Callable[[Config], None]) -> None:
    # SQLite alters a table by making it anew: with foreign keys on, dropping the old one fails.
    database = engine.connect(url, foreign_keys=False)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))

    def run(connection: Connection) -> None:
        config.attributes["connection"] = connection
        work(config)

    try:
        async with engine.transaction(database) as session:
            await (await session.connection()).run_sync(run)
    finally:
        await database.dispose()
