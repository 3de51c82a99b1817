"""The office's projector: the log's records become rows, late if need be, but exactly once.

A database that is locked, full or away holds up nobody but this: records wait in a short queue,
then in the controller's socket, and in the end in the log's files, where they are anyway.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol, TypeVar

from app.errors import HomeUnusable, OtherDatabase
from app.follow import Ears, follow
from app.home import Home
from app.written import write_atomically
from callcenter.record import Record
from storage.errors import DatabaseUnavailable
from storage.projection import Applied, Gap, OtherInstance

log = logging.getLogger(__name__)

BATCH = 500
QUEUED = 2_000
GATHER_S = 0.05
"""How long records are gathered for one transaction, if fewer than `BATCH` are there: it costs
more than what is in it. They come some at a time already (`app.link.CALM_S`)."""
STORM, REST, GATHER_MAX_S = 50, 3, 0.5
"""After a transaction of so many records as a storm of calls brings they are gathered so many times
as long as it took, within bounds: the processor is the callers' then, not the rows'."""
FOLLOWED = "followed"
"""File of the home: the life of the controller whose records became rows last."""
RETRY_S = 0.1
RETRY_MAX_S = 0.5
PROBE_S = 1.0
"""When there is nothing to write, the database is tried so often: a trouble is known before the
next call brings rows."""
SLOW_S = 3.0
"""What the database does not do within this time is a trouble."""

T = TypeVar("T")


class Projects(Protocol):
    """What `storage.projection.Projection` does; the tests have one without a database."""

    async def apply(self, records: list[Record]) -> Applied | Gap | OtherInstance:
        """Apply records, all or none."""

    async def position(self) -> int | OtherInstance:
        """Tell the number of the last applied record."""

    async def move_to(self, n: int) -> int | OtherInstance:
        """Go on after another record than the last applied."""


@dataclass(frozen=True, slots=True)
class _Back:
    """The log ends at this number: what was applied after it is no longer in it."""

    n: int


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What is to be applied, and since when (monotonic seconds) it waits."""

    what: Record | _Back
    since: float


class _DatabaseWentBack(Exception):
    """The database knows less than was applied: restored, failed over, or another one."""


class Rows:
    """Keeps the rows up with the log."""

    def __init__(
        self,
        home: Home,
        projection: Projects,
        *,
        prepare: Callable[[], Awaitable[None]],
        applied: Callable[[int], None],
    ) -> None:
        """Make a projector.

        Args:
            home: Whose log.
            projection: Where the records go.
            prepare: Brings the database to the tables of this version; may raise
                `DatabaseUnavailable`, and is tried again.
            applied: Hears how far the rows are.
        """
        self.n = 0
        """The last record applied."""
        self.behind_since: float | None = None
        """Since when (monotonic seconds) the record waits that is next; None if none does."""
        self._trouble = "not yet reached"
        self._began = time.monotonic()
        self._was_asked = False
        self._asking_since: float | None = None
        self._home = home
        self._projection = projection
        self._prepare = prepare
        self._applied = applied
        self._queue: asyncio.Queue[_Waiting]
        self._shorter: int | None = None

    @property
    def trouble(self) -> str:
        """Why the database does not take records now; empty if it does."""
        if self._trouble or self._asking_since is None:
            return self._trouble
        asked_s = time.monotonic() - self._asking_since
        return f"no answer for {asked_s:.0f} s" if asked_s > SLOW_S else ""

    @property
    def is_beginning(self) -> bool:
        """Whether the database has not answered for the first time, nor is late with it."""
        return not self._was_asked and time.monotonic() - self._began < SLOW_S

    async def run(self) -> None:
        """Project for ever; another instance's database is reported and left alone."""
        try:
            while True:
                await self._keep_up()
        except* OtherDatabase:
            self._trouble = "the database holds the rows of another instance"
            log.exception(self._trouble, extra={"action": "other_instance"})

    async def _keep_up(self) -> None:
        """Project from where the database is, until it is found to have gone back."""
        self._queue = asyncio.Queue(QUEUED)
        await self._patiently(self._prepare)
        self._told(_ours(await self._patiently(self._projection.position)))
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._fill(self.n), name="rows: follow")
                group.create_task(self._drain(), name="rows: apply")
        except* _DatabaseWentBack:
            log.exception(
                "the database went back", extra={"action": "database_went_back", "applied": self.n}
            )

    async def _fill(self, after: int) -> None:
        ears = Ears(begun=self._begun)
        async for record in follow(self._home, after=after, ears=ears, calm=True):
            if self._shorter is not None:
                await self._put(_Back(self._shorter))
                self._shorter = None
            await self._put(record)

    async def _put(self, what: Record | _Back) -> None:
        await self._queue.put(_Waiting(what, time.monotonic()))

    async def _drain(self) -> None:
        gather_s = GATHER_S
        while True:
            try:
                async with asyncio.timeout(PROBE_S):
                    batch = [await self._queue.get()]
            except TimeoutError:
                gather_s = GATHER_S  # the storm is over
                await self._give([])
                continue
            self.behind_since = batch[0].since
            with suppress(TimeoutError):
                async with asyncio.timeout(gather_s):
                    while len(batch) < BATCH:
                        batch.append(await self._queue.get())
            began = time.monotonic()
            await self._apply([each.what for each in batch])
            gather_s = gathered_s(len(batch), time.monotonic() - began)
            self.behind_since = None

    async def _apply(self, batch: list[Record | _Back]) -> None:
        records: list[Record] = []
        for each in batch:
            if isinstance(each, _Back):
                await self._write(records)
                await self._move(each.n)
                records = []
            else:
                records.append(each)
        await self._write(records)

    async def _write(self, records: list[Record]) -> None:
        if records and (gap := await self._give(records)) is not None:
            # What the gap is not in comes first: nothing of what was given has been applied.
            await self._write([each for each in records if each.n <= gap.last])
            await self._move(gap.got - 1)
            await self._write([each for each in records if each.n >= gap.got])

    async def _give(self, records: list[Record]) -> Gap | None:
        """Have records applied; gives the first gap that is in them.

        Raises:
            _DatabaseWentBack: the gap is between them and what the database knows.
        """
        done = await self._patiently(lambda: self._projection.apply(records))
        if isinstance(done, OtherInstance):
            raise OtherDatabase
        if done.last < self.n:
            raise _DatabaseWentBack
        if isinstance(done, Gap):
            return done
        self._told(done.last)
        return None

    async def _move(self, n: int) -> None:
        log.error(
            "the rows go on at another record",
            extra={"action": "rows_moved", "applied": self.n, "to": n},
        )
        _ours(await self._patiently(lambda: self._projection.move_to(n)))
        self._told(n)

    async def _patiently(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do something with the database, as often as it takes."""
        retry_s = RETRY_S
        while True:
            began = self._asking_since = time.monotonic()
            try:
                done = await work()
            except DatabaseUnavailable as exc:
                if not self._trouble or retry_s == RETRY_S:
                    log.warning(
                        "rows are late", extra={"action": "rows_late", "why": exc.why, "n": self.n}
                    )
                self._trouble = exc.why
                await asyncio.sleep(retry_s)
                retry_s = min(RETRY_MAX_S, retry_s * 2)
            else:
                took_s = time.monotonic() - began
                self._trouble = f"slow: {took_s:.0f} s for one answer" if took_s > SLOW_S else ""
                return done
            finally:
                self._asking_since, self._was_asked = None, True

    def _told(self, n: int) -> None:
        self.n = n
        self._applied(n)

    def _begun(self, run: str, began: int, n: int) -> int:
        """Go back to where a controller's life began, unless what came after it was of that life.

        Only a power cut makes the rows know more than the log: it takes records that were not yet
        synced, and their numbers come again. Which life was followed last is therefore noted.
        """
        noted = self._home.folder / FOLLOWED
        try:
            if noted.exists() and noted.read_text(encoding="utf-8") == run:
                return n
            write_atomically(noted, run)
        except (OSError, HomeUnusable):
            log.warning("what is followed is not noted", extra={"action": "not_noted"})
        if n <= began:
            return n
        self._shorter = began
        return began


def gathered_s(count: int, took_s: float) -> float:
    """Give how long to gather after a transaction of so many records that took so long."""
    return GATHER_S if count < STORM else min(GATHER_MAX_S, max(GATHER_S, REST * took_s))


def _ours(told: T | OtherInstance) -> T:
    if isinstance(told, OtherInstance):
        raise OtherDatabase
    return told
