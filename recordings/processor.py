"""Has recordings processed, off the calls' path: one worker, a short queue, nothing is lost.

The queue proper is in the rows: a recording that is kept and not yet in the vault is work. Only a
few are taken at a time; the rest waits where it is safe. A worker that hangs or dies is ended and
another one tried; a recording that three workers could not process is set aside and told of.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from recordings.processing import Job, Result
from storage.errors import DatabaseUnavailable

logger = logging.getLogger(__name__)

AT_ONCE = 20
TRIES = 3
JOB_S = 300.0
"""An hour of sound takes some 20 s on one quiet core."""
AGAIN_S = 5.0
LATE_S = 900.0
"""So long a recording may wait as a plain file before that is a trouble."""
LOOK_S = 30.0
"""How often the rows are asked when nobody says that there is work."""


@dataclass(frozen=True, slots=True)
class Due:
    """What waits: the first few jobs, how many there are, since when the oldest waits."""

    jobs: Sequence[Job]
    count: int
    since: datetime | None


AskDue = Callable[[int], Awaitable[Due]]
"""Gives the oldest jobs; may raise `DatabaseUnavailable`, as the next two."""
NoteDone = Callable[[Job, Result], Awaitable[None]]
"""Notes that the vault has it, then removes what it was made from."""


class Processor:
    """One office's."""

    def __init__(
        self,
        *,
        ask: AskDue,
        on_done: NoteDone,
        clock: Callable[[], datetime],
        command: Sequence[str] = (sys.executable, "-m", "recordings.worker"),
    ) -> None:
        """Make one; `command` starts a worker."""
        self.trouble = ""
        """What a person should look after; empty if all goes well."""
        self.count = 0
        """How many recordings wait."""
        self._since: datetime | None = None
        self._ask = ask
        self._on_done = on_done
        self._clock = clock
        self._command = command
        self._failed: Counter[str] = Counter()
        self._aside: dict[str, str] = {}
        self._news = asyncio.Event()

    @property
    def lag_s(self) -> float:
        """How long the oldest recording has waited since its call ended."""
        if self._since is None:
            return 0.0
        return max(0.0, (self._clock() - self._since).total_seconds())

    @property
    def late(self) -> str:
        """Tell that sound lies open for too long; empty if it does not."""
        return f"the oldest for {self.lag_s / 60:.0f} min" if self.lag_s > LATE_S else ""

    def look(self) -> None:
        """Say that there may be work."""
        self._news.set()

    async def run(self) -> None:
        """Work for ever."""
        while True:
            self._news.clear()
            pause_s = LOOK_S
            try:
                while await self.work():
                    pass
            except DatabaseUnavailable:
                pause_s = AGAIN_S  # storage tells of it
            if self.trouble:
                pause_s = AGAIN_S
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause_s):
                    await self._news.wait()

    async def work(self) -> bool:
        """Have what is due processed; tells whether to go on at once.

        Raises:
            DatabaseUnavailable: the rows cannot be asked or written now.
        """
        due = await self._ask(AT_ONCE + len(self._aside))
        self.count, self._since = due.count, due.since
        jobs = [job for job in due.jobs if job.call not in self._aside][:AT_ONCE]
        if not jobs:
            self._tell("")
            return False
        waits = await self._with_worker(jobs)
        self._tell(waits)
        return not waits

    async def _with_worker(self, jobs: Sequence[Job]) -> str:
        """Give jobs to a worker; gives why the rest must wait, empty if nothing must."""
        worker = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=2**24,
        )
        try:
            for job in jobs:
                result = await _answer(worker, job)
                if result is None:
                    self._count(job.call, "the worker ended or hung over it")
                    return ""
                if result.is_passing:
                    return result.error
                if result.error:
                    self._count(job.call, result.error)
                else:
                    await self._on_done(job, result)
                    self._failed.pop(job.call, None)
                    self.count = max(0, self.count - 1)
            return ""
        finally:
            with contextlib.suppress(ProcessLookupError):
                worker.kill()
            await worker.wait()

    def _count(self, call: str, why: str) -> None:
        self._failed[call] += 1
        if self._failed[call] >= TRIES:
            self._aside[call] = why
            logger.error(
                "a recording cannot be processed: %s (%s)",
                call,
                why,
                extra={"action": "processing_failed", "call": call},
            )

    def _tell(self, waits: str) -> None:
        aside = f"{len(self._aside)} cannot be processed" if self._aside else ""
        told = "; ".join(each for each in (waits, aside) if each)
        if waits and told != self.trouble:
            logger.error(
                "processing waits: %s", waits, extra={"action": "processing_waits", "why": waits}
            )
        self.trouble = told


async def _answer(worker: Process, job: Job) -> Result | None:
    """Have one job done; None if the worker does not answer."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    try:
        async with asyncio.timeout(JOB_S):
            worker.stdin.write(msgspec.json.encode(job) + b"\n")
            await worker.stdin.drain()
            line = await worker.stdout.readline()
            return msgspec.json.decode(line, type=Result) if line else None
    except (TimeoutError, ConnectionError, msgspec.DecodeError):
        return None
