"""The day's close on its page: what is open is named, and who closes it leaves a row behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from aiohttp import web

from agent_ui import day_words
from agent_ui.day_room import DayRoom, No
from agent_ui.keys import SITE
from agent_ui.page import date_of, day_of, render, see, text_of, who_of
from desk import day_close
from desk.callbacks import SUPERVISES
from desk.day_close import DayLook
from desk.not_imported import NotImported
from desk.open_work import Kind, Line

SHOWN = 14


def room_of(request: web.Request) -> DayRoom:
    """Give the days.

    Raises:
        HTTPNotFound: nobody closes days here.
    """
    room = request.app[SITE].days
    if room is None:
        raise web.HTTPNotFound
    return room


def to_remind(request: web.Request) -> Sequence[date]:
    """Give the days that a person is reminded to close: supervisors and managers alone."""
    site = request.app[SITE]
    if site.days is None or who_of(request).role not in SUPERVISES:
        return ()
    wait = timedelta(seconds=site.desk.rules.alarms.close_remind_s)
    return [e.day for e in site.days.unclosed() if site.desk.clock() - e.since >= wait]


def late_import(request: web.Request) -> NotImported | None:
    """Give the applications that were to be imported by now, as they were looked at last."""
    days = request.app[SITE].days
    return days.not_imported() if days is not None else None


async def page(request: web.Request) -> web.StreamResponse:
    """Show a day with all that is open of it, and how it was closed."""
    return await _shown(request, day_of(request))


async def close(request: web.Request) -> web.StreamResponse:
    """Close a day; what is left open has to be seen and ticked."""
    room, who = room_of(request), who_of(request)
    day, seen = date_of(await text_of(request, "day")), await text_of(request, "seen")
    is_sure = await text_of(request, "sure", longest=1) == "1"
    if not is_sure and (await room.look(day)).left:
        return await _shown(request, day, error=day_words.UNSURE, status=409)
    done = await room.close(day, who.actor, by=who.login, seen=seen)
    if isinstance(done, No):
        return await _shown(request, day, error=day_words.REFUSED[done], status=409)
    floor = request.app[SITE].floor
    if floor is not None:
        await floor.look()  # so that the alarm goes at once
    return see(f"/day?day={day.isoformat()}")


async def _shown(
    request: web.Request, day: date, *, error: str = "", status: int = 200
) -> web.Response:
    desk, room = request.app[SITE].desk, room_of(request)
    found = await room.look(day)
    operated = [each.day for each in room.open_days if each.day <= desk.today]
    values = {
        "rules": desk.rules,
        "zone": desk.zone,
        "said": day_words,
        "look": found,
        "groups": _by_kind(found),
        "is_over": room.is_over(day),
        "has_cases": room.progress is not None,
        "before": max((each for each in operated if each < day), default=None),
        "after": min((each for each in operated if each > day), default=None),
        "waiting": [each.day for each in room.unclosed() if each.day != day],
        "closings": await day_close.latest(desk, SHOWN),
        "error": error,
    }
    return render(request, "day.html", values, status=status)


def _by_kind(found: DayLook) -> list[tuple[Kind, list[Line]]]:
    groups = [
        (kind, [each for each in found.left if each.kind is kind]) for kind in day_words.KINDS
    ]
    return [(kind, lines) for kind, lines in groups if lines]
