"""Levers moved from the command line: in the audit trail, then handed to the running instance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import typer

from app.cli.desk_call import at_desk
from app.cli.wish import need_running, submit_until_taken, submitted
from app.errors import NotRunning, WishRefused
from app.home import Home

if TYPE_CHECKING:
    from callcenter.events import Asked
    from desk.desk import Desk
    from desk.levers import Lever
    from storage.audit import Actor


def moved(home: Home, wish: Asked, lever: Lever, *, refusals: Mapping[str, str]) -> int:
    """Note it, submit it, note a refusal; gives the number of its record.

    Raises:
        DatabaseUnavailable: the trail cannot be written; nothing was done.
        WishRefused, NotRunning: as `submitted`.
    """
    numbers: list[int] = []
    moved_all(home, [(wish, lever)], refusals=refusals, done=lambda _, n: numbers.append(n))
    return numbers[0]


def moved_all(
    home: Home,
    levers: Sequence[tuple[Asked, Lever]],
    *,
    refusals: Mapping[str, str],
    done: Callable[[Lever, int], None],
) -> None:
    """Move one after the other, up to the first that is refused; tells `done` of each.

    Raises:
        DatabaseUnavailable, WishRefused, NotRunning: as `moved`.
    """

    async def work(desk: Desk, actor: Actor) -> None:
        for wish, lever in levers:
            done(lever, await _move(home, desk, actor, wish, lever, refusals))

    at_desk(home, work)


def moved_anyway(home: Home, wish: Asked, lever: Lever, *, refusals: Mapping[str, str]) -> int:
    """Move a lever of an emergency: without a database the log alone keeps who did it.

    Raises:
        WishRefused, NotRunning: as `submitted`.
    """
    from storage.errors import DatabaseUnavailable

    need_running(home)
    try:
        return moved(home, wish, lever, refusals=refusals)
    except DatabaseUnavailable as exc:
        n = submitted(home, wish, refusals=refusals)
        typer.echo(f"the audit trail has no entry of it, the log has ({n}): {exc}", err=True)
        return n


def noted_anyway(home: Home, lever: Lever) -> None:
    """Note what nobody has to take, and what is kept elsewhere too if there is no database."""
    from desk.levers import note
    from storage.errors import DatabaseUnavailable

    try:
        at_desk(home, lambda desk, actor: note(desk, actor, lever))
    except DatabaseUnavailable as exc:
        typer.echo(f"the audit trail has no entry of it: {exc}", err=True)


async def _move(
    home: Home, desk: Desk, actor: Actor, wish: Asked, lever: Lever, refusals: Mapping[str, str]
) -> int:
    from app.ask import UNREACHABLE
    from desk.levers import note, note_refusal

    entry = await note(desk, actor, lever)
    try:
        return await submit_until_taken(home, wish, refusals)
    except (WishRefused, NotRunning) as exc:
        why = exc.key if isinstance(exc, WishRefused) else UNREACHABLE
        await note_refusal(desk, actor, lever, entry=entry, why=why)
        raise
