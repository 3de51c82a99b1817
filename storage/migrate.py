"""Bringing a database to the tables of this version, and back; one script for both databases.

Alembic is loaded only where there is something to do: that costs as much as all else that a
command of ours loads, and most databases are where they should be.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import engine

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = Path(__file__).with_name("migrations")
REVISIONS = "alembic_version"
"""The table that says at which revisions a database is."""
_REVISION = re.compile(r'^revision = "(\w+)"', re.MULTILINE)
_AFTER = re.compile(r'^down_revision: str \| None = "(\w+)"', re.MULTILINE)


def heads() -> frozenset[str]:
    """Name the newest revisions: those that no other one comes after."""
    scripts = [path.read_text("utf-8") for path in (SCRIPTS / "versions").glob("*.py")]
    made = {name for script in scripts for name in _REVISION.findall(script)}
    return frozenset(made - {name for script in scripts for name in _AFTER.findall(script)})


def order(scripts: Path) -> list[str]:
    """Name all revisions, each after the one that it follows."""
    after: dict[str, list[str]] = {}
    for path in (scripts / "versions").glob("*.py"):
        text_of = path.read_text("utf-8")
        before = next(iter(_AFTER.findall(text_of)), "")
        after.setdefault(before, []).extend(_REVISION.findall(text_of))
    found, coming = [], after.get("", [])
    while coming:
        found += coming
        coming = [each for one in coming for each in sorted(after.get(one, []))]
    return found


async def upgrade(url: str, *, to: str = "") -> None:
    """Bring the database to the tables of this version; nothing happens if it has them already.

    Args:
        url: The database's.
        to: An earlier revision, for rows that are of it.

    Raises:
        DatabaseUnavailable: the database cannot be reached or is locked; nothing was changed.
        DatabaseUnsupported: the URL is of another database.
    """

    def up(config: Config) -> None:
        from alembic import command

        command.upgrade(config, to or "head")

    await _run(url, up, unless_at=frozenset([to]) if to else heads())


async def upgrade_within(connection: AsyncConnection) -> None:
    """Bring a database to the tables of this version, as a part of somebody's transaction.

    With SQLite its foreign keys must be off.
    """

    def up(sync: Connection) -> None:
        if _revisions(sync) != heads():
            from alembic import command

            command.upgrade(config_for(sync), "head")

    await connection.run_sync(up)


async def downgrade(url: str, revision: str) -> None:
    """Take the database back to an earlier revision, `base` for no tables at all.

    Raises:
        DatabaseUnavailable: the database cannot be reached or is locked; nothing was changed.
        DatabaseUnsupported: the URL is of another database.
    """

    def down(config: Config) -> None:
        from alembic import command

        command.downgrade(config, revision)

    await _run(url, down)


async def _run(
    url: str, work: Callable[[Config], None], *, unless_at: frozenset[str] | None = None
) -> None:
    # SQLite alters a table by making it anew: with foreign keys on, dropping the old one fails.
    database = engine.connect(url, foreign_keys=False)

    def run(connection: Connection) -> None:
        if _revisions(connection) != unless_at:
            work(config_for(connection))

    try:
        async with engine.transaction(database) as session:
            await (await session.connection()).run_sync(run)
    finally:
        await database.dispose()


def _revisions(connection: Connection) -> frozenset[str]:
    """Name the revisions that a database is at; none if it has no tables of ours."""
    if not inspect(connection).has_table(REVISIONS):
        return frozenset()
    return frozenset(connection.scalars(text(f"SELECT version_num FROM {REVISIONS}")))


def config_for(connection: Connection) -> Config:
    """Tell Alembic where the scripts are, and on which connection they work."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config
