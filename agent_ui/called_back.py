"""They call back: beside who is calling stands that we tried them, and after the check for what."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from aiohttp import web
from sqlmodel.ext.asyncio.session import AsyncSession

from agent_ui import contact_words
from agent_ui.calling import Calling
from agent_ui.case_list import room_of
from agent_ui.contact_page import actor_of, recorded_in
from agent_ui.keys import SITE
from agent_ui.page import who_of
from cases import contact_returns
from cases.contact_result import BY_APPLICANT, BY_THIRD
from cases.contacts import attempt_cases
from cases.deficiencies import of_case
from cases.errors import CaseRefused
from cases.schema import Severity
from cases.store import Actor
from japan.phone import E164, Unreadable, to_e164
from storage.audit import Action, trailed
from storage.contact_tables import ContactAttempt
from storage.engine import transaction

NOTHING: dict[str, Any] = {
    "back": None,
    "back_missing": [],
    "back_is_open": False,
    "back_results": (),
    "back_said": None,
}


async def shown(request: web.Request, call: Calling, opened: Collection[int]) -> dict[str, Any]:
    """Give our attempt that this call returns; what is missing only for a case that is open."""
    site = request.app[SITE]
    room = site.contacts
    if room is None or site.cases is None:
        return NOTHING
    async with transaction(site.desk.engine) as session:
        row = await _tried(request, session, call)
        if row is None:
            return NOTHING
        known = [each for each in await attempt_cases(session, row.id) if each.seq in opened]
        missing = [
            site.cases.catalogue.spoken(each.code, each.field, each.child)
            for case in known
            for each in await of_case(session, case)
            if each.closed_at is None and each.severity == Severity.DEFICIENCY
        ]
    results = (*BY_APPLICANT, *BY_THIRD) if known else BY_THIRD
    told = {"back_missing": missing, "back_is_open": bool(known), "back_results": results}
    return ringing(request, row) | told


def ringing(request: web.Request, row: ContactAttempt | None) -> dict[str, Any]:
    """Give what is shown of our attempt before anybody has checked who calls."""
    room = request.app[SITE].contacts
    if room is None or row is None:
        return NOTHING
    said = {"words": contact_words, "script": room.script}
    return NOTHING | {"back": row, "back_results": BY_THIRD, "back_said": said}


async def identified(request: web.Request, call: Calling, case: int) -> None:
    """Note that the applicant of a case is calling, from whatever number: perhaps because of us."""
    site = request.app[SITE]
    if site.contacts is None or call.is_ours:
        return
    actor = Actor(who_of(request).login, call.arrived_at, "page")
    async with transaction(site.desk.engine) as session:
        await contact_returns.identified(session, site.contacts.contacts, case, call.id, actor)


async def record(request: web.Request, call: Calling, opened: Collection[int]) -> str:
    """Take the result of a returned call; gives why not, empty if it is kept."""
    site, who, actor = request.app[SITE], who_of(request), actor_of(request)
    room = site.contacts
    if room is None:
        raise web.HTTPNotFound
    said = await recorded_in(request)
    try:
        async with trailed(site.desk.engine) as trail:
            row = await contact_returns.of_call(trail.session, call.id)
            cases = [] if row is None else await attempt_cases(trail.session, row.id)
            is_open = any(each.seq in opened for each in cases)
            if said.result in BY_APPLICANT and not is_open:
                return contact_words.CHECK_FIRST
            await contact_returns.record(trail.session, room.contacts, call.id, said, actor)
            told = {"result": said.result.value, "call": call.id}
            subject = row.id if row is not None else ""
            await trail.note(actor.at, who.actor, Action.CONTACT_RECORDED, subject, told)
    except CaseRefused as refused:
        return refused.why
    return ""


async def _tried(
    request: web.Request, session: AsyncSession, call: Calling
) -> ContactAttempt | None:
    """Find the attempt: noted once the call was answered, looked for while it rings."""
    row = await contact_returns.of_call(session, call.id)
    if row is not None:
        return row
    number = to_e164(request.app[SITE].number_of(call.caller or ""))
    if isinstance(number, Unreadable):
        return None
    shelf = room_of(request).shelf
    return await contact_returns.returnable(session, shelf, E164(number), call.arrived_at)
