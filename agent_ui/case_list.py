"""The list of applications: filters in the address, kept views, a search whose words are in none.

An agent cannot tell a protected case from none, whatever they filter by or search for.

What somebody searches for is personal: it comes in the body, and the trail keeps only how many were
found, and the receipt numbers of the lines that were shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web
from sqlmodel import col, select

from agent_ui import case_words
from agent_ui.case_room import CaseRoom
from agent_ui.day_close import late_import
from agent_ui.keys import SITE
from agent_ui.page import render, see, text_of, who_of
from agent_ui.sighted import sighted
from agent_ui.words import MY_NUMBER
from cases import search
from cases.lifecycle import Status
from cases.listing import PAGE, Filter, Listed, listed, rows_of
from cases.schema import Channel
from cases.store import Actor
from desk.roles import Role
from desk.sessions import Who
from japan.my_number import holds_my_number
from storage.audit import Action, trailed
from storage.case_work_tables import CaseView
from storage.engine import for_change, transaction

LONGEST_NAME = 40
MOST_VIEWS = 20


async def overview(request: web.Request) -> web.StreamResponse:
    """Show a page of the list."""
    return await _overview(request, _wanted(room_of(request), request.query), page=_page(request))


async def find(request: web.Request) -> web.StreamResponse:
    """Show the cases that are like what a caller said."""
    room, who, desk = room_of(request), who_of(request), request.app[SITE].desk
    text = await text_of(request, "text", longest=100)
    async with trailed(desk.engine) as trail:
        session, at = trail.session, desk.clock()
        actor, shows = Actor(who.login, at, "page"), is_supervisor(who)
        hits = await search.find(session, room.shelf, text, actor=actor, shows_protected=shows)
        rows = await rows_of(session, room.shelf, [each.case for each in hits])
        await trail.note(at, who.actor, Action.CASES_SEARCHED, "", {"found": len(hits)})
    return await _shown(request, Listed(rows, len(rows)), Filter(), searched=text)


async def keep_view(request: web.Request) -> web.StreamResponse:
    """Keep the filter under a name, for the person alone."""
    who, desk = who_of(request), request.app[SITE].desk
    name = (await text_of(request, "name", longest=LONGEST_NAME)).strip()
    given = {key: await text_of(request, key) for key in ("status", "channel", "code")}
    wanted = _wanted(room_of(request), given)
    if not name or wanted == Filter():
        raise web.HTTPBadRequest
    if holds_my_number(name):
        return await _overview(request, wanted, error=MY_NUMBER)
    async with transaction(for_change(desk.engine)) as session:
        kept = await session.exec(select(CaseView).where(col(CaseView.staff) == who.staff))
        if len(kept.all()) >= MOST_VIEWS:
            raise web.HTTPBadRequest
        session.add(
            CaseView(
                staff=who.staff,
                name=name,
                status=wanted.status,
                channel=wanted.channel,
                code=wanted.code,
            )
        )
    return see(address_of(wanted))


async def forget_view(request: web.Request) -> web.StreamResponse:
    """Forget one of the person's own views."""
    who, desk = who_of(request), request.app[SITE].desk
    number = request.match_info["view"]
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise web.HTTPNotFound
    async with transaction(for_change(desk.engine)) as session:
        view = await session.get(CaseView, int(number))
        if view is None or view.staff != who.staff:
            raise web.HTTPNotFound
        await session.delete(view)
    return see("/cases")


def room_of(request: web.Request) -> CaseRoom:
    """Give the applications.

    Raises:
        HTTPNotFound: the campaign takes none.
    """
    room = request.app[SITE].cases
    if room is None:
        raise web.HTTPNotFound
    return room


def around(request: web.Request) -> Mapping[str, Any]:
    """Give what every page of applications shows."""
    site, room, who = request.app[SITE], room_of(request), who_of(request)
    return {
        "said": case_words,
        "catalogue": room.catalogue,
        "life": room.shelf.life,
        "rules": site.desk.rules,
        "zone": site.desk.zone,
        "is_supervisor": is_supervisor(who),
        "own_lists": room.plan.lists,
        "own_sheets": room.plan.sheets,
    }


def is_supervisor(who: Who) -> bool:
    """Tell who may see protected persons, and let a deficiency pass."""
    return who.role in (Role.SUPERVISOR, Role.MANAGER)


def address_of(wanted: Filter, *, page: int = 1) -> str:
    """Write the address of a filtered list."""
    words = {"status": wanted.status, "channel": wanted.channel, "code": wanted.code}
    query = "&".join(f"{key}={value}" for key, value in words.items() if value)
    more = f"page={page}" if page > 1 else ""
    asked = "&".join(each for each in (query, more) if each)
    return f"/cases?{asked}" if asked else "/cases"


def _wanted(room: CaseRoom, given: Mapping[str, str]) -> Filter:
    """Read a filter: words of closed sets alone.

    Raises:
        HTTPBadRequest: it is not what our page sends.
    """
    status, channel, code = (given.get(key, "") for key in ("status", "channel", "code"))
    is_known = not status or status in set(Status) or status in room.shelf.life.own
    is_known = is_known and (not channel or channel in set(Channel))
    if not is_known or (not code.replace("_", "").isalnum() and code):
        raise web.HTTPBadRequest
    return Filter(status=status, channel=channel, code=code)


def _page(request: web.Request) -> int:
    given = request.query.get("page", "1")
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= 10_000):
        raise web.HTTPBadRequest
    return int(given)


async def _overview(
    request: web.Request, wanted: Filter, *, page: int = 1, error: str = ""
) -> web.StreamResponse:
    room, may = room_of(request), is_supervisor(who_of(request))
    async with transaction(request.app[SITE].desk.engine) as session:
        found = await listed(session, room.shelf, wanted, page=page, shows_protected=may)
    return await _shown(request, found, wanted, page=page, error=error)


async def _shown(
    request: web.Request,
    found: Listed,
    wanted: Filter,
    *,
    page: int = 1,
    searched: str = "",
    error: str = "",
) -> web.StreamResponse:
    lines = {"cases": [each.number for each in found.rows]}
    await sighted(request, Action.CASES_LISTED, lines)
    shown = {
        **around(request),
        "listed": found,
        "wanted": wanted,
        "page": page,
        "pages": max(1, -(-found.count // PAGE)),
        "address": address_of,
        "views": await _views(request),
        "searched": searched,
        "channels": [each.value for each in Channel],
        "statuses": room_of(request).shelf.life.reached(),
        "longest": LONGEST_NAME,
        "late_import": late_import(request),
        "error": error,
    }
    return render(request, "cases.html", shown, status=422 if error else 200)


async def _views(request: web.Request) -> Sequence[tuple[int, str, str]]:
    who = who_of(request)
    asked = select(CaseView).where(col(CaseView.staff) == who.staff).order_by(col(CaseView.id))
    async with transaction(request.app[SITE].desk.engine) as session:
        return [
            (
                view.id or 0,
                view.name,
                address_of(Filter(status=view.status, channel=view.channel, code=view.code)),
            )
            for view in await session.exec(asked)
        ]
