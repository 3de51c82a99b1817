"""Counts of calling applicants, inside the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.contact_tables import ContactAttempt, ContactCorrection

SKIPPED = "skipped"
"""The result of what was offered and not dialled: no attempt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """Dialled attempts of one order and one result."""

    n: int
    """Which of the contact's attempts; 1 is the first."""
    result: str
    """Empty: not recorded yet."""
    count: int


async def attempts(
    session: AsyncSession, begin: datetime, end: datetime, *, until: datetime
) -> list[Attempts]:
    """Count the attempts dialled in a time by order and result, as known at `until`.

    What was recorded later has no result yet, and what was corrected later the one from before.
    """
    dialled = func.coalesce(col(ContactAttempt.dialled_at), col(ContactAttempt.begun_at))
    is_later = (col(ContactCorrection.attempt) == col(ContactAttempt.id)) & (
        col(ContactCorrection.at) > until
    )
    corrected = (
        select(ContactCorrection.before)
        .where(is_later)
        .order_by(col(ContactCorrection.id))
        .limit(1)
        .scalar_subquery()
    )
    result = func.coalesce(corrected, col(ContactAttempt.result))
    known = case((col(ContactAttempt.result_at) <= until, result), else_="")
    each = (
        select(col(ContactAttempt.n), known.label("known"))
        .where(dialled >= begin, dialled < end, col(ContactAttempt.result) != SKIPPED)
        .subquery()
    )
    asked = (
        select(each.c.n, each.c.known, func.count())
        .group_by(each.c.n, each.c.known)
        .order_by(each.c.n, each.c.known)
    )
    return [Attempts(n=n, result=word, count=count) for n, word, count in await session.exec(asked)]
