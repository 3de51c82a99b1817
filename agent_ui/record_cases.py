"""Which applications a record is about: chosen among who may be calling, or searched."""

from __future__ import annotations

from aiohttp import web

from agent_ui import caller_words
from agent_ui.calling import called
from agent_ui.case_list import is_supervisor
from agent_ui.keys import SITE
from agent_ui.page import render, see, text_of, who_of
from agent_ui.record import own
from agent_ui.sighted import sighted_anew
from cases import search
from cases.calling import Asking, Candidate
from cases.errors import NoSuchCase
from cases.listing import Row, rows_of
from cases.store import Actor, case_numbered
from desk import record_cases
from desk.records import Record
from storage.audit import Action, trailed
from storage.case_tables import Case
from storage.engine import transaction

LONGEST = 100
MOST_FOUND = 8


async def part(request: web.Request) -> web.StreamResponse:
    """Show what a record is about, and what it could be."""
    return await _shown(request, await own(request))


async def find(request: web.Request) -> web.StreamResponse:
    """Find applications by what the caller says; the words stand in no address and no trail."""
    record, site, who = await own(request), request.app[SITE], who_of(request)
    text = (await text_of(request, "text", longest=LONGEST)).strip()
    if site.cases is None or not text:
        return await _shown(request, record)
    async with trailed(site.desk.engine) as trail:
        at, shelf = site.desk.clock(), site.cases.shelf
        actor = Actor(who.login, at, "page")
        hits = await search.find(
            trail.session,
            shelf,
            text,
            actor=actor,
            most=MOST_FOUND,
            shows_protected=is_supervisor(who),
        )
        rows = await rows_of(trail.session, shelf, [each.case for each in hits])
        await trail.note(at, who.actor, Action.CASES_SEARCHED, "", {"found": len(hits)})
    return await _shown(request, record, found=rows, text=text)


async def link(request: web.Request) -> web.StreamResponse:
    """Say that the record is about an application, or take it back."""
    record, site, who = await own(request), request.app[SITE], who_of(request)
    number, how = await text_of(request, "number", longest=40), await text_of(request, "how")
    if how not in ("link", "unlink"):
        raise web.HTTPBadRequest
    case = await _case(request, number)
    if how == "link":
        await record_cases.link(site.desk, who, record.id, case.seq)
    else:
        await record_cases.unlink(site.desk, who, record.id, case.seq)
    return await _shown(request, record)


async def _case(request: web.Request, number: str) -> Case:
    """Find the case of a receipt number.

    Raises:
        HTTPNotFound: there is none, or it is a protected person's and not for this role.
    """
    who, desk = who_of(request), request.app[SITE].desk
    async with transaction(desk.engine) as session:
        try:
            found = await case_numbered(session, number)
        except NoSuchCase:
            raise web.HTTPNotFound from None
    if found.is_protected and not is_supervisor(who):
        raise web.HTTPNotFound
    return found


async def _shown(
    request: web.Request, record: Record, *, found: list[Row] | None = None, text: str = ""
) -> web.StreamResponse:
    if request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
        return see(f"/records/{record.id}")
    site, who = request.app[SITE], who_of(request)
    linked = await record_cases.linked(site.desk, record.id)
    numbers = {each.number for each in linked}
    every = await _candidates(request, record)
    candidates = [each for each in every if each.case and each.number not in numbers]
    about = [each for each in linked if is_supervisor(who) or not each.is_protected]
    seen = [each.number for each in about] + [each.number for each in found or []]
    seen += [each.number for each in candidates]
    await sighted_anew(request, Action.CASES_LISTED, {"cases": seen})
    shown = {
        "said": caller_words,
        "record": record,
        "linked": about,
        "candidates": candidates,
        "found": [each for each in found or [] if each.number not in numbers],
        "text": text,
        "longest": LONGEST,
    }
    return render(request, "record_cases.html", shown)


async def _candidates(request: web.Request, record: Record) -> list[Candidate]:
    site, who = request.app[SITE], who_of(request)
    call = await called(request, record.call) if record.call else None
    if site.who_calls is None or call is None:
        return []
    asking = Asking(
        call=call.id,
        caller=call.caller,
        staff=who.staff,
        address=who.address,
        may_see_protected=is_supervisor(who),
    )
    return await site.who_calls.candidates(asking)
