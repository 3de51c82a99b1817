"""An event loop whose time jumps to the next thing that is due: hours of calls take seconds.

It has no file descriptors: nothing from outside can wake it, so when nothing is ready and nothing
is due, everybody waits for ever. That is a deadlock, and it is said.
"""

from __future__ import annotations

import asyncio


class Deadlock(Exception):
    """Everybody waits and nothing will ever happen."""


class VirtualLoop(asyncio.BaseEventLoop):
    """A loop on virtual seconds, beginning at 0."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0
        self._selector = _Leap(self)

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
