"""A call in our name that is not ours (不審電話): that the client was told of it."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

from agent_ui import contact_words as said
from agent_ui.contact_board import PLACE, shown
from agent_ui.contact_page import actor_of, contacts_of
from agent_ui.keys import SITE
from agent_ui.page import see, text_of, who_of
from cases import contact_inquiry
from cases.contact_inquiry import NotTold, ToldClient
from desk.ticket import LONGEST_PERSON, Means
from japan.my_number import holds_my_number
from storage.audit import Action, trailed


async def told(request: web.Request) -> web.StreamResponse:
    """Keep when, whom and by what means somebody told the client of a false call."""
    contacts_of(request)
    desk, who, actor = request.app[SITE].desk, who_of(request), actor_of(request)
    number = request.match_info["file"]
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise web.HTTPNotFound
    try:
        at = datetime.fromisoformat(await text_of(request, "at", longest=25))
        means = Means(await text_of(request, "means", longest=20))
    except ValueError:
        raise web.HTTPBadRequest from None
    person = (await text_of(request, "person", longest=2 * LONGEST_PERSON)).strip()
    if not 0 < len(person) <= LONGEST_PERSON or holds_my_number(person):
        return await shown(request, error=said.NO_PERSON, status=422)
    client = ToldClient(at=at.replace(tzinfo=desk.zone), person=person, means=means.value)
    async with trailed(desk.engine) as trail:
        why = await contact_inquiry.tell_client(trail.session, int(number), client, actor)
        if why is None:
            facts = {"means": means.value}
            await trail.note(actor.at, who.actor, Action.SUSPICIOUS_CALL_TOLD, number, facts)
    if why is not None:
        status = 422 if why is NotTold.WHEN else 409
        return await shown(request, error=said.NOT_TOLD[why], status=status)
    return see(PLACE)
