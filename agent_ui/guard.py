"""Every request passes here: who asks, may they, and does the request come from our own pages?

The rules of this file:
1. What is not allowed by the table of routes is refused; the view is never asked.
2. Whoever asks for what is not theirs is told no more than 403, and the trail notes it.
3. A request that changes something comes from our own origin and carries the session's token
   (OWASP ASVS 5.0, 3.5.1 to 3.5.3); a WebSocket comes from our own origin, too (4.4.2).
"""

from __future__ import annotations

import hmac

from aiohttp import web
from aiohttp.typedefs import Handler

from agent_ui import cookie
from agent_ui.access import ROLES, Access
from agent_ui.keys import SITE, WHO
from agent_ui.refusal import refuse
from agent_ui.routes import Route
from desk import sessions
from desk.errors import SessionMoved
from desk.sessions import Who
from desk.stages import Stage

CSRF_FIELD = "csrf"
CSRF_HEADER = "X-CSRF-Token"
WHILE_LOCKED = (Access.OWNER, Access.PHONE, Access.WALL)
HOME, SIGN_IN, STEP, UNLOCK = "/home", "/sign-in", "/sign-in/step", "/unlock"


def guarded(route: Route) -> Handler:
    """Put the guard before a route's view."""

    async def handle(request: web.Request) -> web.StreamResponse:
        _holds_no_nul(request)
        if route.longest is not None:
            request = request.clone(client_max_size=route.longest)
        changes = request.method == "POST" or _is_upgrade(request)
        is_forged = changes and not _is_from_our_own_pages(request)
        who = await _who(request, route, is_active=route.is_activity and not is_forged)
        if is_forged:
            await _forged(request, who, route)
        if route.access is not Access.ANYBODY and (place := await _place(request, who, route)):
            return _elsewhere(request, place)
        if who is not None:
            await _known(request, who, route)
        try:
            return await route.view(request)
        except SessionMoved:
            return _elsewhere(request, STEP)
        finally:
            _boards_look(request, route)

    return handle


def _holds_no_nul(request: web.Request) -> None:
    """Refuse an address with a NUL: PostgreSQL takes no such text, not even to look for it."""
    if any("\0" in part for part in request.match_info.values()):
        raise web.HTTPNotFound
    if any("\0" in text for pair in request.query.items() for text in pair):
        raise web.HTTPBadRequest


def _boards_look(request: web.Request, route: Route) -> None:
    """Let boards look what is open at the desk: somebody may have changed it."""
    floor = request.app[SITE].floor
    if request.method == "POST" and route.is_activity and floor is not None:
        floor.nudge()


async def _who(request: web.Request, route: Route, *, is_active: bool) -> Who | None:
    site, token = request.app[SITE], cookie.token_of(request)
    if route.access is Access.API and (of_program := cookie.bearer_of(request)) is not None:
        return site.program(of_program, request.remote or "", site.desk.machine_clock())
    if token is None:
        return None
    desk = site.desk
    return await sessions.find(desk, token, is_active=is_active)


async def _place(request: web.Request, who: Who | None, route: Route) -> str:
    """Tell where somebody has to be instead; empty if here is right.

    Raises:
        HTTPForbidden: the route is not for their role.
    """
    if who is None:
        return SIGN_IN
    if who.role not in ROLES[route.access]:
        await refuse(request.app[SITE].desk, who, route.path)
    if who.stage is not Stage.ACTIVE:
        return "" if route.access is Access.ENTERING else STEP
    if route.access is Access.ENTERING:
        return HOME
    return UNLOCK if who.is_locked and route.access not in WHILE_LOCKED else ""


async def _known(request: web.Request, who: Who, route: Route) -> None:
    request[WHO] = who
    if request.method == "POST" and not await _carries_token(request):
        await _forged(request, who, route)


async def _forged(request: web.Request, who: Who | None, route: Route) -> None:
    """Refuse what no page of ours sends; of somebody who is signed in it is noted.

    Raises:
        HTTPForbidden: always.
    """
    if who is not None:
        await refuse(request.app[SITE].desk, who, route.path, why="forged")
    raise web.HTTPForbidden


def _elsewhere(request: web.Request, place: str) -> web.StreamResponse:
    """Send a person to another page, and tell a script where that is."""
    is_of_program = "Authorization" in request.headers
    if not is_of_program and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
        raise web.HTTPSeeOther(place)
    return web.json_response({"elsewhere": place}, status=401)


def _is_upgrade(request: web.Request) -> bool:
    return request.headers.get("Upgrade", "").lower() == "websocket"


def _is_from_our_own_pages(request: web.Request) -> bool:
    return request.headers.get("Origin") == f"{request.scheme}://{request.host}"


async def _carries_token(request: web.Request) -> bool:
    given = request.headers.get(CSRF_HEADER)
    if given is None and request.content_type.startswith(("multipart/", "application/x-www-form")):
        given = str((await request.post()).get(CSRF_FIELD, ""))
    expected = cookie.csrf_of(cookie.token_of(request) or "")
    return hmac.compare_digest((given or "").encode(), expected.encode())
