"""What a command wants of the running instance, submitted until somebody takes it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.errors import NotRunning, WishRefused

if TYPE_CHECKING:
    from app.home import Home
    from callcenter.events import Asked

TRIES = 3
WHENEVER = datetime.fromtimestamp(0, UTC)
"""The controller puts its own clock's instant on a wish."""


def need_running(home: Home) -> None:
    """Let a command go no further that acts on an instance which is not there.

    Raises:
        NotRunning: there is none.
    """
    if not home.run.exists():
        raise NotRunning(path=str(home.folder), why="not started")


def submitted(home: Home, wish: Asked, *, refusals: Mapping[str, str]) -> int:
    """Submit a wish to the running instance; gives the number of its record.

    Raises:
        WishRefused: it cannot be; `refusals` says each reason's key in words.
        NotRunning: nobody took it.
    """
    return asyncio.run(submit_until_taken(home, wish, refusals))


async def submit_until_taken(home: Home, wish: Asked, refusals: Mapping[str, str]) -> int:
    """Do what `submitted` does; raises the same. If no answer came, the log has the last word."""
    from app.ask import Accepted, Refused, submit
    from app.taken import seen_in

    token, why = secrets.token_hex(8), ""
    for _ in range(TRIES):
        match await submit(home, wish, token=token):
            case Accepted(n):
                return n
            case Refused(_, key):
                raise WishRefused(reason=refusals.get(key, key), key=key)
            case unreachable:
                why = unreachable.why
                if not home.run.exists():
                    break
    seen = await asyncio.to_thread(seen_in, home.log, token)
    if seen is None:
        raise NotRunning(path=str(home.folder), why=why)
    if seen.refused is not None:
        raise WishRefused(reason=refusals.get(seen.refused, seen.refused), key=seen.refused)
    return seen.n
