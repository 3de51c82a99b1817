"""How people at seats spent their time, for who watches over them."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web

from agent_ui import words
from agent_ui.keys import SITE
from agent_ui.page import day_of, render
from callcenter.seat import SeatState
from desk import work_time

DOINGS: dict[str, str] = {
    SeatState.READY.value: words.SEAT_STATES[SeatState.READY],
    SeatState.RINGING.value: words.SEAT_STATES[SeatState.RINGING],
    SeatState.TALKING.value: words.SEAT_STATES[SeatState.TALKING],
    work_time.HELD: "保留中",
    SeatState.WRAP_UP.value: words.SEAT_STATES[SeatState.WRAP_UP],
    work_time.PAGE_LOST: words.REASONS[work_time.PAGE_LOST],
    SeatState.NOT_READY.value: words.SEAT_STATES[SeatState.NOT_READY],
}
"""In the order of the columns."""


async def page(request: web.Request) -> web.StreamResponse:
    """Show a day's time by person: what was done, and why somebody took no calls."""
    desk = request.app[SITE].desk
    today = desk.today
    day = day_of(request)
    shown = {
        "rules": desk.rules,
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < today else None,
        "doings": DOINGS,
        "people": await work_time.of_day(desk, day),
        "span": _span,
    }
    return render(request, "work_times.html", shown)


def _span(seconds: float) -> str:
    """Write a time as hours and minutes and seconds: 1:02:03."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
