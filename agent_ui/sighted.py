"""Whoever is shown lines about callers stands in the trail, with the ids of those lines."""

from __future__ import annotations

from aiohttp import web

from agent_ui.keys import SIGHTS, SITE
from agent_ui.page import who_of
from desk.sights import Lines, listed
from storage.audit import Action


async def sighted(request: web.Request, action: Action, lines: Lines) -> None:
    """Note a list that somebody opened.

    Raises:
        DatabaseUnavailable: nothing was noted, and nothing may be shown.
    """
    await listed(request.app[SITE].desk, who_of(request).actor, action, lines)


async def sighted_anew(request: web.Request, action: Action, lines: Lines) -> None:
    """Note what is new to the person's sign-in on a part that asks again by itself.

    Raises:
        DatabaseUnavailable: nothing was noted, and nothing may be shown.
    """
    sights, session = request.app[SIGHTS], who_of(request).session
    fresh = sights.fresh(session, action, lines)
    if fresh:
        await sighted(request, action, fresh)
        sights.keep(session, action, fresh)
