"""The floor as the forecast sees it: who takes calls, what came, which levers could be pulled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from app.live import Live
from callcenter.campaign import OpenDay, SeatCap
from callcenter.contact import Calling
from callcenter.leading import bounds
from callcenter.seat import SeatState
from metrics.day_figures import is_under_way
from metrics.definition import Place
from metrics.forecast.kinds import Lever
from metrics.forecast.levers import Option
from metrics.forecast.losses import Service
from metrics.forecast.outlook import Now
from metrics.forecast.rows import Seen, half_of
from metrics.forecast.told import Situation

DEFICIENCY = "deficiency"
"""Kind of our own calls to applicants; they rest while they are paused."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Seats that take callers' calls at an instant, and lines that callers may use."""

    seats: int
    lines: int


def sample(live: Live) -> Sample:
    """Look at the floor now."""
    seats = max(0, _working(live) - len(_ours(live)))
    capacity = live.capacity()
    if live.campaign.seat_cap is SeatCap.CONTRACT:
        seats = min(seats, capacity.seats)
    own = sum(bool(each.kind) and each.holds_line for each in live.floor.calls.values())
    return Sample(seats, max(1, capacity.lines - own))


def situation_of(
    live: Live,
    day: OpenDay,
    *,
    service: Service,
    seen: Seen,
    later: Sequence[tuple[date, float, int]],
    options: Sequence[Option],
) -> Situation:
    """Put together how the day stands."""
    at, definition, today = live.now(), live.definition, live.board().today
    zone = ZoneInfo(live.campaign.zone)
    local = at.astimezone(zone)
    half = half_of(at, zone) + (local.minute % 30) / 30 + local.second / 1_800
    answered = sum(today.get(each, 0) for each in definition.at(Place.ANSWERED))
    offered = sum(today.get(each, 0) for each in definition.offered)
    under_way = sum(is_under_way(each) for each in live.floor.calls.values())
    monday = day.day - timedelta(days=day.day.weekday())
    week = [each for each in seen.days if monday <= each.day < day.day]
    now = Now(
        day=day.day,
        half=min(half, hours_of(day)[1]),
        come=offered + under_way,
        lost=offered - answered,
        target_percent=definition.target_percent or 0,
    )
    return Situation(
        at=at,
        now=now,
        service=service,
        week_offered=sum(each.offered for each in week),
        week_lost=sum(seen.lost.get(each.day, 0) for each in week),
        later=later,
        options=options,
    )


def options_of(live: Live, recall: Sequence[str], calling: Calling) -> list[Option]:
    """List the levers that could be pulled now, the cheapest first."""
    found, capacity = [], live.capacity()
    if calling is Calling.ON:
        found.append(Option(lever=Lever.PAUSE_CALLING, seats=float(len(_ours(live)))))
    away = _away(live)
    for reason in recall:
        if seats := away.count(reason):
            found.append(Option(lever=Lever.RECALL, reason=reason, seats=float(seats)))
    seats_bound, lines_bound = bounds(live.campaign, live.contract_row())
    if live.campaign.seat_cap is SeatCap.CONTRACT:
        more = min(seats_bound.stop - 1, _working(live)) - capacity.seats
        if more > 0:
            found.append(Option(lever=Lever.MORE_SEATS, seats=float(more)))
    if (more_lines := lines_bound.stop - 1 - capacity.lines) > 0:
        found.append(Option(lever=Lever.MORE_LINES, lines=more_lines))
    return found


def freed(live: Live, option: Option, seats: int) -> Option:
    """Say how many seats really take calls by a lever that is pulled now.

    Args:
        live: The floor.
        option: The lever, with by how much seats or lines were raised.
        seats: The day's seats before.
    """
    if option.lever is Lever.PAUSE_CALLING:
        return replace(option, seats=float(len(_ours(live))))
    if option.lever is Lever.RECALL:
        return replace(option, seats=float(_away(live).count(option.reason)))
    return replace(option, seats=min(option.seats, float(max(0, _working(live) - seats))))


def hours_of(day: OpenDay) -> tuple[float, float]:
    """Give a day's hours in half-hours since midnight."""
    opens, closes = (each.hour * 2 + each.minute / 30 for each in (day.opens, day.closes))
    return opens, closes


def _working(live: Live) -> int:
    return sum(
        each.registered and not each.voiceless and each.state != SeatState.NOT_READY
        for each in live.floor.seats.values()
    )


def _away(live: Live) -> list[str]:
    """Give why each seat is away that could be called back."""
    return [
        each.reason
        for each in live.floor.seats.values()
        if each.registered and each.state == SeatState.NOT_READY
    ]


def _ours(live: Live) -> list[str]:
    """Name the seats that call applicants now."""
    return [
        each.seat
        for each in live.floor.calls.values()
        if each.kind == DEFICIENCY and each.seat is not None
    ]
