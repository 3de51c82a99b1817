"""The open page's socket: a snapshot, then events, for as long as its session is open.

While nothing changes it beats, with the campaign's time: a page that hears nothing for longer knows
that its network is down, which a silent socket would not tell for minutes.
"""

from __future__ import annotations

import asyncio
import logging

from aiohttp import WSCloseCode, web

from agent_ui import caller, cookie
from agent_ui.feed import Told
from agent_ui.keys import SITE
from agent_ui.page import milliseconds, who_of
from agent_ui.words import SERVING
from callcenter.seat import SeatState
from desk import sessions
from desk.sessions import Who
from storage.errors import DatabaseUnavailable

log = logging.getLogger(__name__)

LOOK_S = 3.0
"""The session is looked at so often: one that was revoked is shown nothing for longer.

A quiet socket beats as often; a page takes one that is silent for 8 s for lost (`live.js`).
"""
LONGEST_MESSAGE = 1_024
SIGN_IN, UNLOCK = "/sign-in", "/unlock"


async def live(request: web.Request) -> web.StreamResponse:
    """Tell a page what changes until it goes, or its session does."""
    return await _told(request, keeps_locked=False)


async def of_phone(request: web.Request) -> web.StreamResponse:
    """Tell the phone's bar the same; while its page is locked, of its own seat alone.

    The call of a locked page goes on: whoever sits there sees that it is held, and nobody's name.
    """
    return await _told(request, keeps_locked=True)


async def _told(request: web.Request, *, keeps_locked: bool) -> web.StreamResponse:
    socket = web.WebSocketResponse(heartbeat=15.0, max_msg_size=LONGEST_MESSAGE)
    await socket.prepare(request)
    async with asyncio.TaskGroup() as group:
        telling = group.create_task(
            _tell(request, socket, keeps_locked=keeps_locked), name="live: tell"
        )
        async for _ in socket:
            pass  # pages say nothing here; reading is how a closed socket is noticed
        telling.cancel()
    return socket


async def _tell(request: web.Request, socket: web.WebSocketResponse, *, keeps_locked: bool) -> None:
    feed, clock = request.app[SITE].feed, request.app[SITE].desk.clock
    run, n = request.query.get("run", ""), number_of(request.query.get("n", ""))
    time, over = asyncio.get_running_loop().time, await session_over(request)
    looked, popped = time(), ""
    is_locked = keeps_locked and over == UNLOCK
    try:
        while over is None or is_locked:
            events = feed.after(run, n)
            if events == []:
                await socket.send_json({"at": milliseconds(clock())})
            for event in [feed.snapshot()] if events is None else events:
                told = _seen(who_of(request), event, is_locked=is_locked)
                await socket.send_json({**told, "at": milliseconds(clock())})
                run, n = event["run"], event["n"]
                if "caller" in request.query:
                    popped = await _pop(request, socket, event, popped)
            await feed.news(n, within_s=LOOK_S)
            if time() - looked >= LOOK_S:
                over, looked = await session_over(request, so_far=over), time()
                if keeps_locked and (over == UNLOCK) is not is_locked:
                    is_locked, run = not is_locked, ""  # all of it anew, with or without names
        await socket.send_json({"over": over})
        await socket.close(code=WSCloseCode.POLICY_VIOLATION)
    except ConnectionError:
        return


def _seen(who: Who, event: Told, *, is_locked: bool) -> Told:
    """Give what a person may be told of an event."""
    if is_locked:
        own = [{**each, "person": ""} for each in event["seats"] if each["id"] == who.seat]
        return {**event, "numbers": {}, "notice": "", "seats": own}
    # Whoever serves nobody is told no name and no word of the staff's.
    return event if who.role in SERVING else {**event, "seats": [], "notice": ""}


async def _pop(
    request: web.Request, socket: web.WebSocketResponse, event: Told, popped: str
) -> str:
    """Tell a page who rings at its seat, without its asking; gives the call that was told last.

    What cannot be read now is left out: the page asks for it by itself a moment later. Whatever
    fails of one caller, the page is told on what else changes.
    """
    seat = who_of(request).seat
    for each in event["seats"]:
        call = each["call"]
        is_new = each["state"] == SeatState.RINGING and call and call != popped
        if each["id"] == seat and is_new:
            try:
                text = await caller.told_at_once(request, call)
            except DatabaseUnavailable:
                return popped
            except Exception:
                log.exception("a pop failed", extra={"action": "pop_failed", "call": call})
                return str(call)
            await socket.send_json({"caller": text, "call": call})
            return str(call)
    return popped


async def session_over(request: web.Request, *, so_far: str | None = None) -> str | None:
    """Tell where the page has to go because its session is locked or gone; None if all is well.

    While the database cannot tell, it is as it was `so_far`: nothing new is opened meanwhile.
    """
    token, desk = cookie.token_of(request) or "", request.app[SITE].desk
    try:
        who = await sessions.find(desk, token, is_active=False)
    except DatabaseUnavailable:
        return so_far
    if who is None:
        return SIGN_IN
    return UNLOCK if who.is_locked else None


def number_of(text: str) -> int:
    """Read the number of an event; -1 if it is none, so that a snapshot is due."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1
