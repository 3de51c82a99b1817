"""The first page after signing in: an agent's own seat, a supervisor's floor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from agent_ui.floor_room import Sees
from agent_ui.keys import SITE
from agent_ui.page import render, see, who_of
from agent_ui.shown import Site
from desk import client_records
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
    if who.role is Role.CLIENT:
        await client_records.looked(site.desk, who, "home")
        shown["day"] = _day(site)
    return render(request, HOMES[who.role], shown)


def _day(site: Site) -> Mapping[str, Any]:
    """Give today's figures for the client: counts, target, half-hours; nobody's number."""
    picture = site.floor.feeds[Sees.NOBODY].picture() if site.floor is not None else {}
    slots = sorted(
        (name.removeprefix("slot/"), counts)
        for name, counts in picture.items()
        if name.startswith("slot/")
    )
    return {"today": picture.get("today"), "slots": slots}


async def activity(_: web.Request) -> web.StreamResponse:
    """Note that somebody is there: asking is enough."""
    return web.Response(status=204)
