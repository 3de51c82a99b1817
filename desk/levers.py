"""What somebody wants of the floor, in the audit trail: before it is done, and if it is refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from desk.desk import Desk
from storage.audit import Action, Actor, Fact, trailed


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """One lever that somebody moves, as the trail tells it; ids and words of closed sets alone."""

    action: Action
    subject: str = ""
    told: Mapping[str, Fact]


async def note(desk: Desk, actor: Actor, lever: Lever) -> int:
    """Note that somebody moves it; gives the entry's number. Raises `DatabaseUnavailable`."""
    async with trailed(desk.engine) as trail:
        return await trail.note(desk.clock(), actor, lever.action, lever.subject, lever.told)


async def note_refusal(
    desk: Desk, actor: Actor, lever: Lever, *, entry: int | None, why: str
) -> None:
    """Note that what an entry tells, or what somebody wanted, was not done.

    Args:
        desk: Whose trail it is.
        actor: Who moved it.
        lever: As it was noted.
        entry: The number of its entry; None if it was refused before it was handed to anybody.
        why: The refusal's key.
    """
    told: dict[str, Fact] = {"of": lever.action.value, **lever.told, "why": why}
    if entry is not None:
        told = {"of": lever.action.value, "entry": entry, "why": why}
    async with trailed(desk.engine) as trail:
        await trail.note(desk.clock(), actor, Action.LEVER_REFUSED, lever.subject, told)


async def move(
    desk: Desk, actor: Actor, lever: Lever, hand_over: Callable[[], Awaitable[str]]
) -> str:
    """Note a lever, hand its wish over, note a refusal; gives its key, empty if there is none."""
    entry = await note(desk, actor, lever)
    why = await hand_over()
    if why:
        await note_refusal(desk, actor, lever, entry=entry, why=why)
    return why
