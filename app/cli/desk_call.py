"""Doing something at the desk of an instance from the command line, running or not."""

from __future__ import annotations

import os
import pwd
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from app.home import Home
from app.plain import read_plain

if TYPE_CHECKING:
    from desk.desk import Desk
    from storage.audit import Actor

T = TypeVar("T")
ORIGIN = "cli"


def at_desk(home: Home, work: Callable[[Desk, Actor], Awaitable[T]]) -> T:
    """Do a work of the desk, in the name of the operator's account.

    Raises:
        PlainUnreadable: the instance was never started.
        DatabaseUnavailable: its database does not answer.
    """
    import asyncio

    from app.desk_start import desk_of
    from storage import engine, migrate
    from storage.audit import Actor

    plain = read_plain(home.plain)

    async def done() -> T:
        await migrate.upgrade(plain.database_url)
        database = engine.connect(plain.database_url)
        try:
            actor = Actor(who=f"{ORIGIN}:{account()}", origin=ORIGIN)
            return await work(desk_of(home, plain, database), actor)
        finally:
            await database.dispose()

    return asyncio.run(done())


def account() -> str:
    """Name the operator: the account under which the command runs, and who became root by sudo.

    The machine's own word is asked, not `LOGNAME`, which anybody sets. Root may be anybody.
    """
    uid, before = os.getuid(), os.environ.get("SUDO_UID", "")
    if uid == 0 and before.isascii() and before.isdigit() and len(before) < 10:
        uid = int(before)
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid-{uid}"
