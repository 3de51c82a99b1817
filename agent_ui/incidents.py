"""The register of incidents with personal data; a manager notes what is known, and what is done."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

from agent_ui.keys import SITE
from agent_ui.page import FIRST_DAY, render, see, text_of, who_of
from agent_ui.report_words import INCIDENT_TOLD
from desk.incidents import (
    KINDS,
    LONGEST,
    Kind,
    Said,
    Wrong,
    history,
    minutes_to_report,
    note,
    register,
)
from desk.roles import Role
from storage import listening
from storage.audit import Actor


async def page(request: web.Request) -> web.StreamResponse:
    """Show every incident as it is known now; a manager may note more."""
    desk = request.app[SITE].desk
    found = await register(desk)
    shown = {
        "rules": desk.rules,
        "incidents": found,
        "kinds": {each.value: word for each, word in KINDS.items()},
        "names": await listening.names(desk.engine, {each.who for each in found}),
        "may_note": who_of(request).role is Role.MANAGER,
        "told": INCIDENT_TOLD.get(request.query.get("told", ""), ""),
        "longest": LONGEST,
        "zone": desk.zone,
        "now": desk.clock().astimezone(desk.zone),
    }
    return render(request, "incidents.html", shown)


async def report(request: web.Request) -> web.StreamResponse:
    """Show the report of one incident (事故報告書): what is known, and how that came about."""
    desk = request.app[SITE].desk
    number = request.match_info["incident"]
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    versions = await history(desk, int(number)) if is_number else []
    if not versions:
        raise web.HTTPNotFound
    shown = {
        "rules": desk.rules,
        "of": versions[-1],
        "versions": versions,
        "minutes": minutes_to_report(versions[-1]),
        "kinds": {each.value: word for each, word in KINDS.items()},
        "names": await listening.names(desk.engine, {each.who for each in versions}),
        "zone": desk.zone,
    }
    return render(request, "incident_report.html", shown)


async def noted(request: web.Request) -> web.StreamResponse:
    """Take in a new incident, or the next version of one; this is the manager's."""
    desk = request.app[SITE].desk
    said, number = await _said(request), (await text_of(request, "incident", longest=9)).strip()
    if not (number == "" or (number.isascii() and number.isdigit())):
        raise web.HTTPBadRequest
    actor = Actor(who=who_of(request).staff, origin=request.remote or "")
    if isinstance(said, Wrong):
        return see(f"/incidents?told={said.value}")
    done = await note(desk, said, actor=actor, incident=int(number) if number else None)
    return see(f"/incidents?told={done.value}" if isinstance(done, Wrong) else "/incidents")


async def _said(request: web.Request) -> Said | Wrong:
    kind = await text_of(request, "kind")
    if kind not in list(Kind):
        raise web.HTTPBadRequest
    persons = (await text_of(request, "persons", longest=9)).strip()
    if persons and not (persons.isascii() and persons.isdigit()):
        return Wrong.PERSONS
    zone = request.app[SITE].desk.zone
    times: list[datetime | None] = []
    for name in ("found_at", "told_at"):
        text = (await text_of(request, name)).strip()
        try:
            at = datetime.fromisoformat(text).replace(tzinfo=zone) if text else None
        except ValueError:
            return Wrong.TIMES
        if at is not None and at.date() < FIRST_DAY:
            return Wrong.TIMES
        times.append(at)
    found_at, told_at = times
    if found_at is None:
        return Wrong.TIMES
    return Said(
        kind=Kind(kind),
        found_at=found_at,
        persons=int(persons) if persons else None,
        what=(await text_of(request, "what", longest=LONGEST)).strip(),
        measures=(await text_of(request, "measures", longest=LONGEST)).strip(),
        cause=(await text_of(request, "cause", longest=LONGEST)).strip(),
        is_suspected=await text_of(request, "suspected") == "1",
        told_at=told_at,
        is_closed=await text_of(request, "closed") == "1",
    )
