"""Voice messages as work: somebody listens, does what is asked, and takes each off the list."""

from __future__ import annotations

from desk.desk import Desk
from desk.errors import NoMessage
from storage import messages as rows
from storage.audit import Action, Actor, trailed


async def handled(desk: Desk, call: str, *, actor: Actor) -> None:
    """Take a message off the list; its caller counts as served from now on.

    Raises:
        NoMessage: none of this call waits.
        DatabaseUnavailable: not now.
    """
    async with trailed(desk.engine) as trail:
        at = desk.clock()
        if not await rows.handle(trail.session, call, at=at, by=actor.who):
            raise NoMessage(call=call)
        await trail.note(at, actor, Action.MESSAGE_HANDLED, call)
