"""Who was allowed to handle personal data in a time; in the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.audit import Action
from storage.audit_tables import AuditEntry
from storage.staff_tables import Designation, Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Designated:
    """One line of the roster."""

    name: str
    role: str
    first_day: date
    last_day: date | None
    """None: it went on, as far as was known."""


async def designated(
    session: AsyncSession, first: date, last: date, *, until: datetime
) -> Sequence[Designated]:
    """List whose designation touched the days, in the order of first days and names.

    That one ends is noted in its row, perhaps later: the trail knows when that was.
    """
    asked = (
        select(Designation, Staff)
        .join(Staff, col(Staff.id) == col(Designation.staff))
        .where(col(Designation.first_day) <= last, col(Designation.noted_at) <= until)
        .order_by(col(Designation.first_day), col(Staff.login))
    )
    ends = await _ends(session, until)
    found = []
    for row, person in (await session.exec(asked)).all():
        known = row.last_day is not None and (person.id, row.last_day.isoformat()) in ends
        last_day = row.last_day if known else None
        if last_day is None or last_day >= first:
            found.append(
                Designated(
                    name=person.name,
                    role=person.role,
                    first_day=row.first_day,
                    last_day=last_day,
                )
            )
    return found


async def _ends(session: AsyncSession, until: datetime) -> frozenset[tuple[str, str]]:
    asked = select(AuditEntry.subject, AuditEntry.detail).where(
        col(AuditEntry.action) == Action.DESIGNATION_ENDED.value, col(AuditEntry.at) <= until
    )
    found = (await session.exec(asked)).all()
    return frozenset((person, str(json.loads(detail).get("to"))) for person, detail in found)
