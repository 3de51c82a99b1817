"""What every answer carries, whatever went right or wrong (OWASP ASVS 5.0, 3.2 to 3.5)."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

from aiohttp import web
from aiohttp.typedefs import Handler

from agent_ui.page import render
from storage.errors import DatabaseUnavailable

log = logging.getLogger(__name__)

NOT_ACCEPTED = (
    "受け取れませんでした",
    "入力が大きすぎるか、読めない形でした。何も変わっていません。",
)
TOLD = {
    400: NOT_ACCEPTED,
    403: (
        "この画面は開けません",
        "役割が違うか、古い画面からの操作です。はじめの画面からやり直してください。",
    ),
    404: ("見つかりません", "アドレスが違うか、もう無くなっています。"),
    413: NOT_ACCEPTED,
}
"""What a person reads who is refused: what it is, and what to do."""

NONCE = web.RequestKey("nonce", str)

LATER = "ただいま記録に接続できません。通話には影響ありません。少し待ってから開き直してください。\n"

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; media-src 'self'; frame-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    # With "no-referrer" a browser sends our own forms with `Origin: null`, and they were refused.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
    "Cache-Control": "no-store",
    "Server": "Madoguchi",
}


OVER_TLS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
"""Who came by TLS once comes by nothing else for a year (3.4.1); plain http is loopback."""


async def secure(request: web.Request, response: web.StreamResponse) -> None:
    """Put the headers on an answer that is about to be sent."""
    response.headers.update(SECURITY)
    if request.secure:
        response.headers.update(OVER_TLS)
    if nonce := request.get(NONCE):
        policy = SECURITY["Content-Security-Policy"]
        allowed = policy.replace("style-src 'self'", f"style-src 'self' 'nonce-{nonce}'")
        response.headers["Content-Security-Policy"] = allowed


def with_nonce(
    request: web.Request, answer: Callable[[str], web.StreamResponse]
) -> web.StreamResponse:
    """Answer with a page whose script may add styles: those that carry its nonce."""
    request[NONCE] = nonce = secrets.token_urlsafe(16)
    return answer(nonce)


@web.middleware
async def told_plainly(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer a bug of ours without its text, which belongs into our log alone."""
    try:
        return await handler(request)
    except web.HTTPException as refused:
        told = TOLD.get(refused.status)
        if told is None or "text/html" not in request.headers.get("Accept", ""):
            raise
        shown = dict(zip(("heading", "advice"), told, strict=True))
        return render(request, "error.html", shown, status=refused.status)
    except DatabaseUnavailable as exc:
        log.warning("a page has no database", extra={"action": "page_late", "why": exc.why})
        return web.Response(status=503, text=LATER, headers={"Retry-After": "2"})
    except Exception:
        log.exception("a page failed", extra={"action": "page_failed", "route": _route_of(request)})
        return web.Response(status=500, text="ただいま表示できません。\n")


def _route_of(request: web.Request) -> str:
    """Name the route, not the path: a path may hold what somebody typed."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else ""
