"""The office's projector: the log's records become rows, late if need be, but exactly once.

A database that is locked, full or away holds up nobody but this: records wait in a short queue,
then in the controller's socket, and in the end in the log's files, where they are anyway.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from app.errors import HomeUnusable, OtherDatabase
from app.follow import follow
from app.home import Home
from app.written import write_atomically
from callcenter.record import Record
from storage.errors import DatabaseUnavailable
from storage.projection import Applied, Gap, OtherInstance

log = logging.getLogger(__name__)

BATCH = 500
QUEUED = 2_000
GATHER_S = 0.05
"""How long records are gathered for one transaction: a call is a dozen of them within 20 ms."""
FOLLOWED = "followed"
"""File of the home: the life of the controller whose records became rows last."""
RETRY_S = 0.1
RETRY_MAX_S = 2.0

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
        self.trouble = "not yet reached"
        """Why the database does not take records now; empty if it does."""
        self.n = 0
        """The last record applied."""
        self.behind_since: float | None = None
        """Since when (monotonic seconds) records wait; None if none does."""
        self.linked = False
        """Whether records come from the controller's socket."""
        self._home = home
        self._projection = projection
        self._prepare = prepare
        self._applied = applied
        self._queue: asyncio.Queue[Record | _Back]
        self._shorter: int | None = None

    async def run(self) -> None:
        """Project for ever; another instance's database is reported and left alone."""
        self._queue = asyncio.Queue(QUEUED)
        try:
            await self._patiently(self._prepare)
            self._told(_ours(await self._patiently(self._projection.position)))
            async with asyncio.TaskGroup() as group:
                group.create_task(self._fill(self.n), name="rows: follow")
                group.create_task(self._drain(), name="rows: apply")
        except* OtherDatabase:
            self.trouble = "the database holds the rows of another instance"
            log.exception(self.trouble, extra={"action": "other_instance"})

    async def _fill(self, after: int) -> None:
        async for record in follow(self._home, after=after, linked=self._linked, begun=self._begun):
            if self._shorter is not None:
                await self._queue.put(_Back(self._shorter))
                self._shorter = None
            await self._queue.put(record)

    async def _drain(self) -> None:
        while True:
            batch = [await self._queue.get()]
            self.behind_since = self.behind_since or time.monotonic()
            await asyncio.sleep(GATHER_S)
            while len(batch) < BATCH and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            await self._apply(batch)
            if self._queue.empty():
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
        if not records:
            return
        done = await self._patiently(lambda: self._projection.apply(records))
        if isinstance(done, Gap):
            await self._move(done.got - 1)
            await self._write(records)
        else:
            self._told(_ours(done).last)

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
            try:
                done = await work()
            except DatabaseUnavailable as exc:
                if not self.trouble or retry_s == RETRY_S:
                    log.warning(
                        "rows are late", extra={"action": "rows_late", "why": exc.why, "n": self.n}
                    )
                self.trouble = exc.why
                await asyncio.sleep(retry_s)
                retry_s = min(RETRY_MAX_S, retry_s * 2)
            else:
                self.trouble = ""
                return done

    def _told(self, n: int) -> None:
        self.n = n
        self._applied(n)

    def _linked(self, is_up: bool) -> None:
        if is_up is not self.linked:
            log.info("the link to the controller changed", extra={"action": "link", "up": is_up})
        self.linked = is_up

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


def _ours(told: T | OtherInstance) -> T:
    if isinstance(told, OtherInstance):
        raise OtherDatabase
    return told
