"""Doing something with the reports of an instance from the command line, running or not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from app.cli.desk_call import ORIGIN, account
from app.home import Home
from app.plain import read_plain

if TYPE_CHECKING:
    from metrics.reporting import Reporting
    from storage.audit import Actor

T = TypeVar("T")


def at_reports(home: Home, work: Callable[[Reporting, Actor], Awaitable[T]]) -> T:
    """Do a work with the reports, in the name of the operator's account.

    Raises:
        PlainUnreadable: the instance was never started.
        DatabaseUnavailable: its database does not answer.
    """
    import asyncio

    from app.clock import clock_with
    from app.report_start import reporting_of
    from storage import engine, migrate
    from storage.audit import Actor

    plain = read_plain(home.plain)

    async def done() -> T:
        await migrate.upgrade(plain.database_url)
        database = engine.connect(plain.database_url)
        try:
            clock = clock_with(plain.clock_offset_s)
            actor = Actor(who=f"{ORIGIN}:{account()}", origin=ORIGIN)
            return await work(reporting_of(home, plain, database, clock), actor)
        finally:
            await database.dispose()

    return asyncio.run(done())
