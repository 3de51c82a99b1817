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
from storage.engine import connect, transaction
from storage.migrate import SCRIPTS, downgrade, heads, upgrade

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[3]

LITERALS = {
    "sqlite": "0, 1, CAST('ab' AS BLOB), CAST('cd' AS BLOB)",
    "postgresql": "false, 1, 'ab'::bytea, 'cd'::bytea",
}


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


async def test_documents_of_before_stand_beside_their_cases(empty_url: str) -> None:
    await upgrade(empty_url)
    await downgrade(empty_url, "fix7b_0001")
    engine = connect(empty_url)
    words = "number, kind, channel, status, status_since, received_at, form"
    async with engine.begin() as connection:
        await connection.exec_driver_sql(
            f"INSERT INTO cases (seq, {words}, is_protected, revision, digest, document)"
            " VALUES (7, 'S-1', 'push', 'client', 'granted', '2026-03-02 01:00:00',"
            f" '2026-03-02 01:00:00', 'f', {LITERALS[engine.dialect.name]})"
        )
    await engine.dispose()
    await upgrade(empty_url)
    engine = connect(empty_url)
    async with transaction(engine) as session:
        case = await session.get_one(Case, 7)
        assert (case.number, case.digest, case.paper.document) == ("S-1", b"ab", b"cd")
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
