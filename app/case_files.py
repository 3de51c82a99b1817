"""The office's care for the online form's files: at the close of each day (requirements 3.7)."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from app.clock import Clock
from cases.day_files import WORDS, Held, close_days
from cases.errors import CasesError
from cases.plan import Plan
from cases.store import Shelf
from storage.errors import DatabaseUnavailable

log = logging.getLogger(__name__)

EVERY_S = 600.0


@dataclass(slots=True)
class DayFiles:
    """One office's."""

    engine: AsyncEngine
    shelf: Shelf
    plan: Plan
    zone: ZoneInfo
    clock: Clock
    trouble: str = ""
    """What a person should look after (`cases files list` names it); empty if all is well."""

    async def run(self) -> None:
        """Look after it, for ever."""
        while True:
            try:
                await self.look()
            except DatabaseUnavailable:
                pass  # storage tells of it
            except CasesError as exc:
                self.trouble = str(exc)
            await asyncio.sleep(EVERY_S)

    async def look(self) -> None:
        """Do what is due now.

        Raises:
            DatabaseUnavailable: the rows cannot be asked now.
            Unreadable: a file was sealed with another key.
        """
        at = self.clock()
        consent = self.plan.file_consent
        today = at.astimezone(self.zone).date()
        done = await close_days(self.engine, self.shelf, consent, today=today, at=at)
        if done.erased:
            extra = {"action": "case_files_erased", "count": done.erased}
            log.info("earlier files of a day erased", extra=extra)
        why = Held.ROWS if consent is not None else Held.NO_CONSENT
        self.trouble = f"{done.held}: {WORDS[why]}" if done.held else ""
