"""The boards of applications: what is missing and must go back, and what stands too long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from aiohttp import web

from agent_ui.case_list import around, is_supervisor, room_of
from agent_ui.keys import SITE
from agent_ui.page import render, see, who_of
from agent_ui.sighted import sighted, sighted_anew
from cases import handing_over, send_backs, stagnation
from cases.errors import CaseRefused, IllegalMove, NoSuchCase
from cases.lifecycle import OPEN_DEFICIENCY, Status
from cases.schema import CHANNELS
from cases.shown import may_read
from cases.store import Actor, case_numbered
from storage.audit import Action, trailed
from storage.engine import transaction

MOST_DRAFTS = 50
"""So many texts stand on the board at once, the oldest first: nobody pastes more at a time."""


async def deficiencies(request: web.Request) -> web.StreamResponse:
    """Show what is to be sent back, what nobody answered, and the two-week clocks."""
    return await _deficiencies(request)


async def sent_back(request: web.Request) -> web.StreamResponse:
    """Mark a case whose text was pasted into the online form's console."""
    room, who, desk = room_of(request), who_of(request), request.app[SITE].desk
    actor = Actor(who.login, desk.clock(), "page")
    try:
        async with trailed(desk.engine) as trail:
            case = await case_numbered(trail.session, request.match_info["number"])
            if not may_read(case, is_supervisor=is_supervisor(who)):
                raise web.HTTPForbidden
            await send_backs.done(trail.session, room.shelf, room.catalogue, case.number, actor)
            await trail.note(actor.at, who.actor, Action.CASE_SENT_BACK, case.number)
    except NoSuchCase:
        raise web.HTTPNotFound from None
    except (CaseRefused, IllegalMove) as refused:
        return await _deficiencies(request, error=str(refused), status=409)
    return see("/cases/boards/deficiencies")


async def loop_part(request: web.Request) -> web.StreamResponse:
    """Give the counts of the board of deficiencies: a page that is open asks for them again."""
    may = is_supervisor(who_of(request))
    async with transaction(request.app[SITE].desk.engine) as session:
        counts = await stagnation.counts(session, shows_protected=may)
    return render(request, "case_loop_part.html", {**around(request), "loop": _loop(counts)})


async def stagnant(request: web.Request) -> web.StreamResponse:
    """Show where the cases stand, and which of them stand too long."""
    return render(request, "case_stagnant.html", await _stagnant(request))


async def stagnant_part(request: web.Request) -> web.StreamResponse:
    """Give that board's content: a page that is open asks for it again."""
    return render(request, "case_stagnant_part.html", await _stagnant(request))


async def _stagnant(request: web.Request) -> dict[str, object]:
    room, desk = room_of(request), request.app[SITE].desk
    today = desk.today
    async with transaction(desk.engine) as session:
        counts = await stagnation.counts(session)
        found = await stagnation.stagnant(
            session, room.plan.stagnation_days, today=today, zone=desk.zone
        )
    await sighted_anew(request, Action.CASES_LISTED, {"cases": [each.number for each in found]})
    stages = dict.fromkeys([*room.shelf.life.reached(), *(stage for stage, _ in counts)])
    sums = {stage: [counts.get((stage, channel), 0) for channel in CHANNELS] for stage in stages}
    return {
        **around(request),
        "sums": {status: each for status, each in sums.items() if any(each)},
        "total": sum(counts.values()),
        "stagnant": found,
        "over": Counter(each.status for each in found),
    }


def _loop(counts: Mapping[tuple[str, str], int]) -> dict[Status, int]:
    loop = Counter[str]()
    for (status, _), count in counts.items():
        loop[status] += count
    return {key: loop[key] for key in Status if key in OPEN_DEFICIENCY and loop[key]}


async def _deficiencies(
    request: web.Request, *, error: str = "", status: int = 200
) -> web.StreamResponse:
    room, desk, who = room_of(request), request.app[SITE].desk, who_of(request)
    today, may = desk.today, is_supervisor(who)
    async with transaction(desk.engine) as session:
        drafts = await send_backs.waiting(
            session, room.catalogue, most=MOST_DRAFTS, shows_protected=may
        )
        to_send = await send_backs.count(session, shows_protected=may)
        open_ = await send_backs.unanswered(
            session,
            today=today,
            zone=desk.zone,
            alert_days=room.plan.send_back_alert_days,
            shows_protected=may,
        )
        clocks = await handing_over.clocks(
            session, today=today, days=room.plan.handover_days, shows_protected=may
        )
        counts = await stagnation.counts(session, shows_protected=may)
    numbers = dict.fromkeys(each.number for part in (drafts, open_, clocks) for each in part)
    await sighted(request, Action.CASES_LISTED, {"cases": numbers})
    shown = {
        **around(request),
        "drafts": drafts,
        "to_send": to_send,
        "open": open_,
        "clocks": clocks,
        "loop": _loop(counts),
        "error": error,
    }
    return render(request, "case_deficiencies.html", shown, status=status)
