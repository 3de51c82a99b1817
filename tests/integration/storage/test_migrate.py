from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from storage.case_tables import Case
from storage.columns import METADATA
from storage.engine import connect
from storage.migrate import SCRIPTS, downgrade, heads, upgrade

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[3]


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
    engine = connect(empty_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


def test_the_newest_revisions_are_those_of_alembic() -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    assert heads() == set(ScriptDirectory.from_config(config).get_heads())


def test_a_database_that_has_the_tables_is_left_alone_without_loading_alembic(
    sqlite_url: str,
) -> None:
    program = (
        "import asyncio, sys; from storage.migrate import upgrade\n"
        f"asyncio.run(upgrade({sqlite_url!r})); print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "storage.migrate" in done.stdout.split()
    assert "alembic" not in done.stdout.split()
