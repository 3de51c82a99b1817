"""What a person does with one case by a button: a step of its life, a file beside it."""

from __future__ import annotations

from aiohttp import web

from agent_ui import case_words
from agent_ui.case_list import is_supervisor, room_of
from agent_ui.case_page import find_case, shown_page
from agent_ui.keys import SITE
from agent_ui.page import see, text_of, who_of
from agent_ui.words import MY_NUMBER
from cases import attachments, by_hand, own_steps
from cases.errors import CaseRefused, IllegalMove
from cases.lifecycle import Happening
from cases.store import Actor
from japan.my_number import holds_my_number
from storage.audit import Action, trailed

LONGEST_REASON = 200


async def take(request: web.Request) -> web.StreamResponse:
    """Take a step by hand."""
    who, desk = who_of(request), request.app[SITE].desk
    word = await text_of(request, "step", longest=40)
    reason = await text_of(request, "reason", longest=LONGEST_REASON)
    shelf = room_of(request).shelf
    own = shelf.life.step(word)
    if own is None and word not in set(Happening):
        raise web.HTTPBadRequest
    asked = own.asks if own is not None else ()
    values = {each: await text_of(request, f"asked-{each}") for each in asked}
    if any(holds_my_number(each) for each in (reason, *values.values())):
        return await shown_page(request, error=MY_NUMBER, status=422)
    actor = Actor(who.login, desk.clock(), "page")
    try:
        async with trailed(desk.engine) as trail:
            case = await find_case(request, trail.session, who)
            supervises = is_supervisor(who)
            if own is not None:
                wanted = own_steps.Wanted(own, desk.zone, reason, values)
                await own_steps.take(
                    trail.session, shelf, [case.number], wanted, actor, is_supervisor=supervises
                )
            else:
                await by_hand.take(
                    trail.session,
                    [case.number],
                    Happening(word),
                    actor,
                    is_supervisor=supervises,
                    reason=reason,
                )
            await trail.note(actor.at, who.actor, Action.CASE_STEPPED, case.number, {"step": word})
    except CaseRefused as refused:
        return await shown_page(request, error=refused.why, status=409)
    except IllegalMove as refused:
        return await shown_page(request, error=str(refused), status=409)
    return see(f"/cases/{case.number}")


async def add_file(request: web.Request) -> web.StreamResponse:
    """Keep a file beside a case; nobody sees it before the scanner has called it clean."""
    room, who, desk = room_of(request), who_of(request), request.app[SITE].desk
    given = (await request.post()).get("file")
    if not isinstance(given, web.FileField):
        return await shown_page(request, error=case_words.NO_FILE, status=422)
    with given.file as file:
        content = file.read()
    actor = Actor(who.login, desk.clock(), "page")
    try:
        async with trailed(desk.engine) as trail:
            case = await find_case(request, trail.session, who)
            digest = await attachments.add(
                trail.session, room.shelf, case, given.filename, content, actor
            )
            told = {"sha256": digest}
            await trail.note(actor.at, who.actor, Action.CASE_FILE_ADDED, case.number, told)
    except CaseRefused as refused:
        return await shown_page(request, error=refused.why, status=422)
    return see(f"/cases/{case.number}")
