"""An event loop whose time jumps to the next thing that is due: hours of calls take seconds.

It has no file descriptors: nothing from outside can wake it, so when nothing is ready and nothing
is due, everybody waits for ever. That is a deadlock, and it is said.

One process among those that live on it can be frozen: whatever is ready or due in its name waits
until it is thawed, and then comes at once, in its order.
"""

from __future__ import annotations

import asyncio
import heapq
from contextvars import Context, ContextVar
from typing import Any, Final

PROCESS: ContextVar[object] = ContextVar("process", default=None)
"""In whose name something is done on the loop."""
NOBODY: Final = Context()
"""Of what the world does by itself."""


class Deadlock(Exception):
    """Everybody waits and nothing will ever happen."""


class VirtualLoop(asyncio.BaseEventLoop):
    """A loop on virtual seconds, beginning at 0."""

    _ready: Any
    _scheduled: list[Any]

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0
        self._selector = _Leap(self)
        self._frozen: object = None
        self._held: list[Any] = []

    def time(self) -> float:
        """Tell the virtual time in seconds."""
        return self._now

    def leap(self, timeout: float | None) -> None:
        """Let this much time pass at once.

        Raises:
            Deadlock: there is nothing to wait for.
        """
        if timeout is None:
            raise Deadlock
        self._now += timeout

    def freeze(self, process: object) -> None:
        """Let a process do nothing more until it is thawed."""
        self._frozen = process
        held = [each for each in self._scheduled if self._is_frozen(each)]
        self._held += held
        self._scheduled = [each for each in self._scheduled if not self._is_frozen(each)]
        heapq.heapify(self._scheduled)

    def thaw(self) -> None:
        """Let it go on: with what was ready first, then with what came due, in its order."""
        self._frozen = None
        for each in self._held:
            if isinstance(each, asyncio.TimerHandle):
                heapq.heappush(self._scheduled, each)
            else:
                self._ready.append(each)
        self._held.clear()

    def _is_frozen(self, handle: Any) -> bool:
        return handle._context.get(PROCESS) is self._frozen

    def _run_once(self) -> None:
        if self._frozen is not None:
            for handle in [each for each in self._ready if self._is_frozen(each)]:
                self._ready.remove(handle)
                self._held.append(handle)
        super()._run_once()  # type: ignore[misc]

    def _process_events(self, event_list: object) -> None:
        """Nothing comes from outside."""

    def _write_to_self(self) -> None:
        """Nobody is asleep."""


class _Leap:
    """Stands where a loop has its selector."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def select(self, timeout: float | None) -> list[object]:
        """Wait virtually."""
        self._loop.leap(timeout)
        return []
