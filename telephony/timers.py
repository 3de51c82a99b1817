"""The heart's timers on the real clock: set by an instant, fired once, forgotten when cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime


class Timers:
    """All timers of one instance."""

    def __init__(self, *, clock: Callable[[], datetime], fire: Callable[[str], None]) -> None:
        self._clock = clock
        self._fire = fire
        self._handles: dict[str, asyncio.TimerHandle] = {}

    def set(self, timer: str, due: datetime) -> None:
        """Fire a timer at this instant, or at once if it has passed."""
        self.cancel(timer)
        wait_s = max(0.0, (due - self._clock()).total_seconds())
        loop = asyncio.get_running_loop()
        self._handles[timer] = loop.call_later(wait_s, self._due, timer)

    def cancel(self, timer: str) -> None:
        """Forget a timer."""
        handle = self._handles.pop(timer, None)
        if handle is not None:
            handle.cancel()

    def set_all(self, timers: Mapping[str, datetime]) -> None:
        """Set every one of these anew: after a start, and after the clock stepped."""
        for timer in list(self._handles):
            self.cancel(timer)
        for timer, due in timers.items():
            self.set(timer, due)

    def _due(self, timer: str) -> None:
        del self._handles[timer]
        self._fire(timer)
