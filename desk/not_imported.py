"""Applications that came online and that nobody imported in time (SPR-III-5-2-イ)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.campaign import OpenDay
from desk.desk import Desk
from japan.calendar import is_business_day
from storage.case_files import last_came


@dataclass(frozen=True, slots=True)
class NotImported:
    """What was to be imported by now, and was not."""

    by: datetime
    """When it was due."""
    last: datetime | None
    """When the last file of the day was imported; None: the day has none yet."""
    is_last: bool
    """No later time of the day brings it to mind."""

    @property
    def is_alarm(self) -> bool:
        """Whether the whole day went by without any."""
        return self.is_last and self.last is None


def overdue(times: Sequence[time], at: datetime, last: datetime | None) -> NotImported | None:
    """Tell what is overdue: between any two of the times, in their order, a file is to come.

    Args:
        times: The campaign's, in their order.
        at: Now, in the campaign's zone.
        last: When the last file of the day came.
    """
    passed = [due for each in times if (due := datetime.combine(at, each, at.tzinfo)) <= at]
    if not passed:
        return None
    before = passed[-2] if len(passed) > 1 else datetime.combine(at, time(), at.tzinfo)
    if last is not None and last >= before:
        return None
    return NotImported(passed[-1], last, is_last=len(passed) == len(times))


async def not_imported(
    session: AsyncSession, desk: Desk, open_days: Sequence[OpenDay]
) -> NotImported | None:
    """Tell what is overdue now; nothing is on holidays, nor before or after the operation."""
    times, at = desk.rules.alarms.imports, desk.clock().astimezone(desk.zone)
    today, days = at.date(), [each.day for each in open_days]
    if not times or not days or not min(days) <= today <= max(days) or not is_business_day(today):
        return None
    return overdue(times, at, await last_came(session, today))
