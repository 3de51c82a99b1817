"""Complaints on the page of promises: of which the client was told, and which were reported."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

from agent_ui import promise_words
from agent_ui.keys import SITE
from agent_ui.page import see, text_of, who_of
from agent_ui.promises import shown
from desk import complaints
from desk.complaints import ToldClient
from desk.ticket import LONGEST_PERSON, Means


async def told(request: web.Request) -> web.StreamResponse:
    """Keep when, whom and by what means somebody told the client of an urgent complaint."""
    desk, who = request.app[SITE].desk, who_of(request)
    try:
        at = datetime.fromisoformat(await text_of(request, "at", longest=25))
        means = Means(await text_of(request, "means", longest=20))
    except ValueError:
        raise web.HTTPBadRequest from None
    said = ToldClient(
        at=at.replace(tzinfo=desk.zone),
        person=(await text_of(request, "person", longest=2 * LONGEST_PERSON)).strip(),
        means=means,
    )
    refused = await complaints.told(desk, who, request.match_info["record"], said)
    if refused is not None:
        return await shown(request, error=promise_words.TOLD[refused], status=422)
    return see("/promises")


async def reported(request: web.Request) -> web.StreamResponse:
    """Keep that the daily report with the ticked complaints was handed in."""
    desk, who = request.app[SITE].desk, who_of(request)
    given = (await request.post()).getall("record", [])
    await complaints.reported(desk, who, [each for each in given if isinstance(each, str)])
    return see("/promises")
