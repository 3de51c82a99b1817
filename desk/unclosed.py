"""Days that nobody closed: they are brought to mind, and later an alarm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.campaign import OpenDay
from desk.desk import Desk
from storage import day_close as rows

LOOK_BACK = timedelta(days=7)
"""So long somebody is reminded of a day that nobody closed."""


@dataclass(frozen=True, slots=True)
class Unclosed:
    """A day that nobody closed, and when its callers' hours ended."""

    day: date
    since: datetime


def over(desk: Desk, open_days: Iterable[OpenDay]) -> Iterator[Unclosed]:
    """Give the days of the last week whose hours are over, whether closed or not."""
    at = desk.clock()
    first = at - LOOK_BACK
    for each in open_days:
        since = datetime.combine(each.day, each.closes, tzinfo=desk.zone)
        if first <= since <= at:
            yield Unclosed(each.day, since)


async def unclosed(
    session: AsyncSession, desk: Desk, open_days: Iterable[OpenDay]
) -> tuple[Unclosed, ...]:
    """Give the days of the last week that had calls and that nobody closed, the oldest first."""
    found = {each.day: each for each in over(desk, open_days)}
    left = await rows.unclosed(session, list(found)) if found else set()
    return tuple(found[day] for day in sorted(left))
