"""Submit what a person wants to the running instance, from another process."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import msgspec

from app.home import Home
from app.link import address
from callcenter.events import Asked

DEADLINE_S = 2.0


@dataclass(frozen=True, slots=True)
class Accepted:
    """The wish is record n of the log, and its commands are on their way."""

    n: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The wish is record n of the log, and cannot be; `reason` is a key."""

    n: int
    reason: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Nobody took the wish in time; the same token may be sent again without harm."""

    why: str


async def submit(home: Home, wish: Asked, *, token: str) -> Accepted | Refused | Unreachable:
    """Hand a wish to the controller, which puts its own clock's instant on it.

    The answer comes within 2 s.
    """
    line = {"submit": {"type": type(wish).__name__, **msgspec.to_builtins(wish)}, "token": token}
    try:
        async with asyncio.timeout(DEADLINE_S):
            with address(home.socket) as path:
                reader, writer = await asyncio.open_unix_connection(path)
            try:
                writer.write(msgspec.json.encode(line) + b"\n")
                answer = await reader.readline()
            finally:
                writer.close()
    except TimeoutError:
        return Unreachable(why=f"no answer within {DEADLINE_S:g} s")
    except OSError as exc:
        return Unreachable(why=exc.strerror or type(exc).__name__)
    if not answer:
        return Unreachable(why="the controller closed the connection")
    told = msgspec.json.decode(answer, type=dict[str, int | str | None])
    n, reason = int(told["n"] or 0), told["refused"]
    return Accepted(n) if reason is None else Refused(n, str(reason))
