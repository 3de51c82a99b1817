"""Questions about work lists, each inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.inquiry_tables import Inquiry, InquiryMatter
from storage.promise_tables import PromisedCall
from storage.staff_tables import Staff
from storage.work_tables import WorkItem


async def items_of(session: AsyncSession, of: str) -> Mapping[str, WorkItem]:
    """Give what was decided about the lines of a list, by their subjects."""
    found = await session.exec(select(WorkItem).where(col(WorkItem.list) == of))
    return {each.subject: each for each in found.all()}


async def lists_of(session: AsyncSession, owner: str) -> Sequence[str]:
    """Name the lists in which something was given to a person and not taken off."""
    asked = select(WorkItem).where(col(WorkItem.owner) == owner, col(WorkItem.done_at).is_(None))
    return sorted({each.list for each in (await session.exec(asked)).all()})


async def keep(session: AsyncSession, of: str, subject: str, *, at: datetime, by: str) -> WorkItem:
    """Find what was decided about a line, or begin it; who changes it now is noted."""
    row = await session.get(WorkItem, (of, subject))
    if row is None:
        row = WorkItem(list=of, subject=subject, changed_at=at, changed_by=by)
    row.changed_at, row.changed_by = at, by
    session.add(row)
    return row


async def promised_phones(session: AsyncSession) -> Collection[str]:
    """Give the numbers to which a person's promise is open."""
    asked = select(PromisedCall.phone).where(col(PromisedCall.closed_at).is_(None))
    return set((await session.exec(asked)).all())


async def uncategorised(
    session: AsyncSession, known: Collection[str], *, since: date
) -> Sequence[tuple[Inquiry, str]]:
    """List the records whose main matter has no category of the campaign's, the oldest first.

    Of closed ones those since a day: a category may have left the campaign's file.
    """
    is_main = (col(InquiryMatter.inquiry) == col(Inquiry.id)) & (col(InquiryMatter.n) == 1)
    is_recent = col(Inquiry.closed_at).is_(None) | (col(Inquiry.business_date) >= since)
    asked = (
        select(Inquiry, Staff.name)
        .join(Staff, col(Staff.id) == col(Inquiry.staff))
        .join(InquiryMatter, is_main, isouter=True)
        .where(is_recent, func.coalesce(col(InquiryMatter.category), "").not_in(known))
        .order_by(col(Inquiry.begun_at), col(Inquiry.id))
    )
    return (await session.exec(asked)).all()
