"""The live board: the page, its wall, and the calls behind every figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from aiohttp import web

from agent_ui import caller_words, floor_words, forecast_words, words
from agent_ui.floor_room import FloorRoom, Sees, sees_of, shown
from agent_ui.keys import SITE
from agent_ui.page import render, who_of
from agent_ui.sighted import sighted
from callcenter.commands import ShowCall
from desk.duties import PACE
from metrics.day_figures import (
    COME,
    DIALLED,
    LINES,
    LIVE,
    OFFERED,
    UNSOUND,
    is_under_way,
    outcomes_of,
)
from storage.audit import Action
from storage.calls import CallRow, calls_of_day, dialled_since
from storage.rollups import slot_of

HALF_HOUR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One call behind a figure."""

    call: str
    arrived_at: datetime
    number: str
    how: str
    """How it ended, or what it does."""
    seat: str
    wait_s: float | None
    talk_s: float | None
    is_over: bool


def room_of(request: web.Request) -> FloorRoom:
    """Give the floor's room.

    Raises:
        HTTPNotFound: this site has no boards.
    """
    room = request.app[SITE].floor
    if room is None:
        raise web.HTTPNotFound
    return room


async def page(request: web.Request) -> web.StreamResponse:
    """Show the board; its script fills it in."""
    return _page(request, "floor_board.html")


async def wall(request: web.Request) -> web.StreamResponse:
    """Show the board for a screen on a wall: large, and with nobody's number."""
    return _page(request, "floor_wall.html")


async def calls(request: web.Request) -> web.StreamResponse:
    """List the calls that a figure counts."""
    room, site, figure = room_of(request), request.app[SITE], request.match_info["figure"]
    sees, slot = sees_of(who_of(request).role), _slot(request)
    outcomes = outcomes_of(OFFERED if figure == COME else figure, room.definition)
    if figure == UNSOUND:
        slot, found = "", await _unsound(request, sees)
    elif figure == DIALLED:
        since = site.desk.clock() - PACE
        dialled = await dialled_since(site.desk.engine, since)
        slot, found = "", [_ended(request, each, sees) for each in dialled]
    elif outcomes is not None:
        found = [
            _ended(request, each, sees)
            for each in await calls_of_day(site.desk.engine, site.desk.today)
            if each.outcome in outcomes and _is_in(request, slot, each.arrived_at)
        ]
        if figure == COME:
            found += _in_progress(request, room.calls(), figure, sees)
    elif figure == LINES or figure in LIVE:
        slot, found = "", _in_progress(request, room.calls(), figure, sees)
    else:
        raise web.HTTPNotFound
    if sees is not Sees.NOBODY:
        lines = {figure: [each.call for each in found]}
        await sighted(request, Action.BOARD_CALLS_LISTED, lines)
    shown_now = {
        "rules": site.desk.rules,
        "figure": floor_words.FIGURES[figure],
        "said": floor_words,
        "slot": floor_words.BESIDE.get(slot, slot),
        "is_beside": slot in floor_words.BESIDE,
        "calls": found,
        "zone": site.desk.zone,
    }
    return render(request, "floor_calls.html", shown_now)


async def _unsound(request: web.Request, sees: Sees) -> list[Listed]:
    """List the calls of which a side is not recorded: in progress, or of today's rows."""
    room, desk = room_of(request), request.app[SITE].desk
    wanted, live = set(room.unsound()), {each.call: each for each in room.calls()}
    rows = [each for each in await calls_of_day(desk.engine, desk.today) if each.id in wanted]
    going = [live[each.id] for each in rows if each.id in live]
    going += [live[each] for each in wanted & live.keys() - {row.id for row in rows}]
    ended = [_ended(request, each, sees) for each in rows if each.id not in live]
    return ended + [_listed(request, each, sees) for each in going]


def _ended(request: web.Request, row: CallRow, sees: Sees) -> Listed:
    """List a call of the rows: a caller's that ended, or one of ours."""
    how = words.RESULTS[row.result] if row.result else floor_words.CALL_STATES.get(row.state, "")
    if row.outcome:
        how = words.OUTCOMES[row.outcome]
    return Listed(
        call=row.id,
        arrived_at=row.arrived_at,
        number=_number(request, row.caller, row.withheld, sees),
        how=how,
        seat=row.seat or "",
        wait_s=(row.wait_s or 0.0) + (row.ring_s or 0.0),
        talk_s=row.talk_s,
        is_over=row.ended_at is not None,
    )


def _page(request: web.Request, template: str) -> web.StreamResponse:
    room, site = room_of(request), request.app[SITE]
    values = {
        "rules": site.desk.rules,
        "seats": site.seats,
        "said": floor_words,
        "foretold": forecast_words,
        "zone": str(site.desk.zone),
        "slots": [f"{each:%H:%M}" for each in _slots(request)],
        "target": room.definition.target_percent,
        "is_measured": not room.definition.counts_carrier_busy,
        "bounds": room.bounds(),
    }
    return render(request, template, values)


def _slots(request: web.Request) -> Sequence[datetime]:
    """Give the half-hours of the day that the chart shows."""
    desk, (opens, closes) = request.app[SITE].desk, room_of(request).hours()
    today = desk.today
    at = slot_of(datetime.combine(today, opens, tzinfo=desk.zone))
    found = []
    while at < datetime.combine(today, closes, tzinfo=desk.zone):
        found.append(at)
        at += HALF_HOUR
    return found


def _slot(request: web.Request) -> str:
    name = request.query.get("slot", "")
    if name in floor_words.BESIDE:
        return name
    try:
        return f"{time.fromisoformat(name):%H:%M}" if name else ""
    except ValueError:
        raise web.HTTPBadRequest from None


def _is_in(request: web.Request, slot: str, at: datetime) -> bool:
    """Whether a call that came then stands in a row of the half-hours' table; "" is all of them."""
    began = slot_of(at).astimezone(request.app[SITE].desk.zone)
    if slot not in floor_words.BESIDE:
        return slot in ("", f"{began:%H:%M}")
    hours = _slots(request)
    return began < hours[0] if slot == "before" else began > hours[-1]


def _in_progress(
    request: web.Request, found: Sequence[ShowCall], figure: str, sees: Sees
) -> list[Listed]:
    wanted = [each for each in found if _counts(each, figure)]
    wanted.sort(key=lambda each: (each.arrived_at, each.call))
    return [_listed(request, each, sees) for each in wanted]


def _listed(request: web.Request, call: ShowCall, sees: Sees) -> Listed:
    """List a call in progress."""
    return Listed(
        call=call.call,
        arrived_at=call.arrived_at,
        number=_number(request, call.caller or call.dials, call.withheld, sees),
        how=floor_words.CALL_STATES.get(call.state, call.state),
        seat=call.seat or "",
        wait_s=None,
        talk_s=None,
        is_over=False,
    )


def _counts(call: ShowCall, figure: str) -> bool:
    """Whether a figure counts a call in progress."""
    if figure == LINES:
        return call.holds_line
    if figure == COME:
        return is_under_way(call)
    return call.state in LIVE[figure] and not (figure == "waiting" and call.kind)


def _number(request: web.Request, caller: str | None, withheld: str | None, sees: Sees) -> str:
    if caller is None:
        return caller_words.WITHHELD.get(withheld or "unknown", "")
    return shown(request.app[SITE].number_of(caller), sees) or caller_words.GONE
