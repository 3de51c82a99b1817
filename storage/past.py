"""Which revision tables are of, told by their shape: a backup may be older than this version.

Each revision is made in an empty database in memory, one after the other; what fits is the newest
whose tables and columns are those that are asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, create_engine, inspect

from storage.migrate import REVISIONS, SCRIPTS, config_for, order

if TYPE_CHECKING:
    from alembic.runtime.migration import MigrationContext, MigrationInfo

Shape = Mapping[str, Sequence[str]]
"""Names of tables, each with those of its columns."""


def knows(revision: str) -> bool:
    """Tell whether this version can bring a database of this revision to its own."""
    return revision in order(SCRIPTS)


async def revision_with(shape: Shape) -> str | None:
    """Find the newest revision with exactly these tables and columns; None if there is none."""
    return await asyncio.to_thread(_found, {name: set(names) for name, names in shape.items()})


def _found(wanted: Mapping[str, set[str]]) -> str | None:
    from alembic import command

    found: list[str] = []

    def stepped(*, ctx: MigrationContext, step: MigrationInfo, **_: object) -> None:
        if ctx.connection is not None and _shape(ctx.connection) == wanted:
            found.extend(step.up_revision_ids)

    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            config = config_for(connection)
            config.attributes["stepped"] = stepped
            command.upgrade(config, "head")
    finally:
        engine.dispose()
    return found[-1] if found else None


def _shape(connection: Connection) -> Mapping[str, set[str]]:
    columns = inspect(connection).get_multi_columns()
    return {
        name: {each["name"] for each in found}
        for (_, name), found in columns.items()
        if name != REVISIONS
    }
