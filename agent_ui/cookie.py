"""The one cookie: a session's token, for this host alone, unreadable for scripts.

`__Host-` binds it to host, path and TLS, so it is always `Secure`. On plain http browsers send a
`Secure` cookie to loopback addresses only, which they trust (Chromium and Firefox do; Safari does
not): that is exactly where we serve without TLS, for any other address `up` refuses to start.
"""

from __future__ import annotations

import hashlib

from aiohttp import web

NAME = "__Host-madoguchi"
LONGEST = 128


def token_of(request: web.Request) -> str | None:
    """Read the token; None if there is none that could be ours."""
    token = request.cookies.get(NAME, "")
    return token if 0 < len(token) <= LONGEST else None


def bearer_of(request: web.Request) -> str | None:
    """Read the token that a program carries (RFC 6750, 2.1); None if it carries none."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if kind.lower() == "bearer" and 0 < len(token) <= LONGEST else None


def keep(response: web.StreamResponse, token: str) -> None:
    """Give the browser a token; it forgets it when it is closed."""
    response.set_cookie(NAME, token, path="/", secure=True, httponly=True, samesite="Strict")


def forget(response: web.StreamResponse) -> None:
    """Take the token away."""
    response.del_cookie(NAME, path="/", secure=True, httponly=True, samesite="Strict")


def csrf_of(token: str) -> str:
    """Give the token that the session's own pages carry; nobody gets from it to the cookie."""
    return hashlib.sha256(f"csrf/{token}".encode()).hexdigest()[:32]
