"""「そちらから電話がありましたか」 on a page, and the report of a call that was not ours."""

from __future__ import annotations

from aiohttp import web

from agent_ui import contact_words as said
from agent_ui.case_list import room_of
from agent_ui.contact_page import actor_of, contacts_of, shown
from agent_ui.keys import SITE
from agent_ui.page import text_of, who_of
from agent_ui.words import MY_NUMBER
from cases import contact_inquiry
from japan.my_number import holds_my_number
from japan.phone import E164, Unreadable, to_e164
from storage.audit import Action, trailed

LONGEST_NUMBER = 40


async def asked(request: web.Request) -> web.StreamResponse:
    """Say whether we called a number; the number stands in no address and no log."""
    contacts_of(request)
    room, who, desk = room_of(request), who_of(request), request.app[SITE].desk
    text = await text_of(request, "number", longest=LONGEST_NUMBER)
    number = _number(text)
    if number is None:
        return await shown(request, error=said.NO_NUMBER, status=422, asked_number=text)
    async with trailed(desk.engine) as trail:
        person = contacts_of(request).known(number)
        found = await contact_inquiry.calls_to(trail.session, room.shelf, number, person=person)
        told = {"found": len(found)}
        await trail.note(desk.clock(), who.actor, Action.CALL_ASKED_ABOUT, "", told)
    return await shown(request, answer=found, asked_number=text)


async def report(request: web.Request) -> web.StreamResponse:
    """Tell the supervisors at once of a call in our name (不審電話)."""
    contacts_of(request)
    room, who, actor = room_of(request), who_of(request), actor_of(request)
    number = _number(await text_of(request, "number", longest=LONGEST_NUMBER))
    told = (await text_of(request, "told", longest=contact_inquiry.LONGEST)).strip()
    if number is None or not told:
        return await shown(request, error=said.NO_NUMBER, status=422)
    if holds_my_number(told):
        return await shown(request, error=MY_NUMBER, status=422)
    async with trailed(request.app[SITE].desk.engine) as trail:
        person = contacts_of(request).known(number)
        is_ours = await contact_inquiry.report(
            trail.session, room.shelf, number, told, actor, person=person
        )
        facts = {"is_ours": is_ours}
        await trail.note(actor.at, who.actor, Action.SUSPICIOUS_CALL_REPORTED, "", facts)
    return await shown(request, done=said.REPORTED)


def _number(text: str) -> E164 | None:
    read = to_e164(text)
    return None if isinstance(read, Unreadable) else read
