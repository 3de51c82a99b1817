"""The campaign's own lists and the monthly sheets of persons: made, kept, and given out as files.

Names of files may hold what somebody typed (a shelf, say): addresses name them by their place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

import msgspec
from aiohttp import web

from agent_ui.case_list import around, room_of
from agent_ui.case_room import CaseRoom
from agent_ui.keys import SITE
from agent_ui.page import render, see, text_of, who_of
from cases import own_lists, person_sheets, runs
from cases.errors import NoSuchRun, RunRefused
from cases.person_sheets import Month
from cases.plan import OwnList
from cases.runs import RunKind
from cases.store import Actor
from metrics.words import RESULTS
from storage.audit import Action, Fact, trailed
from storage.case_tables import CaseRun
from storage.engine import transaction

SHOWN = 30
"""So many of the latest are shown."""
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
TYPES = {".csv": "text/csv; charset=utf-8"}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Row:
    """One list or month that was made."""

    run: CaseRun
    title: str
    of: str
    """The day or the month that it is of."""
    files: list[str]


async def overview(request: web.Request) -> web.StreamResponse:
    """Show which lists there are, and what was made."""
    return await _shown(request)


async def make(request: web.Request) -> web.StreamResponse:
    """Make a list as the cases stand now."""
    room, who, desk = room_of(request), who_of(request), request.app[SITE].desk
    wanted = _wanted(room, await text_of(request, "list"))
    actor = Actor(who.login, desk.clock(), "page")
    try:
        async with trailed(desk.engine) as trail:
            made = await own_lists.make(
                trail.session, room.shelf, room.plan, wanted, actor, zone=desk.zone
            )
            told: dict[str, Fact] = {"cases": sum(made.cases.values()), "left_out": made.left_out}
            await trail.note(actor.at, who.actor, Action.CASE_LIST_MADE, made.run, told)
    except RunRefused as refused:
        return await _shown(request, error=str(refused), status=409)
    return see(f"/cases/lists#{made.run}")


async def make_sheets(request: web.Request) -> web.StreamResponse:
    """Make the sheets of a month that has begun."""
    room, who, desk = room_of(request), who_of(request), request.app[SITE].desk
    first = _month(await text_of(request, "month"), desk.today)
    categories = {path[-1].id: path[-1].name for path in desk.rules.paths()}
    actor = Actor(who.login, desk.clock(), "page")
    month = Month(first, categories, RESULTS)
    try:
        async with trailed(desk.engine) as trail:
            made = await person_sheets.make(
                trail.session, room.shelf, room.plan, month, actor, zone=desk.zone
            )
            told: dict[str, Fact] = {
                "cases": sum(made.sheets.values()),
                "missing": made.missing,
            }
            await trail.note(actor.at, who.actor, Action.CASE_LIST_MADE, made.run, told)
    except RunRefused as refused:
        return await _shown(request, error=str(refused), status=409)
    return see(f"/cases/lists#{made.run}")


async def file(request: web.Request) -> web.StreamResponse:
    """Give a file out as it was made; that it left is in the trail first."""
    room, who, desk = room_of(request), who_of(request), request.app[SITE].desk
    if room.plan.sealed:
        raise web.HTTPForbidden
    run, place = request.match_info["run"], request.match_info["place"]
    async with trailed(desk.engine) as trail:
        try:
            kind = await runs.kind_of(trail.session, run)
            if kind not in (RunKind.LIST, RunKind.SHEETS):
                raise web.HTTPNotFound
            found = await runs.files_of(trail.session, room.shelf, kind, run)
        except NoSuchRun:
            raise web.HTTPNotFound from None
        names = sorted(found)
        if not (place.isascii() and place.isdigit() and len(place) < 5 and int(place) < len(names)):
            raise web.HTTPNotFound
        told: dict[str, Fact] = {"file": int(place), "bytes": len(found[names[int(place)]])}
        await trail.note(desk.clock(), who.actor, Action.CASE_LIST_EXPORTED, run, told)
    name = names[int(place)]
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    headers["Content-Type"] = TYPES.get(name[-4:], WORKBOOK)
    return web.Response(body=found[name], headers=headers)


async def _shown(request: web.Request, *, error: str = "", status: int = 200) -> web.Response:
    room, desk = room_of(request), request.app[SITE].desk
    async with transaction(desk.engine) as session:
        every = [
            *await runs.runs_of(session, RunKind.LIST),
            *await runs.runs_of(session, RunKind.SHEETS),
        ]
        latest = sorted(every, key=lambda run: run.at, reverse=True)[:SHOWN]
        rows = [_row(room, run, await runs.names_of(session, run.id)) for run in latest]
    before = desk.today.replace(day=1) - timedelta(days=1)
    shown: Mapping[str, object] = {
        **around(request),
        "made": rows,
        "sealed": room.plan.sealed,
        "month": f"{before:%Y-%m}",
        "this_month": f"{desk.today:%Y-%m}",
        "error": error,
    }
    return render(request, "case_lists.html", shown, status=status)


def _row(room: CaseRoom, run: CaseRun, files: list[str]) -> Row:
    details = msgspec.json.decode(run.details, type=dict[str, str])
    if run.kind == RunKind.SHEETS.value:
        title = room.plan.sheets.title if room.plan.sheets else ""
        return Row(run, title, details["month"], files)
    id_ = details["list"]
    title = next((each.title for each in room.plan.lists if each.id == id_), id_)
    return Row(run, title, details["on"], files)


def _wanted(room: CaseRoom, id_: str) -> OwnList:
    found = next((each for each in room.plan.lists if each.id == id_), None)
    if found is None:
        raise web.HTTPBadRequest
    return found


def _month(text: str, today: date) -> date:
    """Read a month as a form sends it; one that is still to come is refused."""
    if not _MONTH.fullmatch(text) or (first := date.fromisoformat(f"{text}-01")) > today:
        raise web.HTTPBadRequest
    return first
