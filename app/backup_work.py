"""The office's care for backups: one a day at the time of the settings, keys after erasures.

A backup is made by a process of its own, so that neither its reading nor its hashing delays a page.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, func, select

from app.backup_state import backup_age_s, last_backup
from app.clock import Clock
from app.home import Home
from app.plain import Backups
from storage.engine import transaction
from storage.errors import DatabaseUnavailable
from storage.vault_tables import ErasureItem

log = logging.getLogger(__name__)

LOOK_S = 10.0
AGAIN_S = 600.0
"""After a failure the next try comes so much later."""
NICE = "15"


def due_at(at: str, now: datetime) -> datetime:
    """Give the last instant at or before now that has this time of day (`HH:MM`) in its zone."""
    hour, minute = map(int, at.split(":"))
    today = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return today if today <= now else today - timedelta(days=1)


@dataclass(slots=True)
class BackupWork:
    """One office's."""

    home: Home
    engine: AsyncEngine
    settings: Backups | None
    """None: backups are made by hand."""
    zone: ZoneInfo
    machine_clock: Clock
    told: Callable[[float], None]
    """Hears how old the last backup is, in seconds."""
    trouble: str = ""
    """What a person should look after; empty if all is well."""
    _failed: float = field(default=-AGAIN_S)

    async def run(self) -> None:
        """Look after it, for ever."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """Do what is due now."""
        self.told(await asyncio.to_thread(backup_age_s, self.home))
        settings = self.settings
        if settings is None or time.monotonic() - self._failed < AGAIN_S:
            return
        state = await asyncio.to_thread(last_backup, self.home)
        due = due_at(settings.at, self.machine_clock().astimezone(self.zone))
        if state is None or state.at < due:
            await self._run("create")
        elif await self._erased() > state.erased:
            await self._run("keys")

    async def _erased(self) -> int:
        """Count what was erased; as a copy of the keys does."""
        asked = select(func.count()).where(col(ErasureItem.erased_at).is_not(None))
        try:
            async with transaction(self.engine) as session:
                return (await session.exec(asked)).one()
        except DatabaseUnavailable:
            return 0  # storage tells of it

    async def _run(self, what: str) -> None:
        ours = (sys.executable, "-m", "app", "backup", what, "--home", str(self.home.folder))
        child = await asyncio.create_subprocess_exec(
            *("nice", "-n", NICE, *ours),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            _, told = await child.communicate()
        except asyncio.CancelledError:
            child.kill()
            await child.wait()
            raise
        lines = told.decode(errors="replace").strip().splitlines()
        self.trouble = "" if child.returncode == 0 else (lines or ["killed"])[-1]
        if self.trouble:
            self._failed = time.monotonic()
            extra = {"action": "backup_failed", "what": what, "why": self.trouble}
            log.error("a backup failed", extra=extra)
