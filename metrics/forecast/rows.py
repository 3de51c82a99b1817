"""What the database knows for forecasts: past days, and who worked on them. Sums are read.

Every function raises `DatabaseUnavailable` when there is no answer now.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.campaign import OpenDay
from callcenter.outcome import Outcome
from metrics.definition import Definition, Place
from metrics.forecast.learned import Served, Staffed
from metrics.forecast.past import Day
from metrics.work import Hours, Worked, worked
from storage import forecasts, stays
from storage.engine import transaction
from storage.forecast_tables import SlotStaffing
from storage.rollups import slot_of

AT_ONCE = timedelta(days=14)
"""So many days are read before the loop turns: their rows take it a few milliseconds."""
GAVE_UP = (Outcome.ABANDONED_IN_QUEUE.value, Outcome.OVERFLOW.value)
HALF_HOUR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Past days, and how callers were served on them."""

    days: Sequence[Day]
    lost: Mapping[date, int]
    """Of each day, as the rate counts."""
    served: Served
    waited_lost: Mapping[datetime, int] = field(default_factory=dict)
    """By half-hour the lost calls but for those that hung up while being greeted."""


async def seen(
    engine: AsyncEngine, definition: Definition, zone: ZoneInfo, first: date, last: date
) -> Seen:
    """Read the sums of the days from `first` to `last`; a day without a call is left out."""
    counts: defaultdict[date, Counter[int]] = defaultdict(Counter)
    lost: Counter[date] = Counter()
    waited_lost: Counter[datetime] = Counter()
    sums: Counter[str] = Counter()
    offered = {each.value for each in definition.offered}
    answered = {each.value for each in definition.at(Place.ANSWERED)}
    while first <= last:
        until = min(last, first + AT_ONCE - timedelta(days=1))
        for each in await forecasts.sums(engine, first, until):
            day, slot, outcome, calls = each.day, each.slot, each.outcome, each.calls
            sums["wait"] += each.wait_ms
            if outcome == Outcome.ANSWERED:
                sums["answered"] += calls
                sums["seat"] += each.seat_ms
            if outcome not in offered:
                continue
            counts[day][half_of(slot, zone)] += calls
            sums["offered"] += calls
            sums["hung_up"] += calls if outcome == Outcome.ABANDONED_IN_GUIDANCE else 0
            sums["gave_up"] += calls if outcome in GAVE_UP else 0
            if outcome not in answered:
                lost[day] += calls
                waited_lost[slot] += calls if outcome != Outcome.ABANDONED_IN_GUIDANCE else 0
        first += AT_ONCE
        await asyncio.sleep(0)
    return Seen(
        days=[Day(day, dict(halves)) for day, halves in sorted(counts.items())],
        lost=lost,
        waited_lost=waited_lost,
        served=Served(
            answered=sums["answered"],
            seat_s=sums["seat"] / 1000,
            waited_s=sums["wait"] / 1000,
            gave_up=sums["gave_up"],
            hung_up=sums["hung_up"],
            offered=sums["offered"],
        ),
    )


def half_of(at: datetime, zone: ZoneInfo) -> int:
    """Number the half-hour of an instant in the campaign's day."""
    local = at.astimezone(zone)
    return local.hour * 2 + local.minute // 30


def halves_of(day: OpenDay, zone: ZoneInfo) -> list[Hours]:
    """Cut an open day's hours along the half-hours."""
    begin, end = (datetime.combine(day.day, each, zone) for each in (day.opens, day.closes))
    at = begin.replace(minute=begin.minute - begin.minute % 30)
    found = []
    while at < end:
        found.append(Hours(day.day, max(at, begin), min(at + HALF_HOUR, end)))
        at += HALF_HOUR
    return found


async def note_staffing(engine: AsyncEngine, days: Sequence[OpenDay], zone: ZoneInfo) -> None:
    """Sum up who worked when on open days that are over, unless it was done."""
    done = await forecasts.staffed_days(engine, [each.day for each in days])
    for day in days:
        if day.day in done:
            continue
        halves = halves_of(day, zone)
        async with transaction(engine) as session:
            spells = await stays.spells_between(session, halves[0].begin, halves[-1].end)
        found = await asyncio.to_thread(worked, spells, halves)
        await forecasts.keep_staffing(engine, [_row(each) for each in found])


def _row(found: Worked) -> SlotStaffing:
    return SlotStaffing(
        slot=slot_of(found.hours.begin),
        day=found.hours.day,
        open_ms=found.hours.length_ms,
        working_ms=found.working_ms,
    )


def staffed(found: Seen, working: Sequence[SlotStaffing], zone: ZoneInfo) -> list[Staffed]:
    """Put calls and seats of past half-hours together."""
    by_day = {each.day: each for each in found.days}
    return [
        Staffed(
            offered=by_day[each.day].halves.get(half_of(each.slot, zone), 0),
            lost=found.waited_lost.get(each.slot, 0),
            seats=each.working_ms / each.open_ms,
        )
        for each in working
        if each.day in by_day and each.open_ms
    ]
