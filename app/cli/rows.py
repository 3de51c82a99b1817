"""Reading the rows of an instance, running or not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine

from app.cli.desk_call import ORIGIN, account
from app.clock import clock_with
from app.plain import Plain
from storage import engine

if TYPE_CHECKING:
    from desk.sights import Lines
    from storage.audit import Action

T = TypeVar("T")


def ask(plain: Plain, question: Callable[[AsyncEngine], Awaitable[T]]) -> T:
    """Ask the instance's database one question.

    Raises:
        DatabaseUnavailable: it cannot answer now.
    """

    async def asked() -> T:
        database = engine.connect(plain.database_url)
        try:
            return await question(database)
        finally:
            await database.dispose()

    return asyncio.run(asked())


def ask_noted(
    plain: Plain,
    question: Callable[[AsyncEngine], Awaitable[T]],
    action: Action,
    lines: Callable[[T], Lines],
) -> T:
    """Ask for lines about callers, and keep that the operator's account saw them, by their ids.

    Raises:
        DatabaseUnavailable: it cannot answer now, or nothing could be noted.
    """
    from desk.sights import parts_of
    from storage.audit import Actor, trailed

    clock = clock_with(plain.clock_offset_s)

    async def asked(database: AsyncEngine) -> T:
        found = await question(database)
        actor = Actor(who=f"{ORIGIN}:{account()}", origin=ORIGIN)
        async with trailed(database) as trail:
            for told in parts_of(lines(found)):
                await trail.note(clock(), actor, action, "", told)
        return found

    return ask(plain, asked)
