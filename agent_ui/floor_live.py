"""The open board's socket: a snapshot, then what differs, and a beat while nothing does.

A board that hears no beat for five seconds says in red that it is not live; so the beat comes
every second, with the campaign's time on it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiohttp import WSCloseCode, web

from agent_ui.floor import room_of
from agent_ui.floor_feed import FloorFeed
from agent_ui.floor_room import Sees, sees_of
from agent_ui.keys import SITE
from agent_ui.live import SIGN_IN, number_of, session_over
from agent_ui.page import milliseconds, who_of
from storage.audit import Action, trailed
from storage.errors import DatabaseUnavailable

BEAT_S = 1.0
LOOK_S = 3.0
"""The session is looked at so often."""
LONGEST_MESSAGE = 1_024

Over = Callable[[web.Request], Awaitable[str | None]]
"""Tells where a page has to go because its session is not open any more; None if all is well."""


async def live(request: web.Request) -> web.StreamResponse:
    """Tell a board what changes until it goes, or its session does."""
    sees = sees_of(who_of(request).role)
    feed = room_of(request).feeds[sees]
    if sees is Sees.NOBODY:
        return await _live(request, feed, session_over)
    await _noted(request, Action.BOARD_OPENED, sees)
    try:
        return await _live(request, feed, session_over)
    finally:
        with suppress(DatabaseUnavailable):  # then it is known to have been open, not until when
            await _noted(request, Action.BOARD_LEFT, sees)


async def live_wall(request: web.Request) -> web.StreamResponse:
    """Tell a wall: it goes on while its page is locked, for it shows nobody's data."""
    return await _live(request, room_of(request).feeds[Sees.NOBODY], _signed_out)


async def _noted(request: web.Request, action: Action, sees: Sees) -> None:
    """Keep from when to when somebody saw who is waiting; whose calls those were, the rows tell."""
    desk, who = request.app[SITE].desk, who_of(request)
    async with trailed(desk.engine) as trail:
        await trail.note(desk.clock(), who.actor, action, who.session, {"sees": sees.value})


async def _signed_out(request: web.Request) -> str | None:
    place = await session_over(request)
    return place if place == SIGN_IN else None


async def _live(request: web.Request, feed: FloorFeed, over: Over) -> web.StreamResponse:
    socket = web.WebSocketResponse(
        heartbeat=15.0, max_msg_size=LONGEST_MESSAGE, compress=False
    )  # one text for all boards: each would be packed anew
    await socket.prepare(request)
    feed.enter()
    try:
        async with asyncio.TaskGroup() as group:
            telling = group.create_task(_tell(request, socket, feed, over), name="board: tell")
            async for _ in socket:
                pass  # boards say nothing here; reading is how a closed socket is noticed
            telling.cancel()
    finally:
        feed.leave()
    return socket


async def _tell(
    request: web.Request, socket: web.WebSocketResponse, feed: FloorFeed, over: Over
) -> None:
    clock, time = request.app[SITE].desk.clock, asyncio.get_running_loop().time
    run, n = request.query.get("run", ""), number_of(request.query.get("n", ""))
    beaten, looked, place = -BEAT_S, time(), await over(request)
    try:
        while place is None:
            news = feed.after(run, n)
            texts = [feed.snapshot()] if news is None else news
            run, n = feed.run, feed.n  # now, before others change while this one is being told
            for text in texts:
                await socket.send_str(text)
            if time() - beaten >= BEAT_S:
                beaten = time()
                await socket.send_str(json.dumps({"at": milliseconds(clock())}))
            await feed.news(n, within_s=BEAT_S)
            if time() - looked >= LOOK_S:
                place, looked = await over(request), time()
        await socket.send_json({"over": place})
        await socket.close(code=WSCloseCode.POLICY_VIOLATION)
    except ConnectionError:
        return
