"""Doing something with the recordings of an instance from the command line, running or not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from app.cli.desk_call import at_desk
from app.home import Home

if TYPE_CHECKING:
    from app.sound_desk import SoundDesk
    from desk.desk import Desk
    from storage.audit import Actor

T = TypeVar("T")


def at_sounds(home: Home, work: Callable[[SoundDesk], Awaitable[T]]) -> T:
    """Do a work with the recordings, in the name of the operator's account.

    Raises:
        PlainUnreadable: the instance was never started.
        DatabaseUnavailable: its database does not answer.
        StoreFailed: the settings name a store that is none.
    """
    from app.plain import read_plain
    from app.sound_desk import SoundDesk
    from app.sound_rules import sound_rules_of
    from app.vault import place_of

    async def done(desk: Desk, actor: Actor) -> T:
        plain = read_plain(home.plain)
        vault, rules = place_of(home, plain).vault(), sound_rules_of(home, plain)
        return await work(SoundDesk(home, plain, desk, actor, vault, rules))

    return at_desk(home, done)
