"""One lane a call: its bursts are done one after the other, calls go on side by side.

A lane exists only while it has work. When a caller has left, what was not yet sent for them is
dropped, but for the commands that clean up.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from callcenter.commands import (
    CancelLeg,
    CloseBridge,
    Command,
    EndSnoop,
    HangUpCaller,
    RejectCall,
    RingSeat,
)

Burst = tuple[Command, ...]
"""The commands of one record for one call."""

Spawn = Callable[[Coroutine[Any, Any, None], str], object]
"""Starts a named task that somebody owns."""

CLEANING = (CancelLeg, CloseBridge, EndSnoop, HangUpCaller, RejectCall)


class Lanes:
    """The lanes of all calls."""

    def __init__(self, *, spawn: Spawn, work: Callable[[str, Burst], Awaitable[None]]) -> None:
        self._spawn = spawn
        self._work = work
        self._waiting: dict[str, deque[Burst]] = {}

    def put(self, call: str, burst: Burst) -> None:
        """Add a burst to a call's lane."""
        waiting = self._waiting.get(call)
        if waiting is not None:
            waiting.append(burst)
            return
        self._waiting[call] = deque([burst])
        self._spawn(self._run(call), f"lane {call}")

    def empty(self, call: str) -> None:
        """Drop what was not yet sent for a caller who has left, but for the cleaning up."""
        waiting = self._waiting.get(call)
        if waiting:
            kept = [
                tuple(each for each in burst if isinstance(each, CLEANING)) for burst in waiting
            ]
            waiting.clear()
            waiting.extend(burst for burst in kept if burst)

    def unsent(self) -> frozenset[str]:
        """Name the legs that are still to be rung: something before them in their lane is not done
        yet."""
        return frozenset(
            each.leg
            for waiting in self._waiting.values()
            for burst in waiting
            for each in burst
            if isinstance(each, RingSeat)
        )

    async def _run(self, call: str) -> None:
        waiting = self._waiting[call]
        try:
            while waiting:
                await self._work(call, waiting.popleft())
        finally:
            del self._waiting[call]
