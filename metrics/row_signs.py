"""Counting rows for Prometheus, a few cheap questions a minute."""

from __future__ import annotations

import time
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, func, select

from metrics.vital import RowSigns
from storage.audit_tables import AuditEntry, AuditHead
from storage.callback_tables import Callback
from storage.callbacks import OPEN
from storage.contact_tables import ContactAttempt
from storage.engine import transaction
from storage.inquiry_tables import Inquiry
from storage.promise_tables import PROMISED, PromisedCall
from storage.tables import Recording

_SIZE = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    "postgresql": "SELECT pg_database_size(current_database())",
}


async def count_rows(engine: AsyncEngine, at: datetime) -> RowSigns:
    """Count; `at` is the instance's time. Raises `DatabaseUnavailable`."""
    began = time.monotonic()
    by_state = select(col(Recording.state), func.count()).group_by(col(Recording.state))
    drafts = select(func.count()).where(col(Inquiry.closed_at).is_(None))
    unfinished = select(func.count()).where(
        col(ContactAttempt.dialled_at).is_not(None), col(ContactAttempt.result) == ""
    )
    # What a person promised has a row of both kinds, and counts once.
    taken = select(Callback.due).where(
        col(Callback.state).in_(OPEN), ~col(Callback.id).startswith(PROMISED)
    )
    promised = select(PromisedCall.due_at).where(col(PromisedCall.closed_at).is_(None))
    async with transaction(engine) as session:
        recordings = {state: count for state, count in (await session.exec(by_state)).all()}
        entries = (await session.exec(select(col(AuditHead.n)))).one()
        records_open = (await session.exec(drafts)).one()
        last = select(AuditEntry.at).where(col(AuditEntry.n) == entries)
        noted = (await session.exec(last)).first()
        attempts = (await session.exec(unfinished)).one()
        dues = [*(await session.exec(taken)).all(), *(await session.exec(promised)).all()]
        size = (await session.exec(text(_SIZE[engine.dialect.name]))).scalar_one()  # type: ignore[call-overload]
    return RowSigns(
        recordings=recordings,
        audit_entries=entries,
        records_open=records_open,
        took_s=time.monotonic() - began,
        database_bytes=size,
        audit_last=noted.timestamp() if noted is not None else 0.0,
        attempts_open=attempts,
        callbacks_open=len(dues),
        callbacks_late=sum(each < at for each in dues),
    )
