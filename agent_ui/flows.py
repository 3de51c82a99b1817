"""What callers hear, as pictures: each flow in force, with the counts of a day on its ways."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from aiohttp import web

from agent_ui.headers import with_nonce
from agent_ui.keys import SITE
from agent_ui.page import render
from ivr_flows.drawing import counts_in, draw
from ivr_flows.schema import Flow
from storage.calls import ways_of_day

LOOK_BACK = 366


async def overview(request: web.Request) -> web.StreamResponse:
    """List the flows in force, with how many calls entered each on a day; else on yesterday."""
    day = _day(request)
    counted = await ways_of_day(request.app[SITE].desk.engine, day)
    flows = await asyncio.to_thread(request.app[SITE].flows)
    entered = {each.name: counts_in(each, counted).get(("", each.start), 0) for each in flows}
    return render(
        request, "flows.html", {"flows": flows, "entered": entered, "day": day} | _around(request)
    )


async def page(request: web.Request) -> web.StreamResponse:
    """Show one flow."""
    flow, day = await _flow(request), _day(request)
    return render(request, "flow.html", {"flow": flow, "day": day} | _around(request))


async def picture(request: web.Request) -> web.StreamResponse:
    """Draw one flow, with the counts of the day."""
    flow, day = await _flow(request), _day(request)
    counted = await ways_of_day(request.app[SITE].desk.engine, day)
    drawn = await asyncio.to_thread(draw, flow, counts_in(flow, counted))

    def styled(nonce: str) -> web.Response:
        text = drawn.replace("<style>", f'<style nonce="{nonce}">', 1)
        return web.Response(text=text, content_type="image/svg+xml")

    return with_nonce(request, styled)


def _around(request: web.Request) -> dict[str, object]:
    return {"rules": request.app[SITE].desk.rules}


async def _flow(request: web.Request) -> Flow:
    flows = await asyncio.to_thread(request.app[SITE].flows)
    found = next((each for each in flows if each.name == request.match_info["flow"]), None)
    if found is None:
        raise web.HTTPNotFound
    return found


def _day(request: web.Request) -> date:
    desk = request.app[SITE].desk
    today = desk.today
    try:
        day = date.fromisoformat(request.query.get("day", ""))
    except ValueError:
        return today - timedelta(days=1)
    return day if today - timedelta(days=LOOK_BACK) <= day <= today else today - timedelta(days=1)
