"""What became of agents' promises that were called by themselves, noted where they stand."""

from __future__ import annotations

import asyncio
import logging

from callcenter.commands import ShowCallback
from callcenter.contact import ContactState
from callcenter.record import Record
from desk.callbacks import End, noted
from desk.desk import Desk
from storage.errors import StorageError
from storage.promise_tables import promise_of

log = logging.getLogger(__name__)

AGAIN_S = 1.0
ENDS = {ContactState.REACHED: End.REACHED, ContactState.CANCELLED: End.WITHDRAWN}
"""Given up, it stays its owner's."""


class PromisesKept:
    """Follows the log; noted twice, nothing changes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._shown: asyncio.Queue[ShowCallback] = asyncio.Queue()

    def heard(self, record: Record) -> None:
        """Take what a record shows of promises."""
        for command in record.commands:
            if isinstance(command, ShowCallback) and promise_of(command.callback) is not None:
                self._shown.put_nowait(command)

    async def run(self) -> None:
        """Note it until cancelled."""
        while True:
            shown = await self._shown.get()
            try:
                promise = promise_of(shown.callback)
                assert promise is not None  # else it were not here
                await noted(self._desk, promise, tries=shown.tries, end=ENDS.get(shown.state))
            except StorageError as exc:
                log.warning("promises wait", extra={"action": "promises_wait", "why": str(exc)})
                self._shown.put_nowait(shown)
                await asyncio.sleep(AGAIN_S)
