"""Everybody's closed records, to read: for who watches over the work; each reading is noted."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web

from agent_ui.keys import SITE
from agent_ui.page import day_of, render, who_of
from agent_ui.record_sound import told_of
from agent_ui.records import around
from desk import records


async def overview(request: web.Request) -> web.StreamResponse:
    """List what was recorded on a day, complaints marked."""
    desk = request.app[SITE].desk
    day, today = day_of(request), desk.today
    shown = {
        **around(request),
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < today else None,
        "records": await records.closed_on(desk, day),
    }
    return render(request, "inquiries.html", shown)


async def page(request: web.Request) -> web.StreamResponse:
    """Show one closed record; a draft is its writer's alone."""
    desk = request.app[SITE].desk
    record = await records.find(desk, request.match_info["record"])
    if record is None or record.closed_at is None:
        raise web.HTTPNotFound
    await records.see(desk, who_of(request), record)
    sound = await told_of(desk, record.call)
    shown = {**around(request), "record": record, "sound": sound}
    shown |= {"back": "/inquiries", "here": "/inquiries"}
    return render(request, "record_closed.html", shown)
