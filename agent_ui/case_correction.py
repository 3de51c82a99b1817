"""Corrections of an application on paper, by the same rules as its receipt."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from agent_ui import case_words, unmasking
from agent_ui.case_list import around, is_supervisor, room_of
from agent_ui.case_page import find_case, shown_page
from agent_ui.case_typed import entered_in, form_of, line_of
from agent_ui.keys import SITE
from agent_ui.page import render, see, text_of, who_of
from agent_ui.words import MY_NUMBER
from cases.correcting import Correction, completed, correct, differing, may_correct
from cases.errors import CaseRefused
from cases.free_text import my_number_in
from cases.rules import Form
from cases.schema import Channel
from cases.shown import note_sight
from cases.store import Actor
from storage.audit import Action, trailed
from storage.case_tables import Case
from storage.engine import transaction


async def page(request: web.Request) -> web.StreamResponse:
    """Show what is written, to be corrected; it needs the ground that unmasking needs."""
    room, who, desk = room_of(request), who_of(request), request.app[SITE].desk
    case = await _case(request)
    if not may_correct(case, is_supervisor=is_supervisor(who)):
        return await shown_page(request, error=case_words.NOT_CORRECTED, status=409)
    ground = await unmasking.ground_of(request, case.seq)
    match ground:
        case unmasking.Unchecked():
            return await shown_page(request, error=case_words.UNCHECKED, status=409)
        case unmasking.NotChosen():
            return await shown_page(request, error=case_words.NO_GROUND, status=422)
        case _:
            pass
    actor = _actor(request)
    async with trailed(desk.engine) as trail:
        note_sight(trail.session, case, actor, how="unmasked")
        await trail.note(actor.at, who.actor, Action.CASE_UNMASKED, case.number, ground)
    return _page(request, case, Correction(room.shelf.read(case), [], case.revision))


async def enter(request: web.Request) -> web.StreamResponse:
    """Take a correction: whole, or as it is once the person has seen what is still missing."""
    room, who, zone = room_of(request), who_of(request), request.app[SITE].desk.zone
    schema, entered = room.shelf.schema, await entered_in(request)
    revision = await text_of(request, "revision", longest=9)
    if not (revision.isascii() and revision.isdigit()):
        raise web.HTTPBadRequest
    case = await _case(request)
    if not may_correct(case, is_supervisor=is_supervisor(who)):
        return await shown_page(request, error=case_words.NOT_CORRECTED, status=409)
    before = room.shelf.read(case)
    after = completed(before, entered.own, entered.children)
    if my_number_in(schema, after):
        correction = Correction(after, [], int(revision))
        return _page(request, case, correction, error=MY_NUMBER, status=422)
    if entered.adds:
        return _page(request, case, Correction(after, [], int(revision)))
    wrong = [each.label for each in differing(schema, before, after, entered.again)]
    if wrong:
        correction = Correction(after, [], int(revision))
        return _page(request, case, correction, differs=wrong, status=422)
    form = Form(schema, Channel(case.channel), room.banks())
    found = form.check(after, case.received_at.astimezone(zone).date())
    correction = Correction(after, found, int(revision))
    if found and not await text_of(request, "accept", longest=1):
        return _page(request, case, correction, status=422)
    return await _keep(request, correction)


async def _keep(request: web.Request, correction: Correction) -> web.StreamResponse:
    room, who, desk = room_of(request), who_of(request), request.app[SITE].desk
    actor, may = _actor(request), is_supervisor(who)
    try:
        async with trailed(desk.engine) as trail:
            case = await find_case(request, trail.session, who)
            changed = await correct(
                trail.session, room.shelf, case, correction, actor, is_supervisor=may
            )
            if changed:
                told = {"fields": changed, "revision": case.revision}
                await trail.note(actor.at, who.actor, Action.CASE_CORRECTED, case.number, told)
    except CaseRefused as refused:
        return await shown_page(request, error=refused.why, status=409)
    return see(f"/cases/{case.number}")


async def _case(request: web.Request) -> Case:
    async with transaction(request.app[SITE].desk.engine) as session:
        return await find_case(request, session, who_of(request))


def _page(
    request: web.Request,
    case: Case,
    correction: Correction,
    *,
    differs: Sequence[str] = (),
    error: str = "",
    status: int = 200,
) -> web.StreamResponse:
    room = room_of(request)
    shown = {
        **around(request),
        **form_of(room.shelf.schema, correction.document),
        "case": case,
        "revision": correction.revision,
        "found": [line_of(room.catalogue, each) for each in correction.findings],
        "differs": differs,
        "error": case_words.DIFFERS if differs else error,
    }
    return render(request, "case_correction.html", shown, status=status)


def _actor(request: web.Request) -> Actor:
    return Actor(who_of(request).login, request.app[SITE].desk.clock(), "correction")
