"""The rows that make a figure which counts no calls: hours, promises, entries, cases."""

from __future__ import annotations

import re
from urllib.parse import quote

from aiohttp import web

from agent_ui.figure_lists import MOST_LISTED, whole_of
from agent_ui.reports import reporting_of, show
from agent_ui.sighted import sighted
from metrics import material
from metrics.opened import CALL, CASE, Link, Of, Told, opened
from metrics.report_plan import Part
from storage.audit import Action
from storage.engine import at_one_instant

_PLACE = re.compile(r"-?[0-9]{1,5}")


async def rows(request: web.Request) -> web.StreamResponse:
    """List what stands behind the figure at a place of a report."""
    reporting, whole = reporting_of(request), await whole_of(request)
    part = request.query.get("part", "")
    row, column = (request.query.get(name, "") for name in ("row", "column"))
    if part not in list(Part) or not (_PLACE.fullmatch(row) and _PLACE.fullmatch(column)):
        raise web.HTTPBadRequest
    async with at_one_instant(reporting.engine) as session:
        found = await opened(
            Of(
                session=session,
                campaign=whole.campaign,
                plan=whole.plan,
                period=whole.period,
                cut=whole.cut or await material.cut_now(session, reporting.clock()),
                part=Part(part),
                row=int(row),
                column=int(column),
                people=reporting.people,
            )
        )
    if found is None:
        raise web.HTTPNotFound
    rows = found.rows[:MOST_LISTED]
    cases = [e.name for row in rows for e in row if isinstance(e, Link) and e.kind == CASE]
    if cases:
        await sighted(request, Action.CASES_LISTED, {"cases": dict.fromkeys(cases)})
    shown = {
        "period": whole.period,
        "report": whole.report,
        "asked": found.asked,
        "count": found.figure,
        "is_cut": len(found.rows) > MOST_LISTED,
        "headings": found.headings,
        "rows": [[_cell(each) for each in row] for row in rows],
    }
    return show(request, "figure_rows.html", shown)


def _cell(told: Told) -> tuple[str, str]:
    """Give a cell's text and where it leads; empty if nowhere."""
    match told:
        case Link(kind=kind, name=name):
            where = "/figures/calls/" if kind == CALL else "/cases/"
            return name, f"{where}{quote(name, safe='')}"
        case str():
            return told, ""
