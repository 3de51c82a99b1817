"""A person's records: the calls that have none yet, the drafts, the simple ones in one key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from agent_ui import record_words
from agent_ui.keys import SITE
from agent_ui.page import render, see, text_of, who_of
from desk import records
from desk.inquiry import is_complaint


async def overview(request: web.Request) -> web.StreamResponse:
    """Show the calls without a record, today's records and all drafts."""
    return await _overview(request)


async def begin(request: web.Request) -> web.StreamResponse:
    """Open the record of a call, or one without a call."""
    who, call = who_of(request), await _call(request)
    record = await records.begin(request.app[SITE].desk, who, call=call)
    return see(f"/records/{record}")


async def simple(request: web.Request) -> web.StreamResponse:
    """Record a simple inquiry by its category."""
    who, call = who_of(request), await _call(request)
    category = await text_of(request, "category", longest=40)
    if await records.simple(request.app[SITE].desk, who, category, call=call) is None:
        return await _overview(request, error=record_words.NOT_SIMPLE, status=409)
    return see("/records")


def around(request: web.Request) -> Mapping[str, Any]:
    """Give what stands beside every page of records: the person's own seat."""
    site = request.app[SITE]
    return {
        "said": record_words,
        "rules": site.desk.rules,
        "has_cases": site.cases is not None,
        "zone": site.desk.zone,
        "seats": {each["id"]: each for each in site.feed.floor.seats()},
    }


async def _call(request: web.Request) -> str | None:
    """Read which call is recorded: one that the person took, or none.

    Raises:
        HTTPNotFound: it is nobody's or somebody else's.
    """
    call = await text_of(request, "call", longest=200)
    if not call:
        return None
    taken = await records.handled(request.app[SITE].desk, who_of(request))
    if call not in {each.call for each in taken}:
        raise web.HTTPNotFound
    return call


async def _overview(
    request: web.Request, *, error: str = "", status: int = 200
) -> web.StreamResponse:
    desk, who = request.app[SITE].desk, who_of(request)
    taken = await records.handled(desk, who)
    unwritten = [each for each in taken if each.record is None]
    empty = {each.call for each in unwritten}
    shown = {
        **around(request),
        "unwritten": unwritten,
        "records": [
            each
            for each in await records.mine(desk, who)
            if each.call is None or each.call not in empty
        ],
        "simple": [
            path for path in desk.rules.paths() if not is_complaint(path[-1].id, desk.rules)
        ],
        "error": error,
    }
    return render(request, "records.html", shown, status=status)
