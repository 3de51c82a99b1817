"""The first page after signing in: an agent's own seat, a supervisor's floor."""

from __future__ import annotations

from aiohttp import web

from agent_ui.keys import SITE
from agent_ui.page import render, see, who_of
from desk.roles import TAKES_SEATS, Role

HOMES = {
    Role.AGENT: "agent.html",
    Role.SUPERVISOR: "supervisor.html",
    Role.MANAGER: "supervisor.html",
    Role.CLIENT: "client.html",
    Role.ADMIN: "admin.html",
}


async def home(request: web.Request) -> web.StreamResponse:
    """Show the home of the person's role; who works at a seat chooses one first."""
    site, who = request.app[SITE], who_of(request)
    if site.phones and who.seat and request.headers.get("Sec-Fetch-Dest") == "document":
        return see("/desk")  # the phone goes around the pages, so that it outlives them
    shown = {
        "snapshot": site.feed.snapshot(),
        "board": site.board(),
        "rules": site.desk.rules,
        "seats": {each["id"]: each for each in site.feed.floor.seats()},
        "free": [seat for seat in site.seats if seat not in site.sitters.by_seat],
        "takes_seat": who.role in TAKES_SEATS,
    }
    return render(request, HOMES[who.role], shown)


async def activity(_: web.Request) -> web.StreamResponse:
    """Note that somebody is there: asking is enough."""
    return web.Response(status=204)
