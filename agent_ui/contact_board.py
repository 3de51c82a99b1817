"""Calling as supervisors see it: started and stopped, how it goes, what needs a person."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from aiohttp import web

from agent_ui import contact_words as said
from agent_ui.case_list import room_of
from agent_ui.case_page import find_case
from agent_ui.contact_page import actor_of, contacts_of
from agent_ui.keys import SITE
from agent_ui.page import render, see, text_of, who_of
from agent_ui.promise_words import MEANS
from agent_ui.seat import REFUSALS
from agent_ui.sighted import sighted_anew
from agent_ui.sitters import NO_TIME
from agent_ui.words import MY_NUMBER
from callcenter.events import Asked, OutboundPaused, OutboundPressed, OutboundResumed
from cases import (
    contact_inquiry,
    contact_mending,
    contact_numbers,
    contact_sweep,
    contact_unrecorded,
    unreached,
    unreached_list,
)
from cases.contact_verdict import MANUAL, Reason
from cases.errors import CaseRefused, IllegalMove
from cases.unreached import LONGEST, Returnable
from desk import levers
from desk.levers import Lever
from japan.my_number import holds_my_number
from storage.audit import Action, trailed
from storage.engine import transaction

PLACE = "/outbound"
SHOWN = 200
PACE = timedelta(hours=1)
MENDED = timedelta(days=7)
"""So far back results are shown to be corrected."""
ALREADY_SO = "already_so"


async def page(request: web.Request) -> web.StreamResponse:
    """Show how calling goes."""
    return await shown(request)


async def start(request: web.Request) -> web.StreamResponse:
    """Let the system call."""
    return await _switch(request, _pressed(request, is_on=True), "started")


async def stop(request: web.Request) -> web.StreamResponse:
    """Let the system call nobody; talks go on, and promised callbacks are kept."""
    return await _switch(request, _pressed(request, is_on=False), "stopped")


async def pause(request: web.Request) -> web.StreamResponse:
    """Let the system begin no call for a while; what is dialled goes on."""
    wish = OutboundPaused(at=NO_TIME, by=who_of(request).staff)
    return await _switch(request, wish, "paused")


async def resume(request: web.Request) -> web.StreamResponse:
    """End the pause."""
    wish = OutboundResumed(at=NO_TIME, by=who_of(request).staff)
    return await _switch(request, wish, "resumed")


async def seen(request: web.Request) -> web.StreamResponse:
    """Note that a report of a false call was seen."""
    contacts_of(request)
    who, actor, number = who_of(request), actor_of(request), request.match_info["file"]
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise web.HTTPNotFound
    async with trailed(request.app[SITE].desk.engine) as trail:
        if await contact_inquiry.seen(trail.session, int(number), actor):
            await trail.note(actor.at, who.actor, Action.SUSPICIOUS_CALL_SEEN, number)
    return see(PLACE)


async def give_up(request: web.Request) -> web.StreamResponse:
    """Stop calling about a case: it goes the way of the unreached."""
    contacts_of(request)
    who, actor = who_of(request), actor_of(request)
    try:
        async with trailed(request.app[SITE].desk.engine) as trail:
            case = await find_case(request, trail.session, who)
            await contact_sweep.give_up(trail.session, case, actor, reason="責任者の判断")
            await trail.note(actor.at, who.actor, Action.CASE_GIVEN_UP, case.number)
    except IllegalMove as refused:
        return await shown(request, error=str(refused), status=409)
    return see(PLACE)


async def instruct(request: web.Request) -> web.StreamResponse:
    """Keep what the client said of an unreached case."""
    contacts_of(request)
    room, who, actor = room_of(request), who_of(request), actor_of(request)
    word = await text_of(request, "returnable", longest=10)
    text = await text_of(request, "text", longest=LONGEST)
    if word not in set(Returnable):
        raise web.HTTPBadRequest
    if holds_my_number(text):
        return await shown(request, error=MY_NUMBER, status=422)
    try:
        async with trailed(request.app[SITE].desk.engine) as trail:
            case = await find_case(request, trail.session, who)
            await unreached.instruct(
                trail.session, room.shelf, case.number, Returnable(word), text, actor
            )
            told = {"returnable": word}
            await trail.note(actor.at, who.actor, Action.CLIENT_INSTRUCTED, case.number, told)
    except CaseRefused as refused:
        return await shown(request, error=refused.why, status=409)
    return see(PLACE)


def _pressed(request: web.Request, *, is_on: bool) -> OutboundPressed:
    return OutboundPressed(at=NO_TIME, by=who_of(request).staff, is_on=is_on)


async def _switch(request: web.Request, wish: Asked, word: str) -> web.StreamResponse:
    """Note it in the trail, hand it to the controller, and note whether that refused."""
    contacts_of(request)
    site, lever = request.app[SITE], Lever(action=Action.CALLING_SWITCHED, told={"to": word})
    actor = who_of(request).actor
    refused = await levers.move(site.desk, actor, lever, lambda: site.submit(wish))
    if refused and refused != ALREADY_SO:
        return await shown(request, error=REFUSALS.get(refused, refused), status=409)
    return see(PLACE)


async def shown(request: web.Request, *, error: str = "", status: int = 200) -> web.StreamResponse:
    """Show the page, with why something could not be done."""
    contacts, room, desk = contacts_of(request), room_of(request), request.app[SITE].desk
    now = desk.clock()
    first, last, wrong = _days(request, now.astimezone(desk.zone).date())
    async with transaction(desk.engine) as session:
        verdicts = await contacts.contacts.plan(session, now)
        numbers = await contact_numbers.numbers(session, first, last, desk.zone)
        barred = await contact_mending.barred(session)
        recent = await contact_mending.recent(session, now - MENDED, most=SHOWN)
        unrecorded = await contact_unrecorded.unrecorded(session, most=SHOWN)
        lists = await unreached_list.made(session, zone=desk.zone)
        pace = await contact_numbers.dialled_since(session, now - PACE)
        reports = await contact_inquiry.reports(session, room.shelf, unseen=True)
        lost = await unreached.listed(session)
    manual = [each for each in verdicts if each.reason in MANUAL][:SHOWN]
    numbers_seen = dict.fromkeys(
        [
            *(number for part in (barred, recent, unrecorded) for e in part for number in e.cases),
            *(papers.number for each in manual for papers in each.contact.papers),
            *(each.number for each in lost[:SHOWN]),
        ]
    )
    seen: dict[str, list[int | str]] = {
        "cases": list(numbers_seen),
        "reports": [each.id for each in reports],
    }
    await sighted_anew(request, Action.CASES_LISTED, seen)
    values = {
        "said": said,
        "barred": barred,
        "recent": recent,
        "unrecorded": unrecorded,
        "lists": lists,
        "sealed": room.plan.sealed,
        "whys": contact_mending.WHYS,
        "rules": desk.rules,
        "zone": desk.zone,
        "calling": contacts.calling().value,
        "due": sum(each.reason is Reason.DUE for each in verdicts),
        "reasons": Counter(each.reason for each in verdicts).most_common(),
        "manual": manual,
        "numbers": numbers,
        "pace": pace,
        "reports": reports,
        "means": MEANS,
        "now_at": now,
        "unreached": lost[:SHOWN],
        "unreached_count": len(lost),
        "letters_from": contacts.contacts.letters_from,
        "longest": LONGEST,
        "error": error or wrong,
    }
    return render(request, "contact_board.html", values, status=status)


def _days(request: web.Request, today: date) -> tuple[date, date, str]:
    """Read the days of the numbers from the address; today, and why, if they are wrong."""
    try:
        first = date.fromisoformat(request.query.get("from", "") or today.isoformat())
        last = date.fromisoformat(request.query.get("to", "") or max(first, today).isoformat())
    except ValueError:
        return today, today, said.NO_DAYS
    if not contact_numbers.are_days(first, last):
        return today, today, said.NO_DAYS
    return first, max(first, last), ""
