"""F10-F12: a database that is locked, full, gone or killed makes rows late and nothing else."""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlmodel import select

from callcenter.record import encode
from storage.calls import last_calls
from storage.engine import connect, for_change, transaction
from storage.errors import DatabaseUnavailable
from storage.migrate import upgrade
from storage.projection import Applied, Projection
from storage.tables import Alarm, Projected
from tests.integration.storage.postgres import Cluster
from tests.integration.storage.story import OPENING, Story

pytestmark = pytest.mark.integration

TOKYO = ZoneInfo("Asia/Tokyo")


def calls(count: int) -> Story:
    story = Story()
    for number in range(count):
        story.whole_call(f"c{number}")
    return story


async def test_a_locked_sqlite_is_unavailable_and_nothing_is_lost_or_doubled(
    sqlite_url: str,
) -> None:
    engine = connect(sqlite_url, busy_ms=50)
    projection = Projection(engine, instance="home-1", zone=TOKYO)
    records = calls(3).records
    await projection.apply(records[:3])
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnavailable):
        await projection.apply(records)
    assert len(await last_calls(engine, 10)) == 1  # who reads is not kept waiting
    other.execute("ROLLBACK")
    other.close()
    assert await projection.apply(records) == Applied(last=9, count=6)
    await engine.dispose()


async def test_who_reads_what_it_changes_is_not_refused_for_who_writes_meanwhile(
    url: str,
) -> None:
    mine, theirs = connect(url), connect(url)
    projection = Projection(theirs, instance="home-1", zone=TOKYO)
    async with asyncio.TaskGroup() as group, transaction(for_change(mine)) as session:
        found = (await session.exec(select(Projected))).one()
        meanwhile = group.create_task(projection.apply(calls(1).records), name="meanwhile")
        await asyncio.sleep(0.2)
        session.add(Alarm(n=found.n, kind="log_late", subject="", raised_at=OPENING))
    assert meanwhile.result() == Applied(last=3, count=3)
    async with transaction(mine) as session:
        assert len((await session.exec(select(Alarm))).all()) == 1
    await mine.dispose()
    await theirs.dispose()


async def test_a_full_sqlite_is_unavailable_until_there_is_room(sqlite_url: str) -> None:
    engine = connect(sqlite_url)
    projection = Projection(engine, instance="home-1", zone=TOKYO)
    records = calls(300).records

    async def limit(pages: int) -> None:
        async with engine.connect() as connection:
            await connection.execute(text(f"PRAGMA max_page_count={pages}"))

    await limit(1)  # SQLite takes the present size: not one page more
    with pytest.raises(DatabaseUnavailable):
        await projection.apply(records)
    await limit(1_000_000)
    assert await projection.apply(records) == Applied(last=900, count=900)
    await engine.dispose()


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////proc/no/such/folder.db",
        "postgresql://madoguchi@/calls?host=/nowhere",
        "postgresql://madoguchi@127.0.0.1:1/calls",
    ],
)
async def test_a_database_that_is_not_there_is_unavailable(url: str) -> None:
    engine = connect(url)
    projection = Projection(engine, instance="home-1", zone=TOKYO)
    with pytest.raises(DatabaseUnavailable):
        await projection.apply(calls(1).records)
    with pytest.raises(DatabaseUnavailable):
        await upgrade(url)
    await engine.dispose()


async def test_a_file_that_was_removed_is_not_written_and_not_made_anew(sqlite_url: str) -> None:
    engine = connect(sqlite_url)
    projection = Projection(engine, instance="home-1", zone=TOKYO)
    records = calls(2).records
    await projection.apply(records[:3])
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    away = file.with_name("away.db")
    file.rename(away)
    for _ in range(2):
        with pytest.raises(DatabaseUnavailable):
            await projection.apply(records)
    assert not file.exists()
    away.rename(file)
    assert await projection.apply(records) == Applied(last=6, count=3)
    await engine.dispose()


async def test_another_file_in_the_place_of_the_old_one_is_the_database_from_then_on(
    sqlite_url: str,
) -> None:
    engine = connect(sqlite_url)
    projection = Projection(engine, instance="home-1", zone=TOKYO)
    records = calls(2).records
    await projection.apply(records[:3])
    await engine.dispose()  # so that the copy has everything
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    backup = file.with_name("backup.db")
    shutil.copy(file, backup)
    await projection.apply(records)
    for part in file.parent.glob("madoguchi.db-*"):
        part.unlink()
    backup.replace(file)
    assert await projection.position() == 3
    assert await projection.apply(records) == Applied(last=6, count=3)
    await engine.dispose()


@pytest.mark.parametrize("limit", ["nothing grows", "the WAL stays as it is"])
async def test_a_disk_that_refuses_every_write_keeps_nothing_until_it_takes_them_again(
    sqlite_url: str, limit: str
) -> None:
    """With the real kernel: what one process may write is limited from outside (prlimit(2))."""
    engine = connect(sqlite_url)
    projection = Projection(engine, instance="home-1", zone=TOKYO)
    records = calls(2).records
    await projection.apply(records[:3])
    wal = Path(sqlite_url.removeprefix("sqlite:///") + "-wal")
    most = wal.stat().st_size if limit == "the WAL stays as it is" else 0
    before = resource.prlimit(0, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    try:
        for _ in range(3):
            with pytest.raises(DatabaseUnavailable):
                await projection.apply(records)
    finally:
        resource.prlimit(0, resource.RLIMIT_FSIZE, before)
    assert await projection.apply(records) == Applied(last=6, count=3)
    assert len(await last_calls(engine, 10)) == 2
    await engine.dispose()


async def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    file = tmp_path / "madoguchi.db"
    file.write_bytes(b"no database at all " * 100)
    engine = connect(f"sqlite:///{file}")
    with pytest.raises(DatabaseUnavailable):
        await Projection(engine, instance="home-1", zone=TOKYO).position()
    await engine.dispose()


async def test_a_postgresql_that_was_killed_goes_on_where_it_was(cluster: Cluster) -> None:
    engine = connect(cluster.create("outage", template="model"))
    projection = Projection(engine, instance="home-1", zone=TOKYO)
    records = calls(4).records
    assert await projection.apply(records[:6]) == Applied(last=6, count=6)
    await asyncio.to_thread(cluster.stop)
    try:
        for _ in range(2):
            with pytest.raises(DatabaseUnavailable):
                await projection.apply(records)
    finally:
        await asyncio.to_thread(cluster.start)
    assert await projection.apply(records) == Applied(last=12, count=6)
    assert len(await last_calls(engine, 10)) == 4
    await engine.dispose()


async def test_a_link_that_is_cut_in_a_transaction_keeps_nothing_of_it(cluster: Cluster) -> None:
    url = cluster.create("cut", template="model")
    engine, surgeon = connect(url), connect(url)

    async def cut_in_the_middle() -> None:
        async with transaction(engine) as session:
            connection = await session.connection()
            await connection.execute(text("UPDATE projection SET n = 99"))
            mine = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
            async with surgeon.begin() as other:
                await other.execute(text(f"SELECT pg_terminate_backend({mine})"))
            await connection.execute(text("SELECT 1"))

    with pytest.raises(DatabaseUnavailable):
        await cut_in_the_middle()
    assert await Projection(engine, instance="home-1", zone=TOKYO).position() == 0
    await engine.dispose()
    await surgeon.dispose()


PROJECTOR = """
import asyncio, sys
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo
from callcenter.record import read
from storage.engine import connect
from storage.projection import Projection

async def main() -> None:
    records = list(read(Path(sys.argv[2]).open("rb")))
    projection = Projection(connect(sys.argv[1]), instance="home-1", zone=ZoneInfo("Asia/Tokyo"))
    for start in range(0, len(records), 7):
        await projection.apply(records[: start + 7][-14:])
        print(start, flush=True)

asyncio.run(main())
"""


async def test_a_projector_killed_at_any_moment_leaves_rows_and_position_in_step(
    sqlite_url: str, tmp_path: Path
) -> None:
    story = calls(200)
    log = tmp_path / "log.jsonl"
    log.write_bytes(b"".join(encode(record) for record in story.records))
    victim = subprocess.Popen(  # noqa: ASYNC220 - nothing else runs on this loop
        [sys.executable, "-c", PROJECTOR, sqlite_url, str(log)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    assert victim.stdout is not None
    for _ in range(12):
        victim.stdout.readline()
    # A copy taken in mid-write is what a power cut leaves.
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    victim.send_signal(signal.SIGSTOP)
    left = tmp_path / "left"
    left.mkdir()
    for part in tmp_path.glob("madoguchi.db*"):
        shutil.copy(part, left / part.name)
    os.kill(victim.pid, signal.SIGKILL)
    victim.communicate()
    for each in (left / file.name, file):
        await goes_on_from(each, story)


async def goes_on_from(file: Path, story: Story) -> None:
    with closing(sqlite3.connect(file)) as check:
        assert check.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    engine = connect(f"sqlite:///{file}")
    projection = Projection(engine, instance="home-1", zone=TOKYO)
    position = await projection.position()
    assert isinstance(position, int)
    assert 0 < position < story.last
    assert len(await last_calls(engine, 1000)) == -(-position // 3)
    await projection.apply(story.records)
    assert len(await last_calls(engine, 1000)) == 200
    await engine.dispose()
