"""How a browser phone is heard: whether it has a microphone, and what it measures in a talk."""

from __future__ import annotations

import math

from aiohttp import web

from agent_ui.floor_room import Voice
from agent_ui.keys import SITE
from agent_ui.page import text_of, translator, who_of
from agent_ui.seat import NO_SEAT, REFUSALS
from agent_ui.sitters import NO_TIME
from callcenter.wishes import MicrophoneSeen

LONGEST_S = 86_400.0
"""No figure of a talk is larger, whatever its unit."""


async def microphone(request: web.Request) -> web.StreamResponse:
    """Hear whether the page's microphone can be used: without one its seat is offered no call."""
    site, who = request.app[SITE], who_of(request)
    lost = await text_of(request, "lost", longest=1)
    if lost not in ("0", "1"):
        raise web.HTTPBadRequest
    if site.phones is None or who.seat is None:
        return _told(request, NO_SEAT, status=409)
    seen = MicrophoneSeen(
        at=NO_TIME,
        seat=who.seat,
        by=who.staff,
        endpoint=site.phones.endpoint(who.seat),
        is_lost=lost == "1",
    )
    no = await site.submit(seen)
    return _told(request, REFUSALS.get(no, no) if no else "", status=409 if no else 200)


async def voice(request: web.Request) -> web.StreamResponse:
    """Hear what the page measured since it told last; supervisors are alarmed from it at once."""
    site, who = request.app[SITE], who_of(request)
    measured = Voice(
        loss_percent=min(100.0, await _figure(request, "loss")),
        jitter_ms=await _figure(request, "jitter"),
        silent_s=await _figure(request, "silent"),
    )
    if site.floor is not None and who.seat is not None:
        site.floor.heard(who.seat, measured)
    raise web.HTTPNoContent


async def _figure(request: web.Request, field: str) -> float:
    try:
        found = float(await text_of(request, field, longest=20))
    except ValueError:
        raise web.HTTPBadRequest from None
    if not math.isfinite(found) or not 0 <= found <= LONGEST_S:
        raise web.HTTPBadRequest
    return found


def _told(request: web.Request, error: str, *, status: int) -> web.Response:
    t = translator(who_of(request).language)
    return web.json_response({"error": t(error)}, status=status)
