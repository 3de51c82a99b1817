"""Screening on a page: the next case leased, its form beside its files, criteria, a second look."""

from __future__ import annotations

from aiohttp import web

from agent_ui import case_words
from agent_ui.case_list import around, is_supervisor, room_of
from agent_ui.case_page import find_case
from agent_ui.keys import SITE
from agent_ui.page import render, see, text_of, who_of
from agent_ui.sighted import sighted
from agent_ui.words import MY_NUMBER
from cases import attachments, screening, stagnation, workload
from cases.errors import CaseRefused, IllegalMove
from cases.screening import Judgement, Result
from cases.shown import fields_of, may_read, note_sight
from cases.store import Actor
from desk.desk import Desk
from japan.my_number import holds_my_number
from storage.audit import Action, trailed
from storage.engine import transaction

BOARD = "/cases/boards/screening"
LONGEST_REASON = 200


async def board(request: web.Request) -> web.StreamResponse:
    """Show what waits: the backlog in hours, and the results for a second person."""
    return await _board(request)


async def take_next(request: web.Request) -> web.StreamResponse:
    """Lease the next case to the person."""
    async with transaction(request.app[SITE].desk.engine) as session:
        case = await screening.next_case(session, _actor(request))
    if case is None:
        return await _board(request, error=case_words.NOTHING_TO_SCREEN, status=409)
    return see(f"/cases/{case.number}/screening")


async def page(request: web.Request) -> web.StreamResponse:
    """Show a case that the person screens; its lease begins anew."""
    return await _page(request)


async def decide(request: web.Request) -> web.StreamResponse:
    """Take the result of the person's own screening."""
    room, who, desk = room_of(request), who_of(request), request.app[SITE].desk
    word = await text_of(request, "result")
    if word not in set(Result):
        raise web.HTTPBadRequest
    reason = await text_of(request, "reason", longest=LONGEST_REASON)
    if holds_my_number(reason):
        return await _page(request, error=MY_NUMBER, status=422)
    criteria = room.plan.criteria
    ticked = tuple(
        [each for n, each in enumerate(criteria, 1) if await text_of(request, f"check-{n}")]
    )
    if word == Result.SUITABLE and len(ticked) < len(criteria):
        return await _page(request, error=case_words.UNTICKED, status=422)
    judgement, actor = Judgement(Result(word), reason, ticked), _actor(request)
    try:
        async with trailed(desk.engine) as trail:
            case = await find_case(request, trail.session, who)
            needs_second = room.plan.second_confirmation
            await screening.decide(
                trail.session, case.number, judgement, actor, needs_second=needs_second
            )
            told = {"result": word}
            await trail.note(actor.at, who.actor, Action.CASE_SCREENED, case.number, told)
    except CaseRefused as refused:
        return await _page(request, error=refused.why, status=409)
    return see(BOARD)


async def confirm(request: web.Request) -> web.StreamResponse:
    """Agree with another person's result, or have the case screened again."""
    who, desk, actor = who_of(request), request.app[SITE].desk, _actor(request)
    agrees = bool(await text_of(request, "agree"))
    try:
        async with trailed(desk.engine) as trail:
            case = await find_case(request, trail.session, who)
            await screening.confirm(trail.session, case.number, actor, agrees=agrees)
            told = {"agrees": agrees}
            await trail.note(actor.at, who.actor, Action.CASE_CONFIRMED, case.number, told)
    except CaseRefused as refused:
        return await _board(request, error=refused.why, status=409)
    return see(BOARD)


async def file(request: web.Request) -> web.StreamResponse:
    """Give a file that the scanner called clean; that it was seen is kept."""
    room, who, desk = room_of(request), who_of(request), request.app[SITE].desk
    number = request.match_info["file"]
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise web.HTTPNotFound
    async with trailed(desk.engine) as trail:
        case = await find_case(request, trail.session, who)
        if not may_read(case, is_supervisor=is_supervisor(who)):
            raise web.HTTPForbidden
        found = await attachments.content_of(trail.session, room.shelf, case, int(number))
        if found is None:
            raise web.HTTPNotFound
        told = {"file": int(number)}
        await trail.note(desk.clock(), who.actor, Action.CASE_FILE_SEEN, case.number, told)
    kind, content = found
    return web.Response(body=content, content_type=kind, headers={"Content-Disposition": "inline"})


async def _page(request: web.Request, *, error: str = "", status: int = 200) -> web.StreamResponse:
    room, who, desk, actor = room_of(request), who_of(request), _desk(request), _actor(request)
    try:
        async with trailed(desk.engine) as trail:
            session = trail.session
            case = await find_case(request, session, who)
            if not may_read(case, is_supervisor=is_supervisor(who)):
                raise web.HTTPForbidden
            await screening.begin(session, case.number, actor)
            shown = {
                **around(request),
                "case": case,
                "fields": fields_of(room.shelf, case, unmasked=True),
                "files": await attachments.of_case(session, room.shelf, case),
                "criteria": room.plan.criteria,
                "longest": LONGEST_REASON,
                "error": error,
            }
            note_sight(session, case, actor, how="screening")
            await trail.note(actor.at, who.actor, Action.CASE_UNMASKED, case.number)
    except (CaseRefused, IllegalMove) as refused:
        return await _board(request, error=str(refused), status=409)
    return render(request, "case_screening.html", shown, status=status)


async def _board(request: web.Request, *, error: str = "", status: int = 200) -> web.StreamResponse:
    room, desk, who = room_of(request), _desk(request), who_of(request)
    async with transaction(desk.engine) as session:
        counts = await stagnation.counts(session, shows_protected=is_supervisor(who))
        waiting = await screening.to_confirm(session)
        minutes = await workload.actual_minutes(session)
    waiting = [
        (case, row) for case, row in waiting if may_read(case, is_supervisor=is_supervisor(who))
    ]
    await sighted(request, Action.CASES_LISTED, {"cases": [case.number for case, _ in waiting]})
    shown = {
        **around(request),
        "loads": workload.backlog(counts, room.plan.minutes, to_confirm=len(waiting)),
        "minutes": minutes,
        "measured": workload.MEASURED,
        "waiting": [(case, row, screening.ticked(row)) for case, row in waiting],
        "criteria": len(room.plan.criteria),
        "error": error,
    }
    return render(request, "case_screening_board.html", shown, status=status)


def _desk(request: web.Request) -> Desk:
    return request.app[SITE].desk


def _actor(request: web.Request) -> Actor:
    return Actor(who_of(request).login, _desk(request).clock(), "page")
