"""Figures: a week under every definition, and what the carrier says; `figure_lists` opens them."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web

from agent_ui.page import FIRST_DAY, date_of, see, text_of, who_of
from agent_ui.report_words import FIGURES, PLACES
from agent_ui.reports import reporting_of, show
from agent_ui.words import MY_NUMBER
from metrics.content import Shape
from metrics.errors import MyNumberTyped
from metrics.parts import rate_cell
from metrics.period import Kind, Period, read_period, week_of
from metrics.words import OUTCOMES
from metrics.written import written
from storage import tallies
from storage.audit import Actor
from storage.engine import transaction

MOST_BUSY = 1_000_000


async def week(request: web.Request) -> web.StreamResponse:
    """Show one week under all definitions side by side."""
    return await _week(request, week_asked(request))


async def _week(
    request: web.Request, period: Period, *, error: str = "", status: int = 200
) -> web.StreamResponse:
    reporting = reporting_of(request)
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
        "figures": FIGURES,
        "places": PLACES,
        "busy": busy,
        "open_days": open_days,
        "error": error,
    }
    return show(request, "figures.html", shown, status=status)


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
    try:
        await reporting.note_busy(of, int(calls), source, actor)
    except MyNumberTyped:
        return await _week(request, week_of(of), error=MY_NUMBER, status=422)
    return see(f"/figures?week={week_of(of).name}")


def week_asked(request: web.Request) -> Period:
    """Read the week that an address names; this one if it names none.

    Raises:
        HTTPBadRequest: it is no week, or one that is still to come.
    """
    reporting = reporting_of(request)
    name = request.query.get("week", "")
    period = read_period(Kind.WEEKLY, name) if name else week_of(reporting.today)
    if period is None or not FIRST_DAY <= period.first <= reporting.today:
        raise web.HTTPBadRequest
    return period
