"""The office's look before opening: ten minutes before the hour, and when a supervisor asks.

It is `madoguchi doctor` in a process of its own: it reads everything anew and delays no page.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from agent_ui.opening_room import Item, Looked, OpeningRoom
from app.clock import Clock
from app.home import Home
from callcenter.campaign import Campaign
from callcenter.opening import Opening

log = logging.getLogger(__name__)

BEFORE = timedelta(minutes=10)
LOOK_S = 20.0
PATIENCE_S = 60.0


@dataclass(slots=True)
class OpeningCheck:
    """One office's."""

    home: Home
    campaign: Campaign
    clock: Clock
    last: Looked | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def room(self) -> OpeningRoom:
        """What the page is handed."""
        return OpeningRoom(lambda: self.last, self.look)

    async def run(self) -> None:
        """Look in the last minutes before each opening, for ever."""
        while True:
            if self._is_due(self.clock()):
                await self.look()
            await asyncio.sleep(LOOK_S)

    async def look(self) -> bool:
        """Look now; False if that could not be done."""
        async with self._turn:
            at = self.clock()
            try:
                async with asyncio.timeout(PATIENCE_S):
                    facts = await _diagnosed(self.home)
            except (TimeoutError, OSError, ValueError):
                log.exception("the look before opening failed", extra={"action": "look_failed"})
                return False
            self.last = Looked(at=at, items=lambda language: _items(facts, language))
            return True

    def _is_due(self, at: datetime) -> bool:
        opening = Opening(self.campaign)
        today = opening.day_of(at)
        for day in self.campaign.open_days:
            if day.day == today:
                opens = opening.instant(today, day.opens)
                since = opens - BEFORE
                return since <= at < opens and (self.last is None or self.last.at < since)
        return False


async def _diagnosed(home: Home) -> list[dict[str, object]]:
    """Run the doctor; raises OSError or ValueError if it tells nothing."""
    doctor = (sys.executable, "-m", "app", "doctor", "--json", "--home", str(home.folder))
    child = await asyncio.create_subprocess_exec(
        *("nice", "-n", "15", *doctor),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        told, _ = await child.communicate()
    except asyncio.CancelledError:
        child.kill()
        await child.wait()
        raise
    facts: list[dict[str, object]] = json.loads(told)
    return facts


def _items(facts: Sequence[dict[str, object]], language: str) -> list[Item]:
    made = []
    for each in facts:
        ja = each["ja"]
        assert isinstance(ja, list), "the doctor tells everything in Japanese, too"
        texts = ja if language == "ja" else (each["what"], each["found"], each["hint"])
        what, found, hint = map(str, texts)
        made.append(Item(what=what, found=found, hint=hint, ok=bool(each["ok"])))
    return made
