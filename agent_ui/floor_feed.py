"""What open boards are told: a picture of named values, then only what differs from the one before.

`taken(picture, news)` is all that a page does: it gives exactly the next picture. So what a board
shows after any number of news is what a fresh snapshot would show. While nobody looks, nothing is
computed.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

KEPT = 500
GATHER_S = 0.02
"""What changes within this time is told together: every board has it within 100 ms."""
FRESH_S = 1.0
"""A picture is looked at anew so often at least: some of it changes with time alone."""

Picture = Mapping[str, Any]
"""Values by name, as JSON carries them."""


def difference(before: Picture, after: Picture) -> dict[str, Any]:
    """Say what turns one picture into the other: values to set, names that are gone."""
    changed = {name: value for name, value in after.items() if before.get(name, ...) != value}
    return {"set": changed, "gone": [name for name in before if name not in after]}


def taken(picture: Picture, news: Mapping[str, Any]) -> dict[str, Any]:
    """Give the picture after these news; a snapshot is news that leaves nothing of before."""
    before: Picture = {} if news.get("snapshot") else picture
    kept = {name: value for name, value in before.items() if name not in news["gone"]}
    return kept | dict(news["set"])


class FloorFeed:
    """One audience's picture, its numbered news, and who waits for them."""

    def __init__(self, read: Callable[[], Picture]) -> None:
        self.run = secrets.token_hex(4)
        """Tells this life of the office from others: each counts from one."""
        self.n = 0
        self._read = read
        self._picture: Picture = {}
        self._kept: deque[tuple[int, str]] = deque(maxlen=KEPT)
        self._open = 0
        self._is_due = False
        self._looked_at = 0.0
        self._told = asyncio.Event()

    def picture(self) -> Picture:
        """Read the picture as it is now, for a page that does not follow it."""
        return self._read()

    def changed(self) -> None:
        """Note that the picture may be another one now."""
        if self._open and not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_later(GATHER_S, self.look)

    def enter(self) -> None:
        """Somebody looks from now on."""
        self._open += 1
        self.look()

    def leave(self) -> None:
        """Somebody looks no more."""
        self._open -= 1

    def look(self) -> None:
        """Read the picture now, and tell what is different."""
        self._is_due, self._looked_at = False, time.monotonic()
        before, self._picture = self._picture, dict(self._read())
        news = difference(before, self._picture)
        if news["set"] or news["gone"]:
            self.n += 1
            self._kept.append((self.n, json.dumps({"run": self.run, "n": self.n, **news})))
            self._told.set()
            self._told = asyncio.Event()

    def snapshot(self) -> str:
        """Write everything, with the number of the last news that are in it."""
        whole = {"run": self.run, "n": self.n, "snapshot": True, "set": self._picture, "gone": []}
        return json.dumps(whole)

    def after(self, run: str, n: int) -> list[str] | None:
        """Give the news after a number; None if they are not all kept: ask for a snapshot."""
        first = self._kept[0][0] if self._kept else self.n + 1
        if run != self.run or not first - 1 <= n <= self.n:
            return None
        return [text for number, text in self._kept if number > n]

    async def news(self, n: int, *, within_s: float) -> None:
        """Wait until there are news after a number, or for so long."""
        if self.n > n:
            return
        told = self._told
        try:
            async with asyncio.timeout(within_s):
                await told.wait()
        except TimeoutError:
            if time.monotonic() - self._looked_at >= FRESH_S:
                self.look()
