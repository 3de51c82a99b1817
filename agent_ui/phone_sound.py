"""What a seat wants of its talk's recording: a beginning, a part left out, or an end of it."""

from __future__ import annotations

from aiohttp import web

from agent_ui.keys import SITE
from agent_ui.page import text_of, translator, who_of
from agent_ui.seat import NO_SEAT, REFUSALS
from agent_ui.sitters import NO_TIME
from callcenter.wishes import MutePressed, OfSound, RecordingPressed, RefusalNoted

REASONS = ("button", "account_field", "search_field")
"""Why a part is left out: as `sound_words.WHY` has them."""


async def mute(request: web.Request) -> web.StreamResponse:
    """Leave what is said out of the recording, or record it again."""
    why, is_on = await text_of(request, "why", longest=40), await text_of(request, "on", longest=1)
    if why not in REASONS or is_on not in ("0", "1"):
        raise web.HTTPBadRequest
    who = who_of(request)
    wish = MutePressed(at=NO_TIME, seat=who.seat or "", by=who.staff, why=why, is_on=is_on == "1")
    return await _submitted(request, wish)


async def begin(request: web.Request) -> web.StreamResponse:
    """Begin the recording: the caller was told that the talk is recorded from now on."""
    who = who_of(request)
    wish = RecordingPressed(at=NO_TIME, seat=who.seat or "", by=who.staff)
    return await _submitted(request, wish)


async def refused(request: web.Request) -> web.StreamResponse:
    """End the recording: the caller does not want it. What was recorded is sealed and erased."""
    who = who_of(request)
    return await _submitted(request, RefusalNoted(at=NO_TIME, seat=who.seat or "", by=who.staff))


async def _submitted(request: web.Request, wish: OfSound) -> web.StreamResponse:
    if not wish.seat:
        return _told(request, NO_SEAT, status=409)
    no = await request.app[SITE].submit(wish)
    error = REFUSALS.get(no, no) if no else ""
    return _told(request, error, status=409 if error else 200, reason=no or "")


def _told(request: web.Request, error: str, *, status: int, reason: str = "") -> web.Response:
    """Answer the script: the error in words, and its reason as the core names it."""
    t = translator(who_of(request).language)
    return web.json_response({"error": t(error), "reason": reason}, status=status)
