"""Reports: what is due, each report as it is or was frozen, brought further, given out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from urllib.parse import urlencode

from aiohttp import web

from agent_ui.keys import SITE
from agent_ui.page import date_of, render, see, text_of, who_of
from agent_ui.report_words import (
    BY_ITSELF,
    DIFFERENCES,
    KINDS,
    MADE_EARLIER,
    STATES,
    STEPS,
    TOLD,
)
from desk.roles import Role
from metrics.checked import LONGEST_WHY, check, checked, key_of
from metrics.content import Content
from metrics.due import report_id
from metrics.errors import MyNumberTyped, NotDrawn, NotInForm
from metrics.handed import Format, made
from metrics.period import Kind, Period, period_of, read_period
from metrics.proof import prove
from metrics.report_dues import standings
from metrics.report_links import links
from metrics.report_plan import ReportPlan
from metrics.reporting import Refused, Reporting
from metrics.steps import TRANSITIONS, Step
from metrics.written import written
from storage import listening
from storage.audit import Actor

PAST_DAYS, AHEAD_DAYS = 60, 14
MANAGERS_ALONE = frozenset({Step.APPROVE, Step.SUBMIT})
"""Steps that bind the contractor; a supervisor checks and returns."""


def reporting_of(request: web.Request) -> Reporting:
    """Give the reports of the campaign.

    Raises:
        HTTPNotFound: it hands in none.
    """
    found = request.app[SITE].reports
    if found is None:
        raise web.HTTPNotFound
    return found


def show(
    request: web.Request, template: str, values: Mapping[str, object], *, status: int = 200
) -> web.Response:
    """Answer with a page of figures."""
    shown = {"rules": request.app[SITE].desk.rules, **values}
    return render(request, template, shown, status=status)


def asked_for(request: web.Request) -> tuple[Kind, Period]:
    """Read the report that an address names, as `weekly-2026-W06`.

    Raises:
        HTTPNotFound: there can be no such report.
    """
    return asked_as(reporting_of(request), request.match_info["report"])


def asked_as(reporting: Reporting, report: str) -> tuple[Kind, Period]:
    """Read the name of a report.

    Raises:
        HTTPNotFound: there can be no such report.
    """
    word, _, name = report.partition("-")
    period = read_period(Kind(word), name) if word in list(Kind) else None
    if period is None or reporting.plan.form(Kind(word)) is None:
        raise web.HTTPNotFound
    return Kind(word), period


def opened(report: str, asked: Mapping[str, str]) -> str:
    """Give the address of what stands behind a figure of a report; empty if nothing does."""
    if not asked:
        return ""
    query = {"report": report, **{key: word for key, word in asked.items() if key != "list"}}
    return f"/figures/{asked['list']}?{urlencode(query)}"


async def overview(request: web.Request) -> web.StreamResponse:
    """Show what is due and late, and offer every report of today's periods."""
    reporting = reporting_of(request)
    today = reporting.today
    due = await standings(
        reporting, since=today - timedelta(days=PAST_DAYS), until=today + timedelta(days=AHEAD_DAYS)
    )
    differing = request.app[SITE].not_reconciled()
    marks = await checked(reporting.engine, min(differing), max(differing)) if differing else {}
    shown = {
        "due": due,
        "late": [each for each in due if each.is_late],
        "near": [each for each in due if each.is_near],
        "forms": [
            (form, period_of(form.kind, today), _before(form.kind, today))
            for form in reporting.plan.forms
        ],
        "milestones": reporting.plan.coming(today, today + timedelta(days=AHEAD_DAYS)),
        "differing": list(differing.items()),
        "differences": DIFFERENCES,
        "marks": marks,
        "key_of": key_of,
        "marked_by": await listening.names(reporting.engine, {each.who for each in marks.values()}),
        "told": TOLD.get(request.query.get("told", ""), ""),
        "zone": reporting.zone,
        "states": STATES,
        "kinds": KINDS,
        "report_id": report_id,
    }
    return show(request, "reports.html", shown)


async def looked_into(request: web.Request) -> web.StreamResponse:
    """Take in why a call differs from Asterisk's book."""
    reporting = reporting_of(request)
    day, call, kind = [await text_of(request, name) for name in ("day", "call", "kind")]
    why = (await text_of(request, "why", longest=LONGEST_WHY)).strip()
    known = request.app[SITE].not_reconciled().get(date_of(day), ())
    found = next((e for e in known if (e.call, e.kind.value) == (call, kind)), None)
    if found is None or not why:
        return see("/reports?told=" + ("no_reason" if found else "not_there"))
    at, actor = reporting.clock(), _actor(request)
    try:
        await check(reporting.engine, date_of(day), found, why, actor=actor, at=at)
    except MyNumberTyped:
        return see("/reports?told=my_number")
    return see("/reports")


async def page(request: web.Request) -> web.StreamResponse:
    """Show a report: frozen, with its steps and corrections; or as of now."""
    reporting, (kind, period) = reporting_of(request), asked_for(request)
    kept = await reporting.find(report_id(kind, period))
    proof = await prove(reporting, kept) if kept else None
    content = kept.content if kept else await reporting.now(kind, period)
    name = report_id(kind, period)
    behind = links(content, _plan_of(reporting, content))
    steps = TRANSITIONS[kept.state] if kept else {}
    names = await listening.names(
        reporting.engine, [who for _, who, _ in kept.steps] if kept else []
    )
    shown = {
        "id": name,
        "opens": lambda part: lambda row, column: opened(name, behind[part](row, column)),
        "content": content,
        "kept": kept,
        "name_of": lambda who: BY_ITSELF if who == "system" else names.get(who, who),
        "proof": proof,
        "made_earlier": MADE_EARLIER,
        "steps": [each for each in steps if _may(request, each)],
        "words_of_steps": STEPS,
        "states": STATES,
        "formats": list(Format),
        "written": written,
        "told": TOLD.get(request.query.get("told", ""), ""),
        "zone": reporting.zone,
    }
    return show(request, "report.html", shown)


async def freeze(request: web.Request) -> web.StreamResponse:
    """Freeze a report as a draft."""
    kind, period = asked_for(request)
    done = await reporting_of(request).freeze(kind, period, _actor(request))
    return _back(request, done.why if isinstance(done, Refused) else "")


async def bring(request: web.Request) -> web.StreamResponse:
    """Bring a report a step further, or back; approving and submitting is a manager's."""
    asked_for(request)
    word = await text_of(request, "step")
    if word not in list(Step):
        raise web.HTTPBadRequest
    step = Step(word)
    if not _may(request, step):
        raise web.HTTPForbidden
    name = request.match_info["report"]
    done = await reporting_of(request).bring(name, step, _actor(request))
    return _back(request, done.why if isinstance(done, Refused) else "")


async def file(request: web.Request) -> web.StreamResponse:
    """Give a report out as a file, which `madoguchi report verify` knows again."""
    reporting, (kind, period) = reporting_of(request), asked_for(request)
    word = request.query.get("format", "")
    if word not in list(Format):
        raise web.HTTPBadRequest
    kept = await reporting.find(report_id(kind, period))
    try:
        content = kept.content if kept else await reporting.now(kind, period)
        given = await made(reporting, content, Format(word), kept=kept)
    except NotInForm:
        raise web.HTTPNotFound from None
    except NotDrawn:
        return _back(request, "not_drawn")
    headers = {"Content-Disposition": f'attachment; filename="{given.name}"'}
    headers["Content-Type"] = given.type
    return web.Response(body=given.body, headers=headers)


def _plan_of(reporting: Reporting, content: Content) -> ReportPlan:
    """Give the plan with which a report was made, as far as it is still known."""
    then = reporting.older(content.plan, content.operation)
    return then[0] if then else reporting.plan


def _before(kind: Kind, today: date) -> Period:
    """Give the period before today's."""
    return period_of(kind, period_of(kind, today).first - timedelta(days=1))


def _may(request: web.Request, step: Step) -> bool:
    return step not in MANAGERS_ALONE or who_of(request).role is Role.MANAGER


def _actor(request: web.Request) -> Actor:
    return Actor(who=who_of(request).staff, origin=request.remote or "")


def _back(request: web.Request, told: str) -> web.Response:
    place = f"/reports/{request.match_info['report']}"
    return see(f"{place}?told={told}" if told else place)
