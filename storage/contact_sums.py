"""Counts of calling applicants, inside the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Subquery, case, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.contact_tables import ContactAttempt, ContactCorrection

SKIPPED = "skipped"
"""The result of what was offered and not dialled: no attempt."""
UNNUMBERED = frozenset({"failed", "cancelled"})
"""Results of what was dialled and has no place in the order of attempts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """Dialled attempts of one order and one result."""

    n: int | None
    """Which of the contact's attempts; 1 is the first, None one of no number."""
    result: str
    """Empty: not recorded yet."""
    count: int


async def attempts(
    session: AsyncSession, begin: datetime, end: datetime, *, until: datetime
) -> list[Attempts]:
    """Count the attempts dialled in a time by order and result, as known at `until`.

    What was recorded later has no result yet, and what was corrected later the one from before.
    """
    each = _known(begin, end, until)
    asked = (
        select(each.c.n, each.c.known, func.count())
        .group_by(each.c.n, each.c.known)
        .order_by(each.c.n, each.c.known)
    )
    return [Attempts(n=n, result=word, count=count) for n, word, count in await session.exec(asked)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempted:
    """One dialled attempt."""

    id: str
    """The outbound call's."""
    n: int | None
    result: str
    """Empty: not recorded yet."""
    dialled_at: datetime


async def listed(
    session: AsyncSession, begin: datetime, end: datetime, *, until: datetime
) -> list[Attempted]:
    """List the attempts that `attempts` counts, in order of time."""
    each = _known(begin, end, until)
    asked = select(each.c.id, each.c.n, each.c.known, each.c.dialled).order_by(
        each.c.dialled, each.c.id
    )
    return [
        Attempted(id=id_, n=n, result=word, dialled_at=at)
        for id_, n, word, at in await session.exec(asked)
    ]


def _known(begin: datetime, end: datetime, until: datetime) -> Subquery:
    """Ask for the dialled attempts with their result as it was known."""
    dialled = col(ContactAttempt.dialled_at)
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
    return (
        select(
            col(ContactAttempt.id),
            case((known.in_(UNNUMBERED), None), else_=col(ContactAttempt.n)).label("n"),
            known.label("known"),
            dialled.label("dialled"),
        )
        .where(dialled >= begin, dialled < end, col(ContactAttempt.result) != SKIPPED)
        .subquery()
    )
