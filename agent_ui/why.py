"""Why did this call go there? What was decided of it, as it was decided."""

from __future__ import annotations

from aiohttp import web

from agent_ui import floor_words, words
from agent_ui.keys import SITE
from agent_ui.page import render
from metrics.why import tell
from storage.calls import CallRow, one_call
from storage.decisions import decisions


async def page(request: web.Request) -> web.StreamResponse:
    """Tell the decisions of a call, in progress or over."""
    site, call = request.app[SITE], request.match_info["call"]
    found = await decisions(site.desk.engine, call)
    row = await one_call(site.desk.engine, call)
    if row is None and not found:
        raise web.HTTPNotFound
    known = words.reasons(site.desk.rules, lambda text: text)
    shown = {
        "rules": site.desk.rules,
        "call": call,
        "row": row,
        "came_to": _came_to(row),
        "zone": site.desk.zone,
        "told": [tell(each.at, each.decision, site.desk.zone, known) for each in found],
    }
    return render(request, "why.html", shown)


def _came_to(row: CallRow | None) -> str:
    """Say how a call ended: a caller's by its outcome, one of ours by what the network said."""
    if row is None or row.ended_at is None:
        return floor_words.IN_PROGRESS
    if row.result is not None:
        return words.RESULTS[row.result]
    return words.OUTCOMES[row.outcome] if row.outcome is not None else ""
