"""Days whose calls and recordings differ, shown to supervisors until one has looked into them."""

from __future__ import annotations

from aiohttp import web

from agent_ui.page import date_of, see, text_of, who_of
from agent_ui.sound_list import room_of


async def seen(request: web.Request) -> web.StreamResponse:
    """Note that somebody looked into a day's differences; they stand in the trail."""
    day = date_of(await text_of(request, "day", longest=10))
    await room_of(request).look_into(day, who_of(request).actor)
    return see("/recordings")
