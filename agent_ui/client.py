"""The client's pages (委託者): read-only; each look is an entry of the audit trail.

What they show of persons is the campaign's rule (`[client.sees]`); reports are shown once the
contractor's manager has approved them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web
from sqlmodel import col, select

from agent_ui import knowledge_words, promise_words, record_words, report_words
from agent_ui.keys import SITE
from agent_ui.page import render, who_of
from agent_ui.reports import asked_for, reporting_of
from desk import client_records
from desk.article import State as Article
from desk.ticket import Step
from metrics.due import report_id
from metrics.errors import NotDrawn, NotInForm
from metrics.handed import Format, made
from metrics.proof import prove
from metrics.reporting import Kept
from metrics.steps import State
from metrics.written import written
from storage import client as rows
from storage.engine import transaction
from storage.report_tables import Report

TO_CONFIRM, HANDED_IN = State.APPROVED, State.SUBMITTED
SHOWN = (TO_CONFIRM, HANDED_IN)
"""How far a report is before the client sees it."""


async def complaints_page(request: web.Request) -> web.StreamResponse:
    """List the complaints: when, how urgent, told and reported."""
    async with transaction(request.app[SITE].desk.engine) as session:
        found = await rows.complaints(session)
    return await _shown(request, "client_complaints.html", {"found": found}, at="complaints")


async def questions_page(request: web.Request) -> web.StreamResponse:
    """List the questions that came to the client, with what was agreed."""
    async with transaction(request.app[SITE].desk.engine) as session:
        found = await rows.questions(session, Step.WITH_CLIENT.value)
    return await _shown(request, "client_questions.html", {"found": found}, at="questions")


async def drafts_page(request: web.Request) -> web.StreamResponse:
    """List what waits for the client's word: articles handed in, reports before handing in."""
    site = request.app[SITE]
    async with transaction(site.desk.engine) as session:
        articles = await rows.articles(session, Article.HANDED_IN.value)
    values = {"articles": articles, "reports": await _reports(request, TO_CONFIRM)}
    return await _shown(request, "client_drafts.html", values, at="drafts")


async def reports_page(request: web.Request) -> web.StreamResponse:
    """List the reports that were handed in, the newest first."""
    values = {"reports": await _reports(request, HANDED_IN)}
    return await _shown(request, "client_reports.html", values, at="reports")


async def report(request: web.Request) -> web.StreamResponse:
    """Show a report as it was frozen, and what was corrected since: as its files have it."""
    kept = await _kept(request)
    proof = await prove(reporting_of(request), kept)
    values = {
        "kept": kept,
        "content": kept.content,
        "corrections": proof.corrections,
        "formats": list(Format),
        "written": written,
        "is_draft": kept.state is TO_CONFIRM,
    }
    return await _shown(request, "client_report.html", values, at=kept.id)


async def file(request: web.Request) -> web.StreamResponse:
    """Give a report out as a file."""
    reporting, kept, word = (
        reporting_of(request),
        await _kept(request),
        request.query.get("format", ""),
    )
    if word not in list(Format):
        raise web.HTTPBadRequest
    try:
        given = await made(reporting, kept.content, Format(word), kept=kept)
    except (NotInForm, NotDrawn):
        raise web.HTTPNotFound from None
    await client_records.looked(request.app[SITE].desk, who_of(request), f"{kept.id}.{word}")
    headers = {
        "Content-Disposition": f'attachment; filename="{given.name}"',
        "Content-Type": given.type,
    }
    return web.Response(body=given.body, headers=headers)


async def _kept(request: web.Request) -> Kept:
    """Find the report that the address names.

    Raises:
        HTTPNotFound: there is none, or the contractor has not approved it yet.
    """
    kept = await reporting_of(request).find(report_id(*asked_for(request)))
    if kept is None or kept.state not in SHOWN:
        raise web.HTTPNotFound
    return kept


async def _reports(request: web.Request, state: State) -> list[tuple[str, str, Report]]:
    """Give the reports of a state as id, title and row, the newest first."""
    site = request.app[SITE]
    if site.reports is None:
        return []
    titles = {each.kind.value: each.title for each in site.reports.plan.forms}
    asked = select(Report).where(col(Report.state) == state.value)
    async with transaction(site.desk.engine) as session:
        found = (await session.exec(asked.order_by(col(Report.last).desc()))).all()
    return [(row.id, titles.get(row.kind, row.kind), row) for row in found]


async def _shown(
    request: web.Request, template: str, values: Mapping[str, Any], *, at: str
) -> web.Response:
    desk = request.app[SITE].desk
    await client_records.looked(desk, who_of(request), at)
    around = {
        "rules": desk.rules,
        "zone": desk.zone,
        "today": desk.today,
        "said": record_words,
        "promised": promise_words,
        "of_articles": knowledge_words,
        "of_reports": report_words,
        "told": lambda text: client_records.told(text, desk.rules.client),
    }
    return render(request, template, {**around, **values})
