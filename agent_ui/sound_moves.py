"""What a person does in the player, told by its page: where they press play, and jump to."""

from __future__ import annotations

from aiohttp import web

from agent_ui.keys import SITE
from agent_ui.page import text_of, who_of
from agent_ui.sound_page import heard_of
from storage import listening
from storage.audit import Action

MOVES = {"play": Action.SOUND_PLAYED, "jump": Action.SOUND_SOUGHT}
LONGEST_MS = 9
"""Digits; more than eleven days are no sound of ours."""


async def note(request: web.Request) -> web.StreamResponse:
    """Keep one move with its place in the sound; the player stops where that cannot be kept.

    Raises:
        HTTPBadRequest: it is no move, or its place lies outside of the sound.
    """
    found, heard = await heard_of(request)
    action = MOVES.get(await text_of(request, "move", longest=8))
    place = await text_of(request, "at_ms", longest=LONGEST_MS)
    if action is None or not (place.isascii() and place.isdigit()):
        raise web.HTTPBadRequest
    at_ms = int(place)
    if at_ms > (found.sound.duration_s + 1) * 1000:  # a player rounds, and pads its last frame
        raise web.HTTPBadRequest
    desk, who = request.app[SITE].desk, who_of(request)
    told = {"at_ms": at_ms}
    await listening.note(desk.engine, heard, action, told, actor=who.actor, at=desk.clock())
    return web.Response(status=204)
