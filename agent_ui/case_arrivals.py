"""The arrival register (到着簿): what came and is no application, and what became of it."""

from __future__ import annotations

from datetime import UTC, datetime

from aiohttp import web

from agent_ui.case_list import around, is_supervisor, room_of
from agent_ui.keys import SITE
from agent_ui.page import render, see, text_of, who_of
from agent_ui.sighted import sighted
from agent_ui.words import MY_NUMBER
from cases import arrivals
from cases.arrivals import ArrivalKind, Arrived, Settled
from cases.errors import NoSuchArrival, NoSuchCase
from cases.schema import Channel
from cases.store import Actor
from japan.my_number import holds_my_number
from storage.audit import Action, trailed
from storage.engine import transaction

PLACE = "/cases/arrivals"
LONGEST_NOTE = 200
CHANNELS = (Channel.POST, Channel.CLIENT)


async def page(request: web.Request) -> web.StreamResponse:
    """Show the register: open lines first."""
    return await _page(request)


async def write_down(request: web.Request) -> web.StreamResponse:
    """Write down what came."""
    room, who, desk = room_of(request), who_of(request), request.app[SITE].desk
    what = await _typed(request)
    if holds_my_number(what.note):
        return await _page(request, error=MY_NUMBER, status=422)
    actor = Actor(who.login, desk.clock(), "page")
    try:
        async with trailed(desk.engine) as trail:
            line = await arrivals.write_down(trail.session, room.shelf, what, actor)
            told = {"kind": what.kind.value}
            await trail.note(actor.at, who.actor, Action.ARRIVAL_WRITTEN, str(line), told)
    except NoSuchCase as missing:
        return await _page(request, error=str(missing), status=422)
    return see(PLACE)


async def settle(request: web.Request) -> web.StreamResponse:
    """Say what became of a line."""
    who, desk = who_of(request), request.app[SITE].desk
    line, how = request.match_info["line"], await text_of(request, "how", longest=20)
    number = (await text_of(request, "number", longest=40)).strip()
    if not (line.isascii() and line.isdigit() and len(line) < 10):
        raise web.HTTPNotFound
    if how not in set(Settled):
        raise web.HTTPBadRequest
    actor = Actor(who.login, desk.clock(), "page")
    try:
        async with trailed(desk.engine) as trail:
            await arrivals.settle(trail.session, int(line), Settled(how), actor, number=number)
            await trail.note(actor.at, who.actor, Action.ARRIVAL_SETTLED, line, {"how": how})
    except (NoSuchArrival, NoSuchCase) as missing:
        return await _page(request, error=str(missing), status=409)
    return see(PLACE)


async def _typed(request: web.Request) -> Arrived:
    """Read the form.

    Raises:
        HTTPBadRequest: it is not what our page sends.
    """
    desk = request.app[SITE].desk
    kind, channel = await text_of(request, "kind"), await text_of(request, "channel")
    pieces = await text_of(request, "pieces", longest=3)
    if kind not in set(ArrivalKind) or channel not in CHANNELS:
        raise web.HTTPBadRequest
    if not (pieces.isascii() and pieces.isdigit() and int(pieces) > 0):
        raise web.HTTPBadRequest
    try:
        text = await text_of(request, "arrived_at", longest=16)
        at = datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=desk.zone)
    except ValueError:
        raise web.HTTPBadRequest from None
    if at > desk.clock():
        raise web.HTTPBadRequest
    note = (await text_of(request, "note", longest=LONGEST_NOTE)).strip()
    number = (await text_of(request, "number", longest=40)).strip()
    return Arrived(
        ArrivalKind(kind), Channel(channel), at.astimezone(UTC), int(pieces), note, number
    )


async def _page(request: web.Request, *, error: str = "", status: int = 200) -> web.StreamResponse:
    room, who, desk = room_of(request), who_of(request), request.app[SITE].desk
    async with transaction(desk.engine) as session:
        lines = await arrivals.register(session, room.shelf, is_supervisor=is_supervisor(who))
    seen: dict[str, list[int | str]] = {
        "arrivals": [each.row.id or 0 for each in lines],
        "cases": [each.number for each in lines if each.number],
    }
    await sighted(request, Action.CASES_LISTED, seen)
    shown = {
        **around(request),
        "waiting": [each for each in lines if each.row.settled_at is None],
        "settled": [each for each in lines if each.row.settled_at is not None],
        "kinds": arrivals.KINDS,
        "ways": arrivals.ENDS,
        "channels": [each.value for each in CHANNELS],
        "now_local": desk.clock().astimezone(desk.zone).strftime("%Y-%m-%dT%H:%M"),
        "longest": LONGEST_NOTE,
        "error": error,
    }
    return render(request, "case_arrivals.html", shown, status=status)
