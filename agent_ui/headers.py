"""What every answer carries, whatever went right or wrong (OWASP ASVS 5.0, 3.2 to 3.5)."""

from __future__ import annotations

import logging

from aiohttp import web
from aiohttp.typedefs import Handler

log = logging.getLogger(__name__)

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
    "Server": "Madoguchi",
}


async def secure(_: web.Request, response: web.StreamResponse) -> None:
    """Put the headers on an answer that is about to be sent."""
    response.headers.update(SECURITY)


@web.middleware
async def told_plainly(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer a bug of ours without its text, which belongs into our log alone."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Exception:
        log.exception("a page failed", extra={"action": "page_failed", "route": _route_of(request)})
        return web.Response(status=500, text="ただいま表示できません。\n")


def _route_of(request: web.Request) -> str:
    """Name the route, not the path: a path may hold what somebody typed."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else ""
