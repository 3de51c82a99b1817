"""Counts of calling applicants, inside the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.contact_tables import ContactAttempt

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
    """Count the attempts dialled in a time by order and result, as known at `until`."""
    dialled = func.coalesce(col(ContactAttempt.dialled_at), col(ContactAttempt.begun_at))
    known = case((col(ContactAttempt.result_at) <= until, col(ContactAttempt.result)), else_="")
    n = col(ContactAttempt.n)
    asked = (
        select(n, known, func.count())
        .where(dialled >= begin, dialled < end, col(ContactAttempt.result) != SKIPPED)
        .group_by(n, known)
        .order_by(n, known)
    )
    return [Attempts(n=n, result=word, count=count) for n, word, count in await session.exec(asked)]
