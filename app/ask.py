"""Submit what a person wants to the running instance, from another process."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass

import msgspec

from app.home import Home
from app.link import address
from callcenter.events import Asked

DEADLINE_S = 2.0
RETRY_S = 0.1
UNREACHABLE = "unreachable"


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

    The answer comes within 2 s; a controller that is just being started again is waited for.
    """
    line = {"submit": {"type": type(wish).__name__, **msgspec.to_builtins(wish)}, "token": token}
    answer, why = b"", f"no answer within {DEADLINE_S:g} s"
    try:
        async with asyncio.timeout(DEADLINE_S):
            while not answer:
                answer, why = await _asked(home, msgspec.json.encode(line) + b"\n")
                if not answer and not home.run.exists():
                    return Unreachable(why=why)
                await asyncio.sleep(0.0 if answer else RETRY_S)
    except TimeoutError:
        return Unreachable(why=why)
    told = msgspec.json.decode(answer, type=dict[str, int | str | None])
    n, reason = int(told["n"] or 0), told["refused"]
    return Accepted(n) if reason is None else Refused(n, str(reason))


async def why_not(home: Home, wish: Asked) -> str:
    """Submit a wish; gives the key of why it cannot be (`unreachable`: nobody took it), else ""."""
    match await submit(home, wish, token=secrets.token_hex(8)):
        case Accepted():
            return ""
        case Refused(_, reason):
            return reason
        case Unreachable():
            return UNREACHABLE


async def _asked(home: Home, line: bytes) -> tuple[bytes, str]:
    """Send a line and take the answer; an empty one and why, if nobody gave one."""
    try:
        with address(home.socket) as path:
            reader, writer = await asyncio.open_unix_connection(path)
        try:
            writer.write(line)
            return await reader.readline(), "the controller closed the connection"
        finally:
            writer.close()
    except OSError as exc:
        return b"", exc.strerror or type(exc).__name__
