"""Figures and their proof: a week under every definition, down to calls and their records."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from aiohttp import web

from agent_ui.keys import SITE
from agent_ui.page import FIRST_DAY, date_of, see, text_of, who_of
from agent_ui.report_words import PLACES
from agent_ui.reports import reporting_of, show
from callcenter.outcome import Outcome
from metrics.content import Shape
from metrics.definition import Definition, Place
from metrics.explain import explain
from metrics.parts import rate_cell
from metrics.period import Kind, Period, read_period, week_of
from metrics.reporting import Reporting
from metrics.words import OUTCOMES
from metrics.written import written
from storage import tallies
from storage.audit import Actor
from storage.calls import one_call
from storage.engine import transaction

MOST_LISTED = 2_000
MOST_BUSY = 1_000_000


async def week(request: web.Request) -> web.StreamResponse:
    """Show one week under all definitions side by side."""
    reporting, period = reporting_of(request), _week(request)
    found = await reporting.side_by_side(period)
    async with transaction(reporting.engine) as session:
        busy = await tallies.carrier_busy(session, period.first, period.last)
    open_days = [
        e.day for e in reporting.campaign.open_days if period.first <= e.day <= period.last
    ]
    before, after = (
        week_of(day).name
        for day in (period.first - timedelta(days=1), period.last + timedelta(days=1))
    )
    shown = {
        "period": period,
        "before": before,
        "after": after if period.last < reporting.today else None,
        "definitions": reporting.plan.beside,
        "chosen": reporting.plan.definition.id,
        "found": found,
        "share": lambda each: written(rate_cell(found[each]), Shape.SHARE),
        "served": lambda each: written((found[each].served, found[each].tried), Shape.SHARE),
        "outcomes": OUTCOMES,
        "places": PLACES,
        "busy": busy,
        "open_days": open_days,
    }
    return show(request, "figures.html", shown)


async def note_busy(request: web.Request) -> web.StreamResponse:
    """Take in how many callers the carrier refused on a day, and who says so."""
    reporting = reporting_of(request)
    day, source = await text_of(request, "day"), (await text_of(request, "source")).strip()
    calls = await text_of(request, "calls", longest=9)
    of = date_of(day)
    if not (calls.isascii() and calls.isdigit() and int(calls) <= MOST_BUSY and source):
        raise web.HTTPBadRequest
    if of not in {each.day for each in reporting.campaign.open_days} or of > reporting.today:
        raise web.HTTPBadRequest
    actor = Actor(who=who_of(request).staff, origin=request.remote or "")
    await reporting.note_busy(of, int(calls), source, actor)
    return see(f"/figures?week={week_of(of).name}")


async def calls(request: web.Request) -> web.StreamResponse:
    """List the calls behind a figure: of a week, by where a definition puts them or by outcome."""
    reporting, period = reporting_of(request), _week(request)
    definition = _definition(reporting, request.query.get("definition", ""))
    place, outcome = request.query.get("place", ""), request.query.get("outcome", "")
    if place not in ("", *Place) or outcome not in ("", *Outcome):
        raise web.HTTPBadRequest
    async with transaction(reporting.engine) as session:
        found = await tallies.filed_calls(session, period.first, period.last)
    wanted = [
        each
        for each in found
        if place in ("", definition.places[Outcome(each.outcome)]) and outcome in ("", each.outcome)
    ]
    shown = {
        "period": period,
        "definition": definition,
        "calls": wanted[:MOST_LISTED],
        "count": len(wanted),
        "outcomes": OUTCOMES,
        "place": PLACES[Place(place)] if place else "",
        "zone": reporting.zone,
    }
    return show(request, "figure_calls.html", shown)


async def call(request: web.Request) -> web.StreamResponse:
    """Explain one call under every definition, and show what the log tells of it."""
    reporting, name = reporting_of(request), request.match_info["call"]
    row = await one_call(reporting.engine, name)
    if row is None or row.outcome is None:
        raise web.HTTPNotFound
    day, near = row.business_date, timedelta(days=1)
    async with transaction(reporting.engine) as session:
        around = await tallies.filed_calls(session, day - near, day + near)
    (this,) = (each for each in around if each.call == name)
    explained = await asyncio.to_thread(
        lambda: [explain(each, this, around) for each in reporting.plan.beside]
    )
    shown = {
        "call": row,
        "explained": explained,
        "story": await asyncio.to_thread(request.app[SITE].story, name),
        "outcomes": OUTCOMES,
        "zone": reporting.zone,
    }
    return show(request, "figure_call.html", shown)


def _week(request: web.Request) -> Period:
    reporting = reporting_of(request)
    name = request.query.get("week", "")
    period = read_period(Kind.WEEKLY, name) if name else week_of(reporting.today)
    if period is None or not FIRST_DAY <= period.first <= reporting.today:
        raise web.HTTPBadRequest
    return period


def _definition(reporting: Reporting, name: str) -> Definition:
    if not name:
        return reporting.plan.definition
    for each in reporting.plan.beside:
        if each.id == name:
            return each
    raise web.HTTPBadRequest
