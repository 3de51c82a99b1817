from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from storage.case_tables import Case
from storage.columns import METADATA
from storage.engine import connect
from storage.migrate import downgrade, upgrade

pytestmark = pytest.mark.integration


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), METADATA))


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


async def test_upgrading_makes_exactly_the_tables_of_the_code(empty_url: str) -> None:
    await upgrade(empty_url)
    engine = connect(empty_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
        assert Case.__tablename__ in await connection.run_sync(tables)
        assert {"calls", "recordings", "seats", "alarms", "projection"} <= (
            await connection.run_sync(tables)
        )
    await engine.dispose()


async def test_downgrading_leaves_no_table_of_ours_and_upgrading_again_works(
    empty_url: str,
) -> None:
    await upgrade(empty_url)
    await downgrade(empty_url, "base")
    engine = connect(empty_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(tables) == {"alembic_version"}
    await engine.dispose()
    await upgrade(empty_url)
    await upgrade(empty_url)
