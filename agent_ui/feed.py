"""What open pages are told: a snapshot, then numbered events, so that none is missed or told twice.

A page that reconnects says which event it saw last; if that is still kept it gets what came after,
else a new snapshot. The run tells the office's lives apart: each counts from one.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

KEPT = 1_000
GATHER_S = 0.05
"""What changes within this time is one event: a storm of calls must not become one of messages."""

Told = Mapping[str, Any]
"""Plain values as JSON carries them; nothing personal of callers."""


class Floor(Protocol):
    """Where the feed reads what it tells."""

    def numbers(self) -> Told:
        """Give the floor in numbers."""

    def seats(self, wanted: Collection[str] | None = None) -> list[Told]:
        """Give these seats, or all."""


@dataclass(slots=True)
class Feed:
    """The events, and who waits for them."""

    floor: Floor
    also: list[Callable[[], None]] = field(default_factory=list)
    """Told of every change as well: the boards."""
    run: str = field(default_factory=lambda: secrets.token_hex(4))
    n: int = 0
    notice: str = ""
    """What a supervisor tells everybody; empty if nothing."""
    _events: deque[Told] = field(default_factory=lambda: deque(maxlen=KEPT))
    _changed: set[str] = field(default_factory=set)
    _is_due: bool = False
    _numbers: Told | None = None
    """As they were told last."""
    _waiting: set[asyncio.Event] = field(default_factory=set)

    def changed(self, seats: Iterable[str] = (), *, at_once: bool = False) -> None:
        """Note that the numbers, and these seats, are not what they were.

        Told at once what somebody waits for: who is calling, before the phone rings. The numbers,
        for which the whole floor is counted, follow when they are due.
        """
        self._changed.update(seats)
        for tell in self.also:
            tell()
        if at_once:
            self._tell(self._numbers or self.floor.numbers())
        if not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_later(GATHER_S, self._tell_due)

    def snapshot(self) -> Told:
        """Give everything, and the number of the last event that is in it."""
        return {
            "run": self.run,
            "n": self.n,
            "snapshot": True,
            "numbers": self.floor.numbers(),
            "notice": self.notice,
            "seats": self.floor.seats(),
        }

    def after(self, run: str, n: int) -> list[Told] | None:
        """Give the events after a number; None if some of them are not kept: ask for a snapshot."""
        if (
            run != self.run
            or not 0 <= n <= self.n
            or (self._events and n + 1 < self._events[0]["n"])
        ):
            return None
        return [event for event in self._events if event["n"] > n]

    async def news(self, n: int, *, within_s: float) -> None:
        """Wait until something after event n is told, or for so long."""
        if self.n > n:
            return
        woken = asyncio.Event()
        self._waiting.add(woken)
        try:
            async with asyncio.timeout(within_s):
                await woken.wait()
        except TimeoutError:
            return
        finally:
            self._waiting.discard(woken)

    def _tell_due(self) -> None:
        self._is_due = False
        self._numbers = self.floor.numbers()
        self._tell(self._numbers)

    def _tell(self, numbers: Told) -> None:
        seats, self._changed = self._changed, set()
        self.n += 1
        event = {"run": self.run, "n": self.n, "notice": self.notice, "numbers": numbers}
        self._events.append({**event, "seats": self.floor.seats(seats)})
        for each in self._waiting:
            each.set()
