"""Begins the records of talks, for ever, as the rows tell of them."""

from __future__ import annotations

import asyncio
import logging

from desk.call_records import begin_missing
from desk.desk import Desk
from storage.errors import DatabaseUnavailable

LOOK_S = 2.0

log = logging.getLogger(__name__)


async def keep_records(desk: Desk) -> None:
    """Look every other second; a database that is away is asked again."""
    while True:
        try:
            await begin_missing(desk)
        except DatabaseUnavailable as exc:
            log.debug("records are late", extra={"action": "records_late", "why": exc.why})
        await asyncio.sleep(LOOK_S)
