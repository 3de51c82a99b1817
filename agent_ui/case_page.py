"""One application: its fields (masked until asked), its deficiencies, its line of time."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web
from sqlmodel.ext.asyncio.session import AsyncSession

from agent_ui import case_words, unmasking
from agent_ui.case_list import around, is_supervisor, room_of
from agent_ui.keys import SITE
from agent_ui.page import render, see, text_of, who_of
from agent_ui.refusal import refuse
from agent_ui.words import MY_NUMBER
from cases import attachments, deficiencies, own_steps, protection
from cases.by_hand import HANDS, choices
from cases.correcting import may_correct
from cases.deficiencies import FoundBy, How, Typed
from cases.errors import IllegalMove, NoSuchCase
from cases.shown import fields_of, may_read, note_shown, note_sight
from cases.store import Actor, case_numbered, lock
from cases.timeline import Moment, timeline
from desk.sessions import Who
from japan.my_number import holds_my_number
from storage.audit import Action, trailed
from storage.case_tables import Case
from storage.engine import transaction

LONGEST_NOTE = 500
MOST_CHILDREN = 99


async def page(request: web.Request) -> web.StreamResponse:
    """Show a case, masked; that it was seen is kept."""
    return await shown_page(request)


async def unmask(request: web.Request) -> web.StreamResponse:
    """Show a case with what was written, once; that is kept with its ground, too.

    In a talk the ground is the check of this very call; outside of one it is chosen.
    """
    async with transaction(request.app[SITE].desk.engine) as session:
        case = await find_case(request, session, who_of(request))
    ground = await unmasking.ground_of(request, case.seq)
    match ground:
        case unmasking.Unchecked():
            return await shown_page(request, error=case_words.UNCHECKED, status=409)
        case unmasking.NotChosen():
            return await shown_page(request, error=case_words.NO_GROUND, status=422)
        case _:
            return await shown_page(request, ground=ground)


async def open_deficiency(request: web.Request) -> web.StreamResponse:
    """Open what a person found."""
    room, who, desk = room_of(request), who_of(request), request.app[SITE].desk
    code = await text_of(request, "code", longest=40)
    field = await text_of(request, "field", longest=40)
    child = await text_of(request, "child", longest=2)
    note = (await text_of(request, "note", longest=LONGEST_NOTE)).strip()
    if child and not (child.isascii() and child.isdigit()):
        raise web.HTTPBadRequest
    if field and room.shelf.schema.field(field) is None:
        raise web.HTTPBadRequest
    if holds_my_number(note):
        return await shown_page(request, error=MY_NUMBER, status=422)
    if code not in room.catalogue:
        return await shown_page(request, error=case_words.NO_SUCH_CODE, status=422)
    typed = Typed(code, field, int(child or "0"), note)
    actor = _actor(request, who)
    try:
        async with trailed(desk.engine) as trail:
            await lock(trail.session)
            case = await find_case(request, trail.session, who)
            await deficiencies.find(
                trail.session, room.shelf, case, typed, actor, found_by=FoundBy.CONTRACTOR
            )
            told = {"code": code}
            await trail.note(actor.at, who.actor, Action.CASE_DEFICIENCY_FOUND, case.number, told)
    except IllegalMove as refused:
        return await shown_page(request, error=str(refused), status=409)
    return see(f"/cases/{case.number}")


async def close_deficiency(request: web.Request) -> web.StreamResponse:
    """Close the open deficiencies of a code; only supervisors let one pass."""
    who, desk = who_of(request), request.app[SITE].desk
    code, how = await text_of(request, "code", longest=40), await text_of(request, "how")
    if how not in set(How):
        raise web.HTTPBadRequest
    if how == How.WAIVED and not is_supervisor(who):
        await refuse(desk, who, "/cases/{number}/closed")
    actor = _actor(request, who)
    async with trailed(desk.engine) as trail:
        await lock(trail.session)
        case = await find_case(request, trail.session, who)
        count = await deficiencies.end(trail.session, case, code, How(how), actor)
        if count:
            told = {"code": code, "how": how}
            await trail.note(actor.at, who.actor, Action.CASE_DEFICIENCY_CLOSED, case.number, told)
    if not count:
        return await shown_page(request, error=case_words.NOT_OPEN, status=409)
    return see(f"/cases/{case.number}")


async def find_case(request: web.Request, session: AsyncSession, who: Who) -> Case:
    """Find the case that the address names.

    Raises:
        HTTPNotFound: there is none.
        HTTPForbidden: it is a protected person's, and not for this role.
    """
    try:
        case = await case_numbered(session, request.match_info["number"])
    except NoSuchCase:
        raise web.HTTPNotFound from None
    if request.method == "POST" and not may_read(case, is_supervisor=is_supervisor(who)):
        raise web.HTTPForbidden
    return case


async def shown_page(
    request: web.Request,
    *,
    ground: Mapping[str, str] | None = None,
    error: str = "",
    status: int = 200,
) -> web.StreamResponse:
    """Show the case that the address names, with a `ground` unmasked."""
    unmasked = ground is not None
    room, who, desk = room_of(request), who_of(request), request.app[SITE].desk
    actor, supervises = _actor(request, who), is_supervisor(who)
    async with trailed(desk.engine) as trail:
        session = trail.session
        case = await find_case(request, session, who)
        may = may_read(case, is_supervisor=supervises)
        found = await deficiencies.of_case(session, case) if may else []
        shown = {
            **around(request),
            "case": case,
            "may": may,
            "unmasked": unmasked,
            "corrects": may_correct(case, is_supervisor=supervises),
            "grounds": unmasking.choices(request),
            "fields": fields_of(room.shelf, case, unmasked=unmasked) if may else [],
            "why": (
                await protection.reasons(session, room.shelf, case)
                if case.is_protected and supervises
                else []
            ),
            "deficiencies": [
                (each, note_shown(room.shelf, each, unmasked=unmasked)) for each in found
            ],
            "moments": await _moments(request, session, case) if may else [],
            "supervises": supervises,
            "places": [(each.id, each.label) for each in room.shelf.schema.fields],
            "longest": LONGEST_NOTE,
            "steps": choices(case.status, is_supervisor=supervises) if may else [],
            "own_steps": (
                own_steps.choices(room.shelf, case, is_supervisor=supervises) if may else []
            ),
            "fields_by_id": {each.id: each for each in room.shelf.schema.fields},
            "reasoned": [each for each, hand in HANDS.items() if hand.needs_reason],
            "files": await attachments.of_case(session, room.shelf, case) if may else [],
            "error": error,
        }
        note_sight(session, case, actor, how="unmasked" if unmasked else "page")
        action = Action.CASE_UNMASKED if unmasked else Action.CASE_SEEN
        await trail.note(actor.at, who.actor, action, case.number, ground)
    return render(request, "case.html", shown, status=status)


async def _moments(request: web.Request, session: AsyncSession, case: Case) -> list[Moment]:
    room, who, desk = room_of(request), who_of(request), request.app[SITE].desk
    return await timeline(
        session,
        room.catalogue,
        case,
        zone=desk.zone,
        with_sights=is_supervisor(who),
        categories={path[-1].id: path[-1].name for path in desk.rules.paths()},
    )


def _actor(request: web.Request, who: Who) -> Actor:
    return Actor(who.login, request.app[SITE].desk.clock(), "page")
