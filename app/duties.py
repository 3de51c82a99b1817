"""Looks what is open at the desk as soon as somebody may have changed it, and every few seconds.

So boards never ask the database. What another process changes (a command, the clock) is seen by the
look that comes by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from datetime import time

from callcenter.campaign import OpenDay
from callcenter.commands import CloseDial, ShowCallback
from callcenter.record import Record
from desk.desk import Desk
from desk.duties import Duties, duties
from desk.notices import standing
from storage.errors import DatabaseUnavailable

LOOK_S = 3.0
GATHER_S = 0.2
"""What is changed within this time is looked at together; rows follow the log within it."""

log = logging.getLogger(__name__)


class DutiesWatch:
    """What is open, and the notice that stands, as they were looked at last."""

    def __init__(
        self,
        desk: Desk,
        *,
        report_by: time,
        is_recorded: bool,
        open_days: Sequence[OpenDay],
        changed: Callable[[], None],
    ) -> None:
        self.found: Duties | None = None
        """None before the first look."""
        self.notice = ""
        self._desk = desk
        self._report_by = report_by
        self._is_recorded = is_recorded
        self._open_days = open_days
        self._changed = changed
        self._changing = asyncio.Event()

    async def run(self) -> None:
        """Look for ever; a database that is away is asked again."""
        while True:
            try:
                await self.look()
            except DatabaseUnavailable as exc:
                log.debug("duties are late", extra={"action": "duties_late", "why": exc.why})
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._changing.wait()
                    await asyncio.sleep(GATHER_S)
            self._changing.clear()

    def nudge(self) -> None:
        """Look soon: somebody may have changed what is open."""
        self._changing.set()

    def heard(self, record: Record) -> None:
        """Look soon if a record changes a promise."""
        if any(isinstance(each, ShowCallback | CloseDial) for each in record.commands):
            self.nudge()

    async def look(self) -> None:
        """Look now; raises `DatabaseUnavailable`."""
        self.found = await duties(
            self._desk,
            report_by=self._report_by,
            is_recorded=self._is_recorded,
            open_days=self._open_days,
        )
        self.notice = await standing(self._desk)
        self._changed()
