"""Counting rows for Prometheus, a few cheap questions a minute."""

from __future__ import annotations

import time

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, func, select

from metrics.vital import RowSigns
from storage.audit_tables import AuditEntry, AuditHead
from storage.engine import transaction
from storage.inquiry_tables import Inquiry
from storage.tables import Recording

_SIZE = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    "postgresql": "SELECT pg_database_size(current_database())",
}


async def count_rows(engine: AsyncEngine) -> RowSigns:
    """Count; raises `DatabaseUnavailable`."""
    began = time.monotonic()
    by_state = select(col(Recording.state), func.count()).group_by(col(Recording.state))
    drafts = select(func.count()).where(col(Inquiry.closed_at).is_(None))
    async with transaction(engine) as session:
        recordings = {state: count for state, count in (await session.exec(by_state)).all()}
        entries = (await session.exec(select(col(AuditHead.n)))).one()
        records_open = (await session.exec(drafts)).one()
        at = (await session.exec(select(AuditEntry.at).where(col(AuditEntry.n) == entries))).first()
        size = (await session.exec(text(_SIZE[engine.dialect.name]))).scalar_one()  # type: ignore[call-overload]
    return RowSigns(
        recordings=recordings,
        audit_entries=entries,
        records_open=records_open,
        took_s=time.monotonic() - began,
        database_bytes=size,
        audit_last=at.timestamp() if at is not None else 0.0,
    )
