"""What stands behind a figure: calls down to their records in the log, inquiries, attempts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta

from aiohttp import web
from sqlmodel.ext.asyncio.session import AsyncSession

from agent_ui.figures import week_asked
from agent_ui.keys import SITE
from agent_ui.page import date_of
from agent_ui.report_words import FIGURES, PLACES, SPOKEN
from agent_ui.reports import asked_as, reporting_of, show
from callcenter.campaign import Campaign
from callcenter.outcome import Outcome
from metrics.behind import PEOPLE, Figure, Span, behind, has_refused, minute_of, people
from metrics.definition import Definition, Place
from metrics.division_parts import division_of
from metrics.due import report_id
from metrics.explain import explain
from metrics.period import Period
from metrics.report_links import NUMBERED
from metrics.report_plan import ReportPlan
from metrics.reporting import Reporting
from metrics.words import CONTACTS, OUTCOMES, REACHED, RESULTS
from storage import contact_sums, inquiry_sums, tallies
from storage.calls import one_call
from storage.contact_sums import Attempted
from storage.engine import transaction
from storage.rollups import Filed
from storage.tables import INBOUND
from storage.tallies import Cut

MOST_LISTED = 2_000
LONGEST = timedelta(days=400)
GRAINS_MIN = ("30", "60")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """Of what a figure is a part: a frozen report as it was known then, or days as of now."""

    period: Period
    plan: ReportPlan
    campaign: Campaign
    cut: Cut | None
    report: str
    """Its name; empty where no report is asked about."""


async def calls(request: web.Request) -> web.StreamResponse:
    """List the calls that a figure counts."""
    reporting, whole = reporting_of(request), await whole_of(request)
    definition = _definition(request, whole.plan)
    span, figure, place = _span(request, whole.period), _figure(request), _place(request)
    async with transaction(reporting.engine) as session:
        until = whole.cut.calls if whole.cut else None
        period = whole.period
        every = await tallies.filed_calls(session, period.first, period.last, until=until)
        theirs = await _taken(session, request, period)
        refused = 0
        if place is None and theirs is None and has_refused(figure, definition, span):
            noted = whole.cut.noted if whole.cut else None
            busy = await tallies.carrier_busy(session, span.first, span.last, until=noted)
            refused = sum(each.calls for each in busy.values())
    found = await asyncio.to_thread(behind, figure, definition, every, span, reporting.zone)
    wanted = [
        each
        for each in found
        if place in (None, definition.places[Outcome(each.outcome)])
        and (theirs is None or each.call in theirs)
    ]
    shown = {
        "period": period if (span.first, span.last) == (period.first, period.last) else None,
        "span": span,
        "at": request.query.get("at", ""),
        "report": whole.report,
        "definition": definition,
        "figure": FIGURES[figure] if figure is not Figure.ALL else "",
        "calls": wanted[:MOST_LISTED],
        "listed": len(wanted),
        "refused": refused,
        "people": people(wanted) if figure in PEOPLE else None,
        "outcome": OUTCOMES[span.outcome] if span.outcome else "",
        "outcomes": OUTCOMES,
        "place": PLACES[place] if place else "",
        "zone": reporting.zone,
    }
    return show(request, "figure_calls.html", shown)


async def records(request: web.Request) -> web.StreamResponse:
    """List the inquiries that a figure counts, each of which leads to its call."""
    reporting, whole = reporting_of(request), await whole_of(request)
    category, result = request.query.get("category"), request.query.get("result")
    division = request.query.get("division")
    closed = whole.plan.definition.measures.closed if request.query.get("closed") == "1" else None
    async with transaction(reporting.engine) as session:
        every = await inquiry_sums.listed(
            session,
            whole.period.first,
            whole.period.last,
            until=whole.cut.noted if whole.cut else None,
        )
    found = [
        each
        for each in every
        if category in (None, each.category)
        and division in (None, division_of(whole.plan, each.category))
        and result in (None, each.result)
        and (closed is None or each.result in closed)
        and (each.is_complaint or request.query.get("complaint") != "1")
    ]
    names = dict(whole.plan.categories)
    shown = {
        "period": whole.period,
        "report": whole.report,
        "asked": [
            *([names.get(category, category)] if category is not None else []),
            *([division] if division in {name for name, _ in whole.plan.divisions} else []),
            *([RESULTS.get(result, result)] if result else []),
            *(RESULTS[each] for each in closed or ()),
        ],
        "records": found[:MOST_LISTED],
        "count": len(found),
        "categories": names,
        "results": RESULTS,
        "zone": reporting.zone,
    }
    return show(request, "figure_records.html", shown)


async def attempts(request: web.Request) -> web.StreamResponse:
    """List the calls to applicants that a figure counts."""
    reporting, whole = reporting_of(request), await whole_of(request)
    result, n = request.query.get("result", ""), request.query.get("n", "")
    if not (n in ("", NUMBERED) or (n.isascii() and n.isdigit() and len(n) < 4)):
        raise web.HTTPBadRequest
    begin, end = reporting.bounds(whole.period)
    cut = whole.cut.noted if whole.cut else reporting.clock()
    async with transaction(reporting.engine) as session:
        every = await contact_sums.listed(session, begin, min(end, cut), until=cut)
    reached = REACHED if request.query.get("reached") == "1" else None
    wanted = [
        each
        for each in every
        if _is_of(each, n)
        and result in ("", each.result or "none")
        and (reached is None or each.result in reached)
    ]
    shown = {
        "period": whole.period,
        "report": whole.report,
        "asked": [
            *([CONTACTS.get("" if result == "none" else result, result)] if result else []),
            *([n] if n.isdigit() else []),
            *([SPOKEN] if reached else []),
        ],
        "attempts": wanted[:MOST_LISTED],
        "count": len(wanted),
        "results": CONTACTS,
        "zone": reporting.zone,
    }
    return show(request, "figure_attempts.html", shown)


def _is_of(attempt: Attempted, n: str) -> bool:
    """Whether it is the how many-th that is asked for; what failed or was broken off is none."""
    return n in ("", str(attempt.n)) or (n == NUMBERED and attempt.n is not None)


async def call(request: web.Request) -> web.StreamResponse:
    """Explain one call under every definition, and show what the log tells of it."""
    reporting, name = reporting_of(request), request.match_info["call"]
    row = await one_call(reporting.engine, name)
    if row is None or row.ended_at is None:
        raise web.HTTPNotFound
    day, near = row.business_date, timedelta(days=1)
    around: list[Filed] = []
    if row.direction == INBOUND:
        async with transaction(reporting.engine) as session:
            around = await tallies.filed_calls(session, day - near, day + near)
    explained = await asyncio.to_thread(
        lambda: [
            explain(each, this, around)
            for this in around
            if this.call == name
            for each in reporting.plan.beside
        ]
    )
    shown = {
        "call": row,
        "explained": explained,
        "story": await asyncio.to_thread(request.app[SITE].story, name),
        "outcomes": OUTCOMES,
        "zone": reporting.zone,
    }
    return show(request, "figure_call.html", shown)


async def whole_of(request: web.Request) -> Whole:
    """Read of what the figure is a part: of a `report`, of `first` to `last`, or of a `week`."""
    reporting, name = reporting_of(request), request.query.get("report", "")
    if not name:
        period = _days(request, reporting) if "first" in request.query else week_asked(request)
        return Whole(
            period=period, plan=reporting.plan, campaign=reporting.campaign, cut=None, report=""
        )
    kind, period = asked_as(reporting, name)
    kept = await reporting.find(report_id(kind, period))
    if kept is None:
        return Whole(
            period=period, plan=reporting.plan, campaign=reporting.campaign, cut=None, report=name
        )
    content = kept.content
    then = reporting.older(content.plan, content.operation)
    plan, campaign = then or (reporting.plan, reporting.campaign)
    return Whole(
        period=period,
        plan=plan,
        campaign=campaign,
        cut=Cut(calls=content.calls_until, noted=content.noted_until),
        report=name,
    )


async def _taken(
    session: AsyncSession, request: web.Request, period: Period
) -> frozenset[str] | None:
    """Give the calls that a person took; None: nobody is asked about."""
    staff = request.query.get("staff", "")
    if not staff:
        return None
    found = await inquiry_sums.taken(session, period.first, period.last)
    return frozenset(each.call for each in found if each.staff == staff)


def _days(request: web.Request, reporting: Reporting) -> Period:
    first, last = (date_of(request.query.get(each, "")) for each in ("first", "last"))
    if not first <= last <= reporting.today or last - first >= LONGEST:
        raise web.HTTPBadRequest
    return Period(f"{first}..{last}", first, last)


def _span(request: web.Request, period: Period) -> Span:
    asked = request.query
    day: date | None = date_of(asked["day"]) if "day" in asked else None
    until = date_of(asked["until"]) if "until" in asked else day
    begin, minutes = minute_of(asked.get("at", "")), asked.get("minutes", GRAINS_MIN[0])
    outcome = asked.get("outcome", "")
    wrong_time = begin is None and "at" in asked
    if wrong_time or minutes not in GRAINS_MIN or outcome not in ("", *Outcome):
        raise web.HTTPBadRequest
    return Span(
        first=day or period.first,
        last=until or period.last,
        begin_min=begin,
        minutes=int(minutes),
        line=asked.get("line", ""),
        outcome=Outcome(outcome) if outcome else None,
    )


def _figure(request: web.Request) -> Figure:
    word = request.query.get("figure", Figure.ALL)
    if word not in list(Figure):
        raise web.HTTPBadRequest
    return Figure(word)


def _place(request: web.Request) -> Place | None:
    word = request.query.get("place", "")
    if word not in ("", *Place):
        raise web.HTTPBadRequest
    return Place(word) if word else None


def _definition(request: web.Request, plan: ReportPlan) -> Definition:
    name = request.query.get("definition") or plan.definition.id
    for each in plan.beside:
        if each.id == name:
            return each
    raise web.HTTPBadRequest
