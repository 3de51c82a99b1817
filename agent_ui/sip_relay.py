"""The browser phone's socket: SIP between a seated person's page and Asterisk, while they sit.

Asterisk's own socket listens on loopback alone; this one is of our origin and needs the session.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from aiohttp import (
    ClientError,
    ClientSession,
    ClientWebSocketResponse,
    WSCloseCode,
    WSMsgType,
    web,
)

from agent_ui.keys import SITE
from agent_ui.page import who_of
from agent_ui.sip_address import with_address
from agent_ui.sip_gate import may_pass

log = logging.getLogger(__name__)

PROTOCOL = "sip"
LONGEST_MESSAGE = 32 * 1024
HEARTBEAT_S = 10.0

Asterisk = ClientWebSocketResponse[bool]


async def sip(request: web.Request) -> web.StreamResponse:
    """Relay until either side goes, or the person leaves the seat."""
    site, who = request.app[SITE], who_of(request)
    if site.phones is None or who.seat is None:
        raise web.HTTPNotFound
    endpoint = site.phones.endpoint(who.seat)
    return await relayed(
        request,
        site.phones.websocket,
        lambda message: may_pass(message, endpoint),
        site.sitters.until_left(who.seat, who.staff),
    )


async def relayed(
    request: web.Request,
    websocket: str,
    may_go: Callable[[str], bool],
    over: Coroutine[Any, Any, None],
) -> web.WebSocketResponse:
    """Relay what may go between a page and Asterisk, until either goes or it is over."""
    page = web.WebSocketResponse(
        protocols=(PROTOCOL,), heartbeat=HEARTBEAT_S, max_msg_size=LONGEST_MESSAGE
    )
    await page.prepare(request)
    try:
        async with (
            ClientSession() as session,
            session.ws_connect(
                websocket, protocols=(PROTOCOL,), max_msg_size=LONGEST_MESSAGE
            ) as asterisk,
        ):
            await _until_first(
                _to_asterisk(page, asterisk, may_go, request.remote or ""),
                _to_page(asterisk, page),
                over,
            )
    except (ClientError, ConnectionError) as exc:
        over.close()
        log.info("no way to Asterisk", extra={"action": "sip_relay", "why": type(exc).__name__})
    await page.close(code=WSCloseCode.TRY_AGAIN_LATER)
    return page


async def _to_asterisk(
    page: web.WebSocketResponse, asterisk: Asterisk, may_go: Callable[[str], bool], address: str
) -> None:
    async for message in page:
        if message.type is not WSMsgType.TEXT or not may_go(message.data):
            log.warning("a browser phone said too much", extra={"action": "sip_refused"})
            return
        await asterisk.send_str(with_address(message.data, address))


async def _to_page(asterisk: Asterisk, page: web.WebSocketResponse) -> None:
    async for message in asterisk:
        if message.type is WSMsgType.TEXT:
            await page.send_str(message.data)
        elif message.type is WSMsgType.BINARY:
            await page.send_str(message.data.decode(errors="replace"))


async def _until_first(*works: Coroutine[Any, Any, None]) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work, name="sip relay") for work in works]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
