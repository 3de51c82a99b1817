"""The second entry of accounts, by another person than the one who typed the application."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from agent_ui.case_list import around, is_supervisor, room_of
from agent_ui.case_page import find_case
from agent_ui.keys import SITE
from agent_ui.page import render, see, text_of, who_of
from agent_ui.sighted import sighted
from agent_ui.words import MY_NUMBER
from cases import account_check
from cases.account_check import Second
from cases.errors import CaseRefused, MyNumberTyped
from cases.paper import twice
from cases.rules import Form
from cases.schema import Channel
from cases.shown import may_read
from cases.store import Actor
from storage.audit import Action, trailed
from storage.engine import transaction

LONGEST = 200
BOARD = "/cases/boards/accounts"


async def board(request: web.Request) -> web.StreamResponse:
    """Show the cases whose account waits for somebody else."""
    return await _board(request)


async def page(request: web.Request) -> web.StreamResponse:
    """Show empty fields to type an account from the paper."""
    return await _page(request)


async def enter(request: web.Request) -> web.StreamResponse:
    """Compare what the second person typed."""
    room, who, desk = room_of(request), who_of(request), request.app[SITE].desk
    values = {
        each.id: await text_of(request, each.id, longest=LONGEST)
        for each in twice(room.shelf.schema)
    }
    typed = Second(values, insists=bool(await text_of(request, "insists", longest=1)))
    actor = Actor(who.login, desk.clock(), "second_entry")
    try:
        async with trailed(desk.engine) as trail:
            case = await find_case(request, trail.session, who)
            form = Form(room.shelf.schema, Channel(case.channel), room.banks())
            rules = account_check.Rules(form, desk.zone)
            wrong = await account_check.check(trail.session, room.shelf, case, typed, actor, rules)
            told = {"differs": len(wrong), "insists": typed.insists}
            await trail.note(actor.at, who.actor, Action.CASE_ACCOUNT_CHECKED, case.number, told)
    except CaseRefused as refused:
        return await _board(request, error=refused.why, status=409)
    except MyNumberTyped:
        return await _page(request, typed=typed, error=MY_NUMBER, status=422)
    if wrong:
        labels = [each.label for each in wrong]
        return await _page(request, typed=typed, differs=labels, status=422)
    return see(BOARD)


async def _page(
    request: web.Request,
    *,
    typed: Second | None = None,
    differs: Sequence[str] = (),
    error: str = "",
    status: int = 200,
) -> web.StreamResponse:
    room, who, desk = room_of(request), who_of(request), request.app[SITE].desk
    async with transaction(desk.engine) as session:
        case = await find_case(request, session, who)
    if not may_read(case, is_supervisor=is_supervisor(who)):
        raise web.HTTPForbidden
    await sighted(request, Action.CASES_LISTED, {"cases": [case.number]})
    shown = {
        **around(request),
        "case": case,
        "fields": twice(room.shelf.schema),
        "typed": typed.values if typed else {},
        "differs": differs,
        "error": error,
        "longest": LONGEST,
    }
    return render(request, "case_account.html", shown, status=status)


async def _board(request: web.Request, *, error: str = "", status: int = 200) -> web.StreamResponse:
    desk, who = request.app[SITE].desk, who_of(request)
    async with transaction(desk.engine) as session:
        waiting = [
            (case, row)
            for case, row in await account_check.waiting(session)
            if may_read(case, is_supervisor=is_supervisor(who))
        ]
    await sighted(request, Action.CASES_LISTED, {"cases": [case.number for case, _ in waiting]})
    shown = {**around(request), "waiting": waiting, "mine": who.login, "error": error}
    return render(request, "case_accounts.html", shown, status=status)
