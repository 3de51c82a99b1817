"""Helps an agent's terminal to trust the pages: the authority's certificate, and how to take it in.

Nothing secret: a certificate is for everybody. What matters is that a person compares its
fingerprint with the one on the operator's paper, before the terminal believes it.
"""

from __future__ import annotations

from aiohttp import web

from agent_ui.keys import SITE
from agent_ui.page import render
from agent_ui.trust_room import TrustRoom

NAME = "madoguchi-ca.crt"


async def page(request: web.Request) -> web.StreamResponse:
    """Show the fingerprint, the way to the certificate, and the steps for each kind of terminal."""
    room = _room(request)
    until = room.until.astimezone(request.app[SITE].desk.zone)
    return render(request, "trust.html", {"fingerprint": room.fingerprint, "until": until})


async def certificate(request: web.Request) -> web.StreamResponse:
    """Give the certificate itself (DER, RFC 5280)."""
    return web.Response(
        body=_room(request).der,
        content_type="application/x-x509-ca-cert",
        headers={"Content-Disposition": f'attachment; filename="{NAME}"'},
    )


def _room(request: web.Request) -> TrustRoom:
    room = request.app[SITE].trust
    if room is None:
        raise web.HTTPNotFound
    return room
