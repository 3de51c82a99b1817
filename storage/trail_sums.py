"""Counts of what the audit trail tells, each inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.audit_tables import AuditEntry


async def by_action(session: AsyncSession, begin: datetime, end: datetime) -> dict[str, int]:
    """Count the entries from `begin` up to `end`, which is not included, by what was done."""
    asked = (
        select(col(AuditEntry.action), func.count())
        .where(col(AuditEntry.at) >= begin, col(AuditEntry.at) < end)
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
        )
        .order_by(col(AuditEntry.n))
    )
    return (await session.exec(asked)).all()
