"""Supervisors mend results and bars of calling, and make the client's list of the unreached."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from agent_ui import contact_board
from agent_ui.case_list import room_of
from agent_ui.contact_page import actor_of, contacts_of
from agent_ui.keys import SITE
from agent_ui.page import see, text_of, who_of
from cases import contact_mending, contact_unrecorded, runs, unreached_list
from cases.contact_mending import Why
from cases.contact_result import Result
from cases.errors import CaseRefused, NoSuchRun, RunRefused
from cases.runs import RunKind
from desk.desk import Desk
from storage.audit import Action, Fact, trailed


async def lift(request: web.Request) -> web.StreamResponse:
    """Let a barred number be called again."""
    contacts_of(request)
    who, actor, number = who_of(request), actor_of(request), request.match_info["file"]
    why = await text_of(request, "why", longest=20)
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise web.HTTPNotFound
    if why not in set(Why):
        raise web.HTTPBadRequest
    try:
        async with trailed(request.app[SITE].desk.engine) as trail:
            attempt, kind = await contact_mending.lift(trail.session, int(number), Why(why), actor)
            told = {"bar": kind.value, "why": why}
            await trail.note(actor.at, who.actor, Action.CONTACT_BAR_LIFTED, attempt, told)
    except CaseRefused as refused:
        return await contact_board.shown(request, error=refused.why, status=409)
    return see(contact_board.PLACE)


async def correct(request: web.Request) -> web.StreamResponse:
    """Put another result in the place of a wrong one."""
    room, who, actor = contacts_of(request), who_of(request), actor_of(request)
    attempt = await text_of(request, "attempt", longest=80)
    result = await text_of(request, "result", longest=20)
    why = await text_of(request, "why", longest=20)
    if result not in set(Result) or why not in set(Why):
        raise web.HTTPBadRequest
    try:
        async with trailed(request.app[SITE].desk.engine) as trail:
            await contact_mending.correct(
                trail.session, room.contacts, attempt, Result(result), Why(why), actor
            )
            told = {"to": result, "why": why}
            await trail.note(actor.at, who.actor, Action.CONTACT_CORRECTED, attempt, told)
    except CaseRefused as refused:
        return await contact_board.shown(request, error=refused.why, status=409)
    return see(contact_board.PLACE)


async def record(request: web.Request) -> web.StreamResponse:
    """Record what came of an answered attempt in the place of an agent who did not."""
    room, who, actor = contacts_of(request), who_of(request), actor_of(request)
    attempt = await text_of(request, "attempt", longest=80)
    result = await text_of(request, "result", longest=20)
    if result not in set(Result):
        raise web.HTTPBadRequest
    try:
        async with trailed(request.app[SITE].desk.engine) as trail:
            await contact_unrecorded.record(
                trail.session, room.contacts, attempt, Result(result), actor
            )
            told = {"result": result}
            await trail.note(actor.at, who.actor, Action.CONTACT_RECORDED, attempt, told)
    except CaseRefused as refused:
        return await contact_board.shown(request, error=refused.why, status=409)
    return see(contact_board.PLACE)


async def make_list(request: web.Request) -> web.StreamResponse:
    """Make the client's list of whom nobody reached, as it stands."""
    contacts_of(request)
    room, who, actor, desk = room_of(request), who_of(request), actor_of(request), _desk(request)
    try:
        async with trailed(desk.engine) as trail:
            made = await unreached_list.make(trail.session, room.shelf, actor, zone=desk.zone)
            told: dict[str, Fact] = {"count": made.cases, "sha256": made.sha256}
            await trail.note(actor.at, who.actor, Action.UNREACHED_LISTED, made.run, told)
    except RunRefused as refused:
        return await contact_board.shown(request, error=refused.reasons[0], status=409)
    return see(contact_board.PLACE)


async def export_list(request: web.Request) -> web.StreamResponse:
    """Give a list out as it was made, byte for byte; nothing where files leave sealed."""
    contacts_of(request)
    room, who, actor, run = room_of(request), who_of(request), actor_of(request), _run(request)
    if room.plan.sealed:
        raise web.HTTPForbidden
    try:
        async with trailed(_desk(request).engine) as trail:
            found = await runs.files_of(trail.session, room.shelf, RunKind.UNREACHED, run)
            await trail.note(actor.at, who.actor, Action.UNREACHED_EXPORTED, run)
    except NoSuchRun:
        raise web.HTTPNotFound from None
    name = quote(f"{run}_{unreached_list.LIST}")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    content = found[unreached_list.LIST]
    return web.Response(body=content, content_type="text/csv", charset="utf-8", headers=headers)


def _run(request: web.Request) -> str:
    return request.match_info["file"]


def _desk(request: web.Request) -> Desk:
    return request.app[SITE].desk
