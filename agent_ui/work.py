"""Work lists on one page: whose work something is, by when, and taking it off.

Supervisors see everything; agents what was given to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from aiohttp import web

from agent_ui import promise_calls, work_words
from agent_ui.dialling import undialled
from agent_ui.keys import SITE
from agent_ui.page import render, see, text_of, who_of
from agent_ui.refusal import refuse
from agent_ui.seat import REFUSALS as OF_SEATS
from agent_ui.sighted import sighted
from agent_ui.sitters import NO_TIME
from agent_ui.withheld import withheld
from callcenter.contact import ContactState
from callcenter.events import CallbackCancelled
from desk import assigning, callbacks
from desk.callbacks import SUPERVISES, End, Promise
from desk.desk import Desk
from desk.roles import Role
from desk.work import TAKERS, Item, Refusal, WorkList
from desk.work_lists import given_to, work_of
from storage.audit import Action
from storage.callbacks import one_callback
from storage.promise_tables import call_of

MOST = 200
"""So many lines of a list are shown."""
OWN = (WorkList.CALLBACKS, WorkList.QUESTIONS, WorkList.UNCATEGORISED)
"""What agents may be given."""
REPORT_BY = time(18)
"""By when reports are due where the campaign hands in none."""


async def page(request: web.Request) -> web.StreamResponse:
    """Show a list, with the counts of all."""
    word = request.query.get("list", "")
    supervises = who_of(request).role in SUPERVISES
    first = WorkList.MISSED if supervises else WorkList.CALLBACKS
    of = _list(word) if word else first
    if not supervises and of not in OWN:
        await refuse(request.app[SITE].desk, who_of(request), request.path)
    return await _shown(request, of)


async def assign(request: web.Request) -> web.StreamResponse:
    """Give a line to somebody until a due time."""
    of, subject = await _line(request)
    owner, typed = await text_of(request, "owner", longest=40), await text_of(request, "due")
    due_at = _due(request, typed) if typed else None
    if of in (WorkList.MISSED, WorkList.CALLBACKS):
        error = await _promised(request, of, subject, owner, due_at)
    else:
        desk, who = request.app[SITE].desk, who_of(request)
        no = await assigning.assign(desk, who, of, subject, owner=owner, due_at=due_at)
        error = work_words.REFUSED[no] if no is not None else ""
    return await _after(request, of, error)


async def done(request: web.Request) -> web.StreamResponse:
    """Take a line off its list."""
    of, subject = await _line(request)
    if of is WorkList.CALLBACKS:
        return await _after(request, of, await _ended(request, subject))
    no = await assigning.done(request.app[SITE].desk, who_of(request), of, subject)
    return await _after(request, of, work_words.REFUSED[no] if no is not None else "")


async def given(request: web.Request) -> Sequence[Item]:
    """Give what a person is reminded of: what supervisors gave to them."""
    desk = request.app[SITE].desk
    return await given_to(desk, who_of(request).staff, report_by=_report_by(request))


async def _promised(
    request: web.Request, of: WorkList, subject: str, owner: str, due_at: datetime | None
) -> str:
    """Make a promise of a missed caller, or another one of a callback; gives why not."""
    desk = request.app[SITE].desk
    if due_at is None:
        return work_words.REFUSED[Refusal.DUE]
    no = await assigning.refusal(desk, of, owner, due_at)
    if no is not None:
        return work_words.REFUSED[no]
    item = await _found(request, of, subject)
    if item is None or item.phone is None:
        return work_words.REFUSED[Refusal.GONE]
    if item.list is WorkList.CALLBACKS and not item.is_taken:
        return await _handed_on(request, item, owner, due_at)
    return await _made(request, item, owner, due_at)


async def _handed_on(request: web.Request, item: Item, owner: str, due_at: datetime) -> str:
    """Make another promise of a promise, unless it is being dialled."""
    desk, former = request.app[SITE].desk, int(item.subject)
    dialled = await one_callback(desk.engine, call_of(former))
    if dialled is not None and dialled.state == ContactState.DIALLED:
        return OF_SEATS["being_dialled"]
    made = await callbacks.hand_on(desk, who_of(request), former, owner=owner, due_at=due_at)
    if isinstance(made, callbacks.Refusal) or item.phone is None:
        return work_words.REFUSED[Refusal.GONE]
    await promise_calls.take_back(request, former)
    await promise_calls.hand_over(request, made, phone=item.phone, due=due_at, owner=owner)
    return ""


async def _made(request: web.Request, item: Item, owner: str, due_at: datetime) -> str:
    """Make a promise of a missed caller, or of a callback that a caller chose."""
    desk, who = request.app[SITE].desk, who_of(request)
    phone = item.phone or ""
    if why := undialled(request.app[SITE], phone):
        return why
    promise = Promise(phone=phone, due_at=due_at, about=work_words.MISSED_ABOUT, owner=owner)
    made = await callbacks.promise(desk, who, promise)
    if isinstance(made, callbacks.Refusal):
        return work_words.REFUSED[Refusal.GONE]
    if item.is_taken and (error := await _taken_off(request, item.subject)):
        await callbacks.close(desk, who, made, End.WITHDRAWN)  # the caller's own still stands
        return error
    await promise_calls.hand_over(request, made, phone=phone, due=due_at, owner=owner)
    return ""


async def _ended(request: web.Request, subject: str) -> str:
    """End a callback: a promise as its owner says it ended, a caller's own is taken off."""
    desk, who = request.app[SITE].desk, who_of(request)
    item = await _found(request, WorkList.CALLBACKS, subject)
    if item is None:
        return work_words.REFUSED[Refusal.GONE]
    if item.is_taken:
        if who.role not in SUPERVISES:
            return work_words.REFUSED[Refusal.NOT_YOURS]
        return await _taken_off(request, subject)
    how = await text_of(request, "how", longest=20)
    if how not in (End.REACHED, End.WITHDRAWN):
        raise web.HTTPBadRequest
    if not await callbacks.close(desk, who, int(subject), End(how)):
        return work_words.REFUSED[Refusal.NOT_YOURS]
    await promise_calls.take_back(request, int(subject))
    return ""


async def _taken_off(request: web.Request, callback: str) -> str:
    wish = CallbackCancelled(at=NO_TIME, by=who_of(request).staff, callback=callback)
    refused = await request.app[SITE].submit(wish)
    return OF_SEATS.get(refused, refused) if refused else ""


async def _found(request: web.Request, of: WorkList, subject: str) -> Item | None:
    found = await work_of(request.app[SITE].desk, of, report_by=_report_by(request))
    return next((each for each in found if each.subject == subject), None)


async def _shown(
    request: web.Request, of: WorkList, *, error: str = "", status: int = 200
) -> web.Response:
    site, who = request.app[SITE], who_of(request)
    supervises, desk = who.role in SUPERVISES, site.desk
    lists = list(WorkList) if supervises else OWN
    found = {
        each: await work_of(
            desk, each, report_by=_report_by(request), owner=None if supervises else who.staff
        )
        for each in lists
    }
    takers = await assigning.takers(desk) if supervises else []
    items = found[of][:MOST]
    hidden = await withheld(request, [each.phone for each in items])
    seen = [each.subject for each in items if each.phone not in hidden]
    await sighted(request, Action.WORK_LISTED, {of.value: seen})
    values = {
        "rules": desk.rules,
        "zone": desk.zone,
        "said": work_words,
        "number_of": site.number_of,
        "withheld": hidden,
        "now_at": desk.clock(),
        "of": of,
        "counts": {each: len(lines) for each, lines in found.items()},
        "late": {each: sum(e.is_late(desk.clock()) for e in found[each]) for each in lists},
        "items": items,
        "supervises": supervises,
        "takers": [each for each in takers if Role(each.role) in TAKERS[of]],
        "next_due": _soon(desk),
        "error": error,
    }
    return render(request, "work.html", values, status=status)


async def _after(request: web.Request, of: WorkList, error: str) -> web.StreamResponse:
    if error:
        return await _shown(request, of, error=error, status=409)
    floor = request.app[SITE].floor
    if floor is not None:
        await floor.look()  # boards count what is open
    return see(f"/work?list={of.value}")


async def _line(request: web.Request) -> tuple[WorkList, str]:
    """Read which line a form is about; agents may touch only lists that can be theirs."""
    of = _list(await text_of(request, "list", longest=20))
    who = who_of(request)
    if who.role not in SUPERVISES and of not in OWN:
        await refuse(request.app[SITE].desk, who, request.path)
    return of, await text_of(request, "subject", longest=200)


def _list(word: str) -> WorkList:
    try:
        return WorkList(word)
    except ValueError:
        raise web.HTTPBadRequest from None


def _due(request: web.Request, typed: str) -> datetime:
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=request.app[SITE].desk.zone)
    except ValueError:
        raise web.HTTPBadRequest from None


def _report_by(request: web.Request) -> time:
    reports = request.app[SITE].reports
    return reports.plan.due if reports is not None else REPORT_BY


def _soon(desk: Desk) -> datetime:
    """Give the ten minutes that begin in about an hour."""
    at = desk.clock().astimezone(desk.zone) + timedelta(hours=1)
    return at.replace(minute=at.minute // 10 * 10, second=0, microsecond=0)
