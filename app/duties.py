"""Looks every few seconds what is open at the desk, so that boards never ask the database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import time

from callcenter.campaign import OpenDay
from desk.desk import Desk
from desk.duties import Duties, duties
from desk.notices import standing
from storage.errors import DatabaseUnavailable

LOOK_S = 3.0

log = logging.getLogger(__name__)


class DutiesWatch:
    """What is open, and the notice that stands, as they were looked at last."""

    def __init__(
        self,
        desk: Desk,
        *,
        report_by: time,
        open_days: Sequence[OpenDay],
        changed: Callable[[], None],
    ) -> None:
        self.found: Duties | None = None
        """None before the first look."""
        self.notice = ""
        self._desk = desk
        self._report_by = report_by
        self._open_days = open_days
        self._changed = changed

    async def run(self) -> None:
        """Look for ever; a database that is away is asked again."""
        while True:
            try:
                await self.look()
            except DatabaseUnavailable as exc:
                log.debug("duties are late", extra={"action": "duties_late", "why": exc.why})
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """Look now; raises `DatabaseUnavailable`."""
        self.found = await duties(self._desk, report_by=self._report_by, open_days=self._open_days)
        self.notice = await standing(self._desk)
        self._changed()
