"""Where the cases stand, and which of them stand too long (滞留, SPR-III-3-6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import and_, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.case_tables import Case


@dataclass(frozen=True, slots=True)
class Stagnant:
    """A case that has not moved for longer than its status may last."""

    number: str
    channel: str
    status: str
    since: datetime
    days: int
    """Calendar days."""
    limit: int


async def counts(
    session: AsyncSession, *, shows_protected: bool = True
) -> dict[tuple[str, str], int]:
    """Count all cases by status and channel; without `shows_protected` no protected person's."""
    asked = select(Case.status, Case.channel, func.count()).group_by(
        col(Case.status), col(Case.channel)
    )
    if not shows_protected:
        asked = asked.where(col(Case.is_protected).is_(False))
    return {(status, channel): count for status, channel, count in await session.exec(asked)}


async def stagnant(
    session: AsyncSession, limits: Mapping[str, int], *, today: date, zone: tzinfo
) -> list[Stagnant]:
    """List the cases that stand longer than their status' limit, the longest over it first."""
    if not limits:
        return []
    over = [
        and_(col(Case.status) == status, col(Case.status_since) < _cut(today, limit, zone))
        for status, limit in limits.items()
    ]
    asked = select(Case.number, Case.channel, Case.status, Case.status_since).where(or_(*over))
    found = [
        Stagnant(
            number=number,
            channel=channel,
            status=status,
            since=since,
            days=(today - since.astimezone(zone).date()).days,
            limit=limits[status],
        )
        for number, channel, status, since in await session.exec(asked)
    ]
    return sorted(found, key=lambda each: (each.limit - each.days, each.since, each.number))


def _cut(today: date, limit: int, zone: tzinfo) -> datetime:
    """Give the instant before which a case must have come to its status to be over the limit."""
    return datetime.combine(today - timedelta(days=limit), time.min, zone)
