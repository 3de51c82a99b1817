"""Rows late, but exactly once: with a database that is locked, away, or another instance's."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app import rows as rows_module
from app.home import Home, make_home
from app.link import LinkServer, Ring
from app.rows import Rows
from callcenter import record
from callcenter.commands import ShowSeat
from callcenter.events import TimerFired
from callcenter.record import Header, Record
from metrics.vital import Vital
from storage import engine, floor, migrate
from storage.errors import DatabaseUnavailable
from storage.projection import Applied, Gap, OtherInstance, Projection

pytestmark = pytest.mark.integration

NOON = datetime(2026, 2, 2, 3, tzinfo=UTC)


def made(n: int) -> Record:
    at = NOON + timedelta(seconds=n)
    shown = ShowSeat(
        seat=f"seat-{n % 7}", state="ready", since=at, reason=str(n), call=None, registered=True
    )
    return Record(n=n, event=TimerFired(at=at, timer=f"t{n}"), commands=(shown,))


def write_file(home: Home, first: int, last: int) -> None:
    header = Header(n=first - 1, at=NOON, source="", campaign="", offset_s=0, state={})
    home.log.mkdir(exist_ok=True)
    lines = [
        record.encode_header(header),
        *(record.encode(made(n)) for n in range(first, last + 1)),
    ]
    (home.log / f"{first:012d}.jsonl").write_bytes(b"".join(lines))


class Progress:
    """Hears how far the rows are, so that a test can wait for it."""

    def __init__(self) -> None:
        self.heard: list[int] = []
        self._news = asyncio.Event()

    def applied(self, n: int) -> None:
        self.heard.append(n)
        self._news.set()

    async def reaches(self, n: int) -> None:
        async with asyncio.timeout(20):
            while not self.heard or self.heard[-1] != n:
                self._news.clear()
                await self._news.wait()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made_home = Home(tmp_path / "home")
    make_home(made_home)
    return made_home


@pytest.fixture
async def database(home: Home) -> AsyncIterator[AsyncEngine]:
    connected = engine.connect(f"sqlite:///{home.folder}/rows.db", busy_ms=50)
    yield connected
    await connected.dispose()


def rows_of(home: Home, database: AsyncEngine, progress: Progress, *, name: str = "me") -> Rows:
    return Rows(
        home,
        Projection(database, instance=name, zone=ZoneInfo("Asia/Tokyo")),
        prepare=lambda: migrate.upgrade(f"sqlite:///{home.folder}/rows.db"),
        applied=progress.applied,
    )


@asynccontextmanager
async def running(rows: Rows) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(rows.run())
        yield
        task.cancel()


async def test_who_is_behind_gathers_no_longer_than_it_takes(
    home: Home, database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows_module, "GATHER_S", 60.0)
    write_file(home, 1, 2 * rows_module.BATCH + 1)
    progress = Progress()
    async with running(rows_of(home, database, progress)):
        await progress.reaches(2 * rows_module.BATCH)


@asynccontextmanager
async def served(home: Home, *, last: int) -> AsyncIterator[LinkServer]:
    """Serve the socket of a controller whose log ends with this record."""
    server = LinkServer(
        home.socket,
        ask=lambda wish, token: (0, None),
        clock=lambda: NOON,
        ring=Ring(last_n=last),
        vital=Vital,
    )
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(server.serve())
        await server.listening.wait()
        yield server
        serving.cancel()


async def test_the_logs_files_become_rows(home: Home, database: AsyncEngine) -> None:
    write_file(home, 1, 1_200)
    progress = Progress()
    async with running(rows_of(home, database, progress)):
        await progress.reaches(1_200)
    assert {row.reason for row in await floor.seats(database)} == {
        str(n) for n in range(1194, 1201)
    }


async def rows_late(caplog: pytest.LogCaptureFixture) -> None:
    """Wait until the projector has said that rows are late."""
    for _ in range(1_000):
        if any(getattr(each, "action", "") == "rows_late" for each in caplog.records):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nobody noticed")


async def test_a_locked_database_makes_rows_late_and_nothing_else(
    home: Home, database: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    progress = Progress()
    rows = rows_of(home, database, progress)
    server = LinkServer(
        home.socket,
        ask=lambda wish, token: (0, None),
        clock=lambda: NOON,
        ring=Ring(last_n=0),
        vital=Vital,
    )
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(server.serve())
        await server.listening.wait()
        async with running(rows):
            server.publish(1, record.encode(made(1)))
            await progress.reaches(1)
            with closing(sqlite3.connect(home.folder / "rows.db", isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                for n in range(2, 52):
                    server.publish(n, record.encode(made(n)))
                await rows_late(caplog)
                assert progress.heard[-1] == 1
                assert rows.behind_since is not None
                other.execute("ROLLBACK")
            await progress.reaches(51)
            assert rows.trouble == ""
        serving.cancel()
    assert progress.heard == sorted(set(progress.heard))
    assert {row.reason for row in await floor.seats(database)} == {str(n) for n in range(45, 52)}


async def test_a_new_office_goes_on_where_the_old_one_stopped(
    home: Home, database: AsyncEngine
) -> None:
    write_file(home, 1, 10)
    progress = Progress()
    async with running(rows_of(home, database, progress)):
        await progress.reaches(10)
    write_file(home, 11, 20)
    again = Progress()
    async with running(rows_of(home, database, again)):
        await again.reaches(20)
    assert again.heard[0] == 10


async def test_a_log_whose_beginning_has_expired_is_taken_from_where_it_begins(
    home: Home, database: AsyncEngine
) -> None:
    write_file(home, 501, 510)
    progress = Progress()
    async with running(rows_of(home, database, progress)):
        await progress.reaches(510)
    assert {row.reason for row in await floor.seats(database)} == {str(n) for n in range(504, 511)}


async def test_another_instances_database_is_left_alone(home: Home, database: AsyncEngine) -> None:
    write_file(home, 1, 5)
    progress = Progress()
    async with running(rows_of(home, database, progress)):
        await progress.reaches(5)
    stranger = rows_of(home, database, Progress(), name="stranger")
    await stranger.run()
    assert stranger.trouble == "the database holds the rows of another instance"


class AwayAtFirst:
    """A projection whose database is away for some requests; then it notes what it is given."""

    def __init__(self, away: int, position: int = 0) -> None:
        self.away = away
        self.n = position
        self.given: list[int] = []
        self.moves: list[int] = []

    async def apply(self, records: Sequence[Record]) -> Applied | Gap | OtherInstance:
        self._try()
        if records and records[0].n != self.n + 1:
            return Gap(last=self.n, got=records[0].n)
        self.given += [each.n for each in records]
        self.n = records[-1].n if records else self.n
        return Applied(last=self.n, count=len(records))

    async def position(self) -> int | OtherInstance:
        self._try()
        return self.n

    async def move_to(self, n: int) -> int | OtherInstance:
        self._try()
        self.moves.append(n)
        last, self.n = self.n, n
        return last

    def _try(self) -> None:
        if self.away:
            self.away -= 1
            raise DatabaseUnavailable(why="away")


async def prepared() -> None:
    """Nothing is to be prepared."""


def with_double(home: Home, double: AwayAtFirst, applied: Callable[[int], None]) -> Rows:
    return Rows(home, double, prepare=prepared, applied=applied)


async def test_what_was_refused_is_given_again_once(home: Home) -> None:
    write_file(home, 1, 30)
    double, progress = AwayAtFirst(away=3), Progress()
    async with running(with_double(home, double, progress.applied)):
        await progress.reaches(30)
    assert double.given == list(range(1, 31))


async def serve_one_life(home: Home, rows: Rows, progress: Progress) -> None:
    """A controller that found 20 records in the log and writes four more."""
    write_file(home, 1, 20)
    server = LinkServer(
        home.socket,
        ask=lambda wish, token: (0, None),
        clock=lambda: NOON,
        ring=Ring(last_n=20),
        vital=Vital,
    )
    write_file(home, 21, 24)
    for n in range(21, 25):  # before the office has linked
        server.publish(n, record.encode(made(n)))
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(server.serve())
        await server.listening.wait()
        async with running(rows):
            await progress.reaches(24)
        progress.heard.clear()
        async with running(rows):  # a new office of the same controller stays where it is
            await progress.reaches(24)
        serving.cancel()


async def test_rows_that_saw_more_than_the_log_has_go_back(home: Home) -> None:
    double, progress = AwayAtFirst(away=0, position=22), Progress()
    await serve_one_life(home, with_double(home, double, progress.applied), progress)
    assert double.moves == [20]
    assert double.given == [21, 22, 23, 24]


async def test_a_database_that_went_back_is_given_the_log_from_there(home: Home) -> None:
    """Restored from a backup, or failed over to a copy that had not heard everything."""
    write_file(home, 1, 30)
    double, progress = AwayAtFirst(away=0), Progress()
    async with running(with_double(home, double, progress.applied)):
        await progress.reaches(30)
        double.n, double.given = 12, []
        await progress.reaches(12)
        await progress.reaches(30)
    assert double.given == list(range(13, 31))
    assert double.moves == []


async def test_what_comes_before_a_hole_in_the_log_is_not_passed_over_with_it(
    home: Home, database: AsyncEngine
) -> None:
    write_file(home, 1, 6)
    write_file(home, 11, 14)
    progress = Progress()
    async with served(home, last=14), running(rows_of(home, database, progress)):
        await progress.reaches(14)
    shown = {row.id: row.reason for row in await floor.seats(database)}
    assert shown == {f"seat-{n % 7}": str(n) for n in (1, 2, 3, 6, 11, 12, 13, 14)}


class Hanging(AwayAtFirst):
    """A projection whose database gives no answer until it may."""

    def __init__(self) -> None:
        super().__init__(away=0)
        self.may_answer = asyncio.Event()

    async def apply(self, records: Sequence[Record]) -> Applied | Gap | OtherInstance:
        await self.may_answer.wait()
        return await super().apply(records)


async def becomes(rows: Rows, *, trouble: bool) -> None:
    for _ in range(500):
        if bool(rows.trouble) is trouble:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"the trouble is {rows.trouble!r}")


async def test_a_database_that_hangs_is_a_trouble_even_if_nothing_is_to_be_written(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows_module, "PROBE_S", 0.1)
    monkeypatch.setattr(rows_module, "SLOW_S", 0.2)
    double, progress = Hanging(), Progress()
    rows = with_double(home, double, progress.applied)
    beginning = [rows.is_beginning]
    async with running(rows):
        await becomes(rows, trouble=False)
        assert [*beginning, rows.is_beginning] == [True, False]
        await becomes(rows, trouble=True)
        assert rows.trouble.startswith("no answer for")
        double.may_answer.set()
        await becomes(rows, trouble=False)


async def test_a_locked_database_is_noticed_although_nothing_is_to_be_written(
    home: Home, database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows_module, "PROBE_S", 0.1)
    write_file(home, 1, 5)
    progress = Progress()
    rows = rows_of(home, database, progress)
    async with running(rows):
        await progress.reaches(5)
        with closing(sqlite3.connect(home.folder / "rows.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await becomes(rows, trouble=True)
            assert rows.behind_since is None
            other.execute("ROLLBACK")
        await becomes(rows, trouble=False)
