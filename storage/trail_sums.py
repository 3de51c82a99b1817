"""Counts of what the audit trail tells, each inside the caller's transaction.

What was done once counts once: of a long list, which is several entries, the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.audit_tables import AuditEntry


async def by_action(session: AsyncSession, begin: datetime, end: datetime) -> dict[str, int]:
    """Count the entries from `begin` up to `end`, which is not included, by what was done."""
    asked = (
        select(col(AuditEntry.action), func.count())
        .where(col(AuditEntry.at) >= begin, col(AuditEntry.at) < end, _counts())
        .group_by(col(AuditEntry.action))
        .order_by(col(AuditEntry.action))
    )
    return {action: count for action, count in (await session.exec(asked)).all()}


async def listed(
    session: AsyncSession, begin: datetime, end: datetime, action: str
) -> Sequence[AuditEntry]:
    """List the entries of one kind that `by_action` counts, in their order."""
    asked = (
        select(AuditEntry)
        .where(
            col(AuditEntry.at) >= begin,
            col(AuditEntry.at) < end,
            col(AuditEntry.action) == action,
            _counts(),
        )
        .order_by(col(AuditEntry.n))
    )
    return (await session.exec(asked)).all()


def _counts() -> ColumnElement[bool]:
    """Leave out all parts of a list but the first; details are JSON without blanks."""
    detail = col(AuditEntry.detail)
    has_part = detail.contains('"part":', autoescape=True)
    firsts = [detail.contains(f'"part":1{end}', autoescape=True) for end in ",}"]
    return or_(~has_part, *firsts)
