"""The demo's citizen: a phone as a page, so that one person with two tabs can live the whole story.

Nobody signs in to it, so it exists in a demo alone; every other instance answers 404.
"""

from __future__ import annotations

import asyncio

from aiohttp import web

from agent_ui.keys import SITE
from agent_ui.page import render
from agent_ui.shown import CitizenPhone
from agent_ui.sip_gate import may_call
from agent_ui.sip_relay import relayed


async def page(request: web.Request) -> web.StreamResponse:
    """Show the phone."""
    return render(request, "citizen.html", {"phone": _phone(request)})


async def voice(request: web.Request) -> web.StreamResponse:
    """Give a sound that speaks in place of a microphone."""
    sound = _phone(request).voices.get(request.match_info["whose"])
    if sound is None:
        raise web.HTTPNotFound
    return web.FileResponse(sound, headers={"Content-Type": "audio/wav"})


async def sip(request: web.Request) -> web.StreamResponse:
    """Relay the phone's SIP, until either side goes."""
    phone, phones = _phone(request), request.app[SITE].phones
    if phones is None:
        raise web.HTTPNotFound
    return await relayed(
        request, phones.websocket, lambda message: may_call(message, phone.header), _for_ever()
    )


async def _for_ever() -> None:
    await asyncio.Event().wait()


def _phone(request: web.Request) -> CitizenPhone:
    phone = request.app[SITE].citizen
    if phone is None:
        raise web.HTTPNotFound
    return phone
