"""Fast entry of applications on paper: the campaign's form, children's blocks, the second entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from aiohttp import web

from agent_ui import case_words
from agent_ui.case_list import around, room_of
from agent_ui.case_typed import Entered, entered_in, form_of, line_of
from agent_ui.keys import SITE
from agent_ui.page import render, see, text_of, who_of
from agent_ui.words import MY_NUMBER
from cases.document import Document
from cases.free_text import my_number_in
from cases.paper import Sheet, differing, receive
from cases.rules import Form
from cases.schema import Channel
from cases.store import Actor
from storage.audit import Action, trailed

CHANNELS = (Channel.POST, Channel.CLIENT)


async def page(request: web.Request) -> web.StreamResponse:
    """Show an empty form."""
    at = _now(request)
    return _page(request, Sheet(Channel.POST, at, Document({}, [{}]), []))


async def enter(request: web.Request) -> web.StreamResponse:
    """Take what was typed: whole, or as it is once the person has seen what is missing."""
    room, who, desk = room_of(request), who_of(request), request.app[SITE].desk
    entered = await entered_in(request)
    typed = await _typed(request, entered)
    if my_number_in(room.shelf.schema, typed.document):
        return _page(request, typed, error=MY_NUMBER, status=422)
    if entered.adds:
        return _page(request, typed)
    wrong = [each.label for each in differing(room.shelf.schema, typed.document, entered.again)]
    if wrong:
        return _page(request, typed, differs=wrong, status=422)
    form = Form(room.shelf.schema, typed.channel, room.banks())
    found = form.check(typed.document, typed.received_at.astimezone(desk.zone).date())
    sheet = Sheet(typed.channel, typed.received_at, typed.document, found)
    if found and not await text_of(request, "accept", longest=1):
        return _page(request, sheet, status=422)
    actor = Actor(who.login, desk.clock(), "paper")
    async with trailed(desk.engine) as trail:
        case = await receive(trail.session, room.shelf, sheet, actor)
        told = {"channel": case.channel}
        await trail.note(actor.at, who.actor, Action.CASE_ENTERED, case.number, told)
    return see(f"/cases/{case.number}")


async def _typed(request: web.Request, entered: Entered) -> Sheet:
    """Read the rest of the form.

    Raises:
        HTTPBadRequest: it is not what our page sends.
    """
    channel = await text_of(request, "channel")
    if channel not in CHANNELS:
        raise web.HTTPBadRequest
    received = _received(request, await text_of(request, "received_at", longest=16))
    return Sheet(Channel(channel), received, Document(entered.own, entered.children), [])


def _received(request: web.Request, text: str) -> datetime:
    """Read when it arrived, in the campaign's zone.

    Raises:
        HTTPBadRequest: it is no instant, or one to come.
    """
    try:
        at = datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=request.app[SITE].desk.zone)
    except ValueError:
        raise web.HTTPBadRequest from None
    if at > request.app[SITE].desk.clock():
        raise web.HTTPBadRequest
    return at.astimezone(UTC)


def _now(request: web.Request) -> datetime:
    return request.app[SITE].desk.clock()


def _page(
    request: web.Request,
    sheet: Sheet,
    *,
    differs: Sequence[str] = (),
    error: str = "",
    status: int = 200,
) -> web.StreamResponse:
    room, zone = room_of(request), request.app[SITE].desk.zone
    shown = {
        **around(request),
        **form_of(room.shelf.schema, sheet.document),
        "channel": sheet.channel,
        "received_at": sheet.received_at.astimezone(zone).strftime("%Y-%m-%dT%H:%M"),
        "channels": [each.value for each in CHANNELS],
        "found": [line_of(room.catalogue, each) for each in sheet.findings],
        "differs": differs,
        "error": case_words.DIFFERS if differs else error,
    }
    return render(request, "case_paper.html", shown, status=status)
