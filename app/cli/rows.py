"""Reading the rows of an instance, running or not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from app.cli.desk_call import ORIGIN, account
from app.clock import clock_with
from app.home import Home
from app.logs import logging_into
from app.plain import Plain, read_plain
from storage import engine

if TYPE_CHECKING:
    from desk.sights import Lines
    from storage.audit import Action, Actor

log = logging.getLogger(__name__)
AGAIN = timedelta(minutes=1)

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
    home: Home,
    question: Callable[[AsyncEngine], Awaitable[T]],
    action: Action,
    lines: Callable[[T], Lines],
) -> T:
    """Ask for lines about callers, and keep that the operator's account saw them, by their ids.

    Who asks again within a minute and is shown nothing new leaves no other entry. Where the trail
    cannot be written, the operator in trouble sees the lines all the same: the log tells of it.

    Raises:
        DatabaseUnavailable: it cannot answer now.
    """
    from desk.sights import listed_by
    from storage.audit import Actor
    from storage.errors import DatabaseUnavailable

    plain = read_plain(home.plain)
    actor = Actor(who=f"{ORIGIN}:{account()}", origin=ORIGIN)
    clock = clock_with(plain.clock_offset_s)

    async def asked(database: AsyncEngine) -> T:
        found = await question(database)
        try:
            await listed_by(database, actor, action, lines(found), at=clock(), not_again=AGAIN)
        except DatabaseUnavailable as exc:
            not_noted(home, actor, action, lines(found), exc)
        return found

    return ask(plain, asked)


def not_noted(home: Home, actor: Actor, action: Action, lines: Lines, why: Exception) -> None:
    """Keep in the log of commands who saw which lines, and tell the operator that it is there."""
    ids = {kind: " ".join(map(str, each)) for kind, each in lines.items()}
    told = {"action": "seen_not_noted", "who": actor.who, "what": action.value, **ids}
    with logging_into(home.logs, name="commands"):
        log.warning("the audit trail has no entry of a list", extra=told)
    typer.echo(f"the audit trail has no entry of it, the log of commands has: {why}", err=True)
