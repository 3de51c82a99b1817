"""Counting rows for Prometheus, a few cheap questions a minute."""

from __future__ import annotations

import time

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, func, select

from metrics.vital import RowSigns
from storage.audit_tables import AuditHead
from storage.engine import transaction
from storage.inquiry_tables import Inquiry
from storage.tables import Recording


async def count_rows(engine: AsyncEngine) -> RowSigns:
    """Count; raises `DatabaseUnavailable`."""
    began = time.monotonic()
    by_state = select(col(Recording.state), func.count()).group_by(col(Recording.state))
    drafts = select(func.count()).where(col(Inquiry.closed_at).is_(None))
    async with transaction(engine) as session:
        recordings = {state: count for state, count in (await session.exec(by_state)).all()}
        entries = (await session.exec(select(col(AuditHead.n)))).one()
        records_open = (await session.exec(drafts)).one()
    return RowSigns(
        recordings=recordings,
        audit_entries=entries,
        records_open=records_open,
        took_s=time.monotonic() - began,
    )
