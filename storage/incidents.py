"""Questions about incidents with personal data, each inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.report_tables import Incident


async def last_number(session: AsyncSession) -> int:
    """Give the last number that an incident got; 0 if there is none."""
    return (await session.exec(select(func.max(Incident.id)))).one() or 0


async def latest(session: AsyncSession, incident: int) -> Incident | None:
    """Give an incident as it is known now; None if there is none of that number."""
    asked = select(Incident).where(col(Incident.id) == incident).order_by(col(Incident.n).desc())
    return (await session.exec(asked.limit(1))).first()


async def versions(session: AsyncSession, incident: int) -> Sequence[Incident]:
    """List all that was noted of an incident, the first first."""
    asked = select(Incident).where(col(Incident.id) == incident).order_by(col(Incident.n))
    return (await session.exec(asked)).all()


async def known(session: AsyncSession, *, until: datetime) -> Sequence[Incident]:
    """List the incidents as they were known at an instant, the latest number first."""
    asked = (
        select(Incident)
        .where(col(Incident.noted_at) <= until)
        .order_by(col(Incident.id).desc(), col(Incident.n).desc())
    )
    found: dict[int, Incident] = {}
    for each in (await session.exec(asked)).all():
        found.setdefault(each.id, each)
    return list(found.values())
