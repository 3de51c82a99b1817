"""Recordings that somebody could not listen to: told of until they can be read, or are gone."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from recordings.errors import RecordingsError
from recordings.vault import Vault
from storage import submissions
from storage.engine import transaction
from storage.errors import DatabaseUnavailable, StorageError
from storage.kept import one_kept

log = logging.getLogger(__name__)

LOOK_S = 60.0
MOST = 100
"""So many are told one by one: more of them have one cause."""


class Broken:
    """One office's."""

    def __init__(self, engine: AsyncEngine, vault: Vault) -> None:
        """Begin with none; the vault is where they are looked for again."""
        self.told: dict[str, str] = {}
        """Why, by call; or by package, of which one recording cannot be read."""
        self._engine = engine
        self._vault = vault

    def note(self, name: str, why: str) -> None:
        """Take note of a call's recording, or a package, that cannot be read."""
        self.told[name] = why
        while len(self.told) > MOST:
            del self.told[next(iter(self.told))]
        log.error("a recording cannot be read", extra={"action": "sound_broken", "call": name})

    async def run(self) -> None:
        """Look again, for ever."""
        while True:
            await asyncio.sleep(LOOK_S)
            with contextlib.suppress(DatabaseUnavailable):  # storage tells of it
                await self.look()

    async def look(self) -> None:
        """Forget what can be read again or was erased; raises `DatabaseUnavailable`."""
        for name in list(self.told):
            calls = await self._calls(name)
            if all([await self._is_well(call) for call in calls]):
                self.told.pop(name, None)

    async def _calls(self, name: str) -> Sequence[str]:
        async with transaction(self._engine) as session:
            package = await submissions.package(session, name)
        return [name] if package is None else [each.call for each in package.items]

    async def _is_well(self, call: str) -> bool:
        kept = await one_kept(self._engine, call)
        if kept is None or kept.erased_at is not None:
            return True
        try:
            return await asyncio.to_thread(self._vault.digest, call, kept.name) == kept.sha256
        except DatabaseUnavailable:
            raise
        except (RecordingsError, StorageError, OSError):
            return False
