"""The demo's citizen: a phone as a page, so that one person with two tabs can live the whole story.

Nobody signs in to it, so it exists in a demo alone; every other instance answers 404.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from aiohttp import WSMsgType, web

from agent_ui.keys import SITE
from agent_ui.page import render
from agent_ui.shown import CitizenPhone
from agent_ui.sip_gate import may_call
from agent_ui.sip_relay import relayed

PULSE_S = 1.0
LONGEST_WORD = 16


async def page(request: web.Request) -> web.StreamResponse:
    """Show the phone."""
    return render(request, "citizen.html", {"phone": _phone(request)})


async def voice(request: web.Request) -> web.StreamResponse:
    """Give a sound that speaks in place of a microphone."""
    sound = _phone(request).voices.get(request.match_info["whose"])
    if sound is None:
        raise web.HTTPNotFound
    return web.FileResponse(sound, headers={"Content-Type": "audio/wav"})


async def crowd(request: web.Request) -> web.WebSocketResponse:
    """Tell each second how the busy morning goes, and take the word to begin or end it."""
    morning = _phone(request).crowd
    if morning is None:
        raise web.HTTPNotFound
    words = {"begin": morning.begin, "end": morning.end}
    socket = web.WebSocketResponse(max_msg_size=LONGEST_WORD)
    await socket.prepare(request)
    while not socket.closed:
        told = morning.told()
        await socket.send_json({"left_s": round(told.left_s), "called": told.called})
        with suppress(TimeoutError):
            said = await socket.receive(timeout=PULSE_S)
            if said.type is WSMsgType.TEXT and said.data in words:
                words[said.data]()
    return socket


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
