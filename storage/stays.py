"""Who sat where from when to when, inside the caller's transaction; and what the seats did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.staff_tables import Staff
from storage.time_tables import SeatSpell, SeatStay


async def begin(
    session: AsyncSession, *, sitting: str, staff: str, seat: str, at: datetime
) -> None:
    """Note that a person sits down, and so leaves the seat before."""
    await finish(session, sitting=sitting, at=at)
    session.add(SeatStay(session=sitting, staff=staff, seat=seat, began_at=at))


async def finish(session: AsyncSession, *, sitting: str, at: datetime) -> None:
    """Note that a sign-in has no seat any more; no harm if it had none."""
    is_open = (col(SeatStay.session) == sitting) & col(SeatStay.ended_at).is_(None)
    await session.exec(update(SeatStay).where(is_open).values(ended_at=at))


async def between(
    session: AsyncSession, begin: datetime, end: datetime
) -> Sequence[tuple[SeatStay, Staff]]:
    """List the stays that touch a time, with their persons."""
    asked = (
        select(SeatStay, Staff)
        .join(Staff, col(Staff.id) == col(SeatStay.staff))
        .where(
            col(SeatStay.began_at) < end,
            col(SeatStay.ended_at).is_(None) | (col(SeatStay.ended_at) > begin),
        )
        .order_by(col(SeatStay.began_at))
    )
    return (await session.exec(asked)).all()


async def spells_between(
    session: AsyncSession, begin: datetime, end: datetime
) -> Sequence[SeatSpell]:
    """List what the seats did in a time, in its order, with what each did as it began."""
    before = (
        select(func.max(SeatSpell.n))
        .where(col(SeatSpell.began_at) <= begin)
        .group_by(col(SeatSpell.seat))
    )
    within = (col(SeatSpell.began_at) > begin) & (col(SeatSpell.began_at) < end)
    asked = select(SeatSpell).where(within | col(SeatSpell.n).in_(before))
    return (await session.exec(asked.order_by(col(SeatSpell.n)))).all()
