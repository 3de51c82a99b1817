"""Calling an applicant, at one's own seat: the case and the script first, then the number.

Nothing of the case may be said before it is recorded who answered: the page shows what to ask for
only then. What has vanished meanwhile (the document came) vanishes here within two seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from agent_ui import contact_words as said
from agent_ui.case_list import is_supervisor, room_of
from agent_ui.contact_room import ContactRoom
from agent_ui.keys import SITE
from agent_ui.page import render, see, text_of, who_of
from agent_ui.sitters import NO_TIME
from callcenter.events import DialPressed
from cases import contact_ending
from cases.contact_ending import Recorded
from cases.contact_result import OF_ANSWERER, Answerer, Result, Skip
from cases.contacts import Mode, attempt_cases
from cases.deficiencies import of_case
from cases.errors import CaseRefused
from cases.schema import Role, Severity
from cases.shown import note_sight
from cases.store import Actor, lock
from desk.desk import Desk
from storage.audit import Action, trailed
from storage.contact_tables import ContactAttempt
from storage.engine import transaction

HOLDS = timedelta(minutes=10)
"""So long an agent may look at a contact before dialling."""
TOLD = timedelta(seconds=30)
"""So long it is told why their phone stopped."""
PLACE = "/contacts"
UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Mine:
    """The attempt that a person has before them."""

    row: ContactAttempt
    stage: str
    """`preview`, then `calling` until its result is recorded."""

    @property
    def mark(self) -> str:
        """Name what the page shows, so that it notices another state."""
        return f"{self.row.id} {self.stage}"


async def page(request: web.Request) -> web.StreamResponse:
    """Show what the person has before them, or how to get the next."""
    return await shown(request)


async def state(request: web.Request) -> web.StreamResponse:
    """Tell an open page what it ought to show; asked every two seconds."""
    async with transaction(_desk(request).engine) as session:
        mine = await _mine(request, session)
        if mine is not None and not await _stands(request, session, mine):
            mine = None
    return web.json_response({"mark": mine.mark if mine is not None else ""})


async def take_next(request: web.Request) -> web.StreamResponse:
    """Lease the next due contact to the person."""
    room, who, actor = contacts_of(request), who_of(request), actor_of(request)
    if who.seat is None:
        return await shown(request, error=said.NO_SEAT, status=409)
    if why := _why_nobody(request):
        return await shown(request, error=why, status=409)
    async with transaction(_desk(request).engine) as session:
        await lock(session)
        has_one = await _mine(request, session) is not None or await room.contacts.lease(
            session, actor, most=1, lasts=HOLDS, mode=Mode.PREVIEW, seat=who.seat
        )
    return see(PLACE) if has_one else await shown(request, error=said.NOTHING_DUE, status=409)


async def dial(request: web.Request) -> web.StreamResponse:
    """Dial what is before the person, if its state of this moment still says so."""
    room, who, actor = contacts_of(request), who_of(request), actor_of(request)
    attempt, seat = await _attempt(request), who.seat
    if seat is None:
        return await shown(request, error=said.NO_SEAT, status=409)
    async with transaction(_desk(request).engine) as session:
        is_ours = await room.contacts.begin(session, attempt, actor, seat=seat)
        row = await session.get(ContactAttempt, attempt)
    if row is None or not is_ours:
        return await shown(request, error=said.GONE, status=409)
    wish = DialPressed(
        at=NO_TIME,
        seat=seat,
        by=who.staff,
        call=attempt,
        person=row.person,
        contact=row.contact,
    )
    refused = await request.app[SITE].submit(wish)
    if refused == UNREACHABLE:
        # It may have been heard all the same: whoever does not know does not dial twice.
        return await shown(request, error=said.UNSURE, status=409)
    if refused:
        async with transaction(_desk(request).engine) as session:
            await room.contacts.undo(session, attempt, actor, told_at=actor.at)
        why = said.DIAL_REFUSALS.get(refused, said.NOT_DIALLED)
        return await shown(request, error=why, status=409)
    return see(PLACE)


async def skip(request: web.Request) -> web.StreamResponse:
    """Put what is before the person off, with a reason."""
    room, attempt = contacts_of(request), await _attempt(request)
    word = await text_of(request, "why", longest=20)
    if word not in set(Skip):
        raise web.HTTPBadRequest
    try:
        async with transaction(_desk(request).engine) as session:
            await contact_ending.skip(
                session, room.contacts, attempt, Skip(word), actor_of(request)
            )
    except CaseRefused:
        return await shown(request, error=said.GONE, status=409)
    return see(PLACE)


async def answered_by(request: web.Request) -> web.StreamResponse:
    """Take who answered: only then the page shows what may be said to them."""
    who, actor = who_of(request), actor_of(request)
    attempt, word = await _attempt(request), await text_of(request, "answerer", longest=20)
    if word not in said.ANSWERER_KEYS:
        raise web.HTTPBadRequest
    try:
        async with trailed(_desk(request).engine) as trail:
            session = trail.session
            await contact_ending.answered_by(session, attempt, Answerer(word), actor)
            told = {"answerer": word}
            await trail.note(actor.at, who.actor, Action.CONTACT_ANSWERED, attempt, told)
    except CaseRefused as refused:
        return await shown(request, error=refused.why, status=409)
    return see(PLACE)


async def record(request: web.Request) -> web.StreamResponse:
    """Take who answered and what came of it."""
    room, who, actor = contacts_of(request), who_of(request), actor_of(request)
    attempt, recorded = await _attempt(request), await recorded_in(request)
    try:
        async with trailed(_desk(request).engine) as trail:
            await contact_ending.record(trail.session, room.contacts, attempt, recorded, actor)
            told = {"result": recorded.result.value, "answerer": recorded.answerer.value}
            await trail.note(actor.at, who.actor, Action.CONTACT_RECORDED, attempt, told)
    except CaseRefused as refused:
        return await shown(request, error=refused.why, status=409)
    return see(PLACE)


async def recorded_in(request: web.Request) -> Recorded:
    """Read a result's form: its button, who answered, the time that was promised.

    Raises:
        HTTPBadRequest: a word of it is none of ours.
    """
    try:
        result = Result(await text_of(request, "result", longest=20))
        answerer = next(who for who, words in OF_ANSWERER.items() if result in words)
        again = await text_of(request, "again", longest=20)
        local = datetime.fromisoformat(again) if result is Result.CALL_AGAIN and again else None
    except (ValueError, StopIteration):
        raise web.HTTPBadRequest from None
    zone = _desk(request).zone
    return Recorded(answerer=answerer, result=result, again_at=local and local.replace(tzinfo=zone))


def contacts_of(request: web.Request) -> ContactRoom:
    """Give the contacts of a campaign that calls; else there is no such page."""
    room = request.app[SITE].contacts
    if room is None:
        raise web.HTTPNotFound
    return room


def actor_of(request: web.Request) -> Actor:
    """Give who does something, now."""
    return Actor(who_of(request).login, _desk(request).clock(), "page")


async def shown(
    request: web.Request, *, error: str = "", status: int = 200, **more: Any
) -> web.StreamResponse:
    """Show the page; `more` is what was asked for besides a contact."""
    room, who, desk = contacts_of(request), who_of(request), _desk(request)
    values: dict[str, Any] = {
        "said": said,
        "rules": desk.rules,
        "zone": desk.zone,
        "script": room.script,
        "mine": None,
        "nobody": _why_nobody(request),
        "error": error,
        "answer": None,
        "asked_number": "",
        "done": "",
        "today": desk.today,
        "withheld": False,
        "of_answerer": OF_ANSWERER,
        **more,
    }
    async with trailed(desk.engine) as trail:
        mine = await _mine(request, trail.session)
        if mine is not None and await _stands(request, trail.session, mine):
            values |= {"mine": mine, **await _of_case(request, trail.session, mine)}
            cases = await attempt_cases(trail.session, mine.row.id)
            for case in cases:
                note_sight(trail.session, case, actor_of(request), how="contact")
            numbers = [each.number for each in cases]
            told = {"stage": mine.stage, "cases": " ".join(() if values["withheld"] else numbers)}
            await trail.note(desk.clock(), who.actor, Action.CONTACT_SEEN, mine.row.id, told)
        elif mine is not None:
            await room.contacts.release(trail.session, mine.row.id, desk.clock())
            values["error"] = error or said.GONE
        elif not error and await _was_called_off(request, trail.session):
            values["error"] = said.CALLED_OFF
    return render(request, "contact.html", values, status=status)


async def _mine(request: web.Request, session: AsyncSession) -> Mine | None:
    """Find what the person has before them: begun without a result, or leased to them."""
    who, now = who_of(request), _desk(request).clock()
    asked = select(ContactAttempt).where(
        col(ContactAttempt.staff) == who.login, col(ContactAttempt.result) == ""
    )
    rows = (await session.exec(asked.order_by(col(ContactAttempt.leased_at).desc()))).all()
    for row in rows:
        if row.begun_at is not None:
            return Mine(row, "calling")
    fresh = [row for row in rows if row.leased_until > now]
    return Mine(fresh[0], "preview") if fresh else None


async def _was_called_off(request: web.Request, session: AsyncSession) -> bool:
    """Whether the person's phone rang for an applicant just now and nobody was dialled."""
    asked = select(ContactAttempt.id).where(
        col(ContactAttempt.staff) == who_of(request).login,
        col(ContactAttempt.skip) == contact_ending.CALLED_OFF_SKIP,
        col(ContactAttempt.result_at) > _desk(request).clock() - TOLD,
    )
    return (await session.exec(asked.limit(1))).first() is not None


async def _stands(request: web.Request, session: AsyncSession, mine: Mine) -> bool:
    """Tell whether what is previewed is still to be called."""
    if mine.stage != "preview":
        return True
    contacts, now = contacts_of(request).contacts, _desk(request).clock()
    contact = await contacts.of_attempt(session, mine.row, now)
    return contact is not None and contacts.is_due(contact, mine.row, now)


async def _of_case(request: web.Request, session: AsyncSession, mine: Mine) -> dict[str, Any]:
    """Give whom to ask for, and what is missing in each case."""
    room, site = room_of(request), request.app[SITE]
    papers, name = [], ""
    cases = await attempt_cases(session, mine.row.id)
    if any(each.is_protected for each in cases) and not is_supervisor(who_of(request)):
        # Protected since it was dialled: what came of it is still theirs to tell, and no more.
        return {"withheld": True, "name": "", "number": "", "papers": (), "attempts": ()}
    for case in cases:
        document = room.shelf.read(case)
        name = room.shelf.roles.of(Role.APPLICANT_NAME, document)
        kana = room.shelf.roles.of(Role.APPLICANT_KANA, document)
        missing = [
            (room.catalogue.name(row.code), room.catalogue.spoken(row.code, row.field, row.child))
            for row in await of_case(session, case)
            if row.closed_at is None and row.severity == Severity.DEFICIENCY
        ]
        papers.append({"case": case, "kana": kana, "missing": missing})
    contact = await contacts_of(request).contacts.of_attempt(session, mine.row, mine.row.leased_at)
    return {
        "name": name,
        "number": site.number_of(mine.row.person),
        "papers": papers,
        "attempts": () if contact is None else contact.attempts,
    }


def _why_nobody(request: web.Request) -> str:
    """Say why nobody is shown to be called: whom this seat cannot call it has no need to see."""
    room, seat = contacts_of(request), who_of(request).seat
    if seat is not None and not room.may_call(seat):
        return said.DIAL_REFUSALS["no_outbound_skill"]
    return said.NOT_ON.get(room.calling(), "")


def _desk(request: web.Request) -> Desk:
    return request.app[SITE].desk


async def _attempt(request: web.Request) -> str:
    return await text_of(request, "attempt", longest=80)
