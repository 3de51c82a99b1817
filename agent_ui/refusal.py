"""Who asks for what is not theirs is refused, and the trail notes it."""

from __future__ import annotations

from aiohttp import web

from desk.desk import Desk
from desk.sessions import Who
from storage.audit import Action, Fact, trailed


async def refuse(desk: Desk, who: Who, what: str, **told: Fact) -> None:
    """Refuse what is not theirs, and note it; `what` is a route or an id, never a typed text.

    Raises:
        HTTPForbidden: always.
    """
    async with trailed(desk.engine) as trail:
        await trail.note(
            desk.clock(), who.actor, Action.REFUSED, what, {"role": who.role.value, **told}
        )
    raise web.HTTPForbidden
