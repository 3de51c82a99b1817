"""The look before opening (開局前点検): all that a day needs, with the remedies."""

from __future__ import annotations

from aiohttp import web

from agent_ui.keys import SITE
from agent_ui.opening_room import OpeningRoom
from agent_ui.page import language_of, render, see


def room_of(request: web.Request) -> OpeningRoom:
    """Give the room.

    Raises:
        HTTPNotFound: there is none.
    """
    room = request.app[SITE].opening
    if room is None:
        raise web.HTTPNotFound
    return room


async def page(request: web.Request) -> web.StreamResponse:
    """Show what the last look found, what has to be mended first."""
    return _shown(request, room_of(request))


async def look(request: web.Request) -> web.StreamResponse:
    """Look now."""
    room = room_of(request)
    return see("/opening") if await room.look() else _shown(request, room, failed=True)


def _shown(request: web.Request, room: OpeningRoom, *, failed: bool = False) -> web.Response:
    desk, found = request.app[SITE].desk, room.last()
    items = found.items(language_of(request)) if found is not None else ()
    shown = {
        "rules": desk.rules,
        "at": found.at.astimezone(desk.zone) if found is not None else None,
        "items": sorted(items, key=lambda each: each.ok),
        "wrong": sum(not each.ok for each in items),
        "failed": failed,
    }
    return render(request, "opening.html", shown, status=503 if failed else 200)
