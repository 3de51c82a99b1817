"""The office's clerk for deadlines: what the campaign's file dates is done when the day comes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from cases.deadlines import end
from cases.store import Actor, Shelf
from storage.engine import for_change, transaction
from storage.errors import StorageError

EVERY_S = 3600.0
BY = "deadline"

log = logging.getLogger(__name__)


async def keep_deadlines(
    database: AsyncEngine, shelf: Shelf, *, clock: Callable[[], datetime], zone: ZoneInfo
) -> None:
    """Look every hour, and at the start, until cancelled; without a dated step there is no work."""
    while True:
        if shelf.life.has_deadlines:
            await look(database, shelf, clock(), zone)
        await asyncio.sleep(EVERY_S)


async def look(database: AsyncEngine, shelf: Shelf, at: datetime, zone: ZoneInfo) -> None:
    """Take the steps whose day has come by now; without a database it is done the next time."""
    try:
        async with transaction(for_change(database)) as session:
            today = at.astimezone(zone).date()
            for each in await end(session, shelf, Actor(BY, at, BY), today=today):
                told = {"action": "deadline", "step": each.step, "moved": each.moved}
                log.info("a deadline came", extra=told | {"lacking": len(each.lacking)})
    except StorageError as exc:
        log.warning("deadlines wait", extra={"action": "deadlines_wait", "why": str(exc)})
