"""Questions about a day that is to be closed, each inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.callback_tables import Callback
from storage.callbacks import OPEN
from storage.case_tables import CaseRun
from storage.day_tables import DayClose
from storage.inquiry_tables import Inquiry
from storage.message_tables import Message
from storage.messages import TO_DO
from storage.promise_tables import ComplaintReport, promise_of
from storage.report_tables import Report
from storage.staff_tables import Staff
from storage.tables import INBOUND, Call, Seat
from storage.time_tables import SeatStay


async def answered(session: AsyncSession, day: date) -> Sequence[Call]:
    """List the answered calls of a day in order of arrival."""
    asked = select(Call).where(
        col(Call.business_date) == day,
        col(Call.direction) == INBOUND,
        col(Call.outcome) == "answered",
    )
    return (await session.exec(asked.order_by(col(Call.arrived_at)))).all()


async def with_record(session: AsyncSession, day: date) -> Collection[str]:
    """Give the calls of a day of which at least one person has a record, if only a draft."""
    asked = (
        select(Inquiry.call)
        .join(Call, col(Call.id) == col(Inquiry.call))
        .where(col(Call.business_date) == day)
        .distinct()
    )
    return {each for each in (await session.exec(asked)).all() if each is not None}


async def in_progress(session: AsyncSession, day: date) -> Sequence[Call]:
    """List the calls of a day that are not over."""
    asked = select(Call).where(
        col(Call.business_date) == day, col(Call.outcome).is_(None), col(Call.state) != "arrived"
    )
    return (await session.exec(asked.order_by(col(Call.arrived_at)))).all()


async def wrap_ups(session: AsyncSession) -> Sequence[tuple[Seat, str | None]]:
    """List the seats in wrap-up now, with the name of who sits there."""
    is_there = (col(SeatStay.seat) == col(Seat.id)) & col(SeatStay.ended_at).is_(None)
    asked = (
        select(Seat, Staff.name)
        .join(SeatStay, is_there, isouter=True)
        .join(Staff, col(Staff.id) == col(SeatStay.staff), isouter=True)
        .where(col(Seat.state) == "wrap_up")
        .order_by(col(Seat.id))
    )
    return (await session.exec(asked)).all()


async def drafts(session: AsyncSession, until: date) -> Sequence[tuple[Inquiry, str]]:
    """List the records that are not finished, with their writers' names, the oldest first."""
    asked = (
        select(Inquiry, Staff.name)
        .join(Staff, col(Staff.id) == col(Inquiry.staff))
        .where(col(Inquiry.closed_at).is_(None), col(Inquiry.business_date) <= until)
        .order_by(col(Inquiry.begun_at), col(Inquiry.id))
    )
    return (await session.exec(asked)).all()


async def taken_callbacks(session: AsyncSession, before: datetime | None) -> Sequence[Callback]:
    """List the open callbacks that callers chose, or somebody made of a missed call.

    `before`: only those that are due until then. A person's own promise is not among them.
    """
    asked = select(Callback).where(col(Callback.state).in_(OPEN)).order_by(col(Callback.due))
    if before is not None:
        asked = asked.where(col(Callback.due) <= before)
    found = (await session.exec(asked)).all()
    return [each for each in found if promise_of(each.id) is None]


async def unseen_messages(
    session: AsyncSession, before: datetime
) -> Sequence[tuple[Message, str | None]]:
    """List the voice messages that nobody has seen to, with the name of whose work they are."""
    asked = (
        select(Message, Staff.name)
        .join(Staff, col(Staff.id) == col(Message.assigned_to), isouter=True)
        .where(
            col(Message.state).in_(TO_DO),
            col(Message.handled_at).is_(None),
            col(Message.left_at) < before,
        )
        .order_by(col(Message.left_at), col(Message.call))
    )
    return (await session.exec(asked)).all()


async def complaints(session: AsyncSession, day: date) -> Sequence[datetime]:
    """Give when the complaints of a day were recorded, in order."""
    asked = (
        select(Inquiry)
        .join(ComplaintReport, col(ComplaintReport.record) == col(Inquiry.id))
        .where(col(ComplaintReport.day) == day)
    )
    found = (await session.exec(asked)).all()
    return sorted(each.closed_at for each in found if each.closed_at is not None)


async def report_of(session: AsyncSession, kind: str, day: date) -> Report | None:
    """Find the frozen report of a kind that begins on a day."""
    asked = select(Report).where(col(Report.kind) == kind, col(Report.first) == day)
    return (await session.exec(asked)).first()


async def last_run(
    session: AsyncSession, kind: str, since: datetime, before: datetime
) -> CaseRun | None:
    """Find the last run of a kind that was made in a time."""
    asked = (
        select(CaseRun)
        .where(col(CaseRun.kind) == kind, col(CaseRun.at) >= since, col(CaseRun.at) < before)
        .order_by(col(CaseRun.at).desc(), col(CaseRun.id).desc())
    )
    return (await session.exec(asked.limit(1))).first()


async def closings(session: AsyncSession, day: date) -> Sequence[DayClose]:
    """List how often a day was closed, in order."""
    asked = select(DayClose).where(col(DayClose.day) == day).order_by(col(DayClose.n))
    return (await session.exec(asked)).all()


async def last_closings(session: AsyncSession, count: int) -> Sequence[DayClose]:
    """List the closings of the latest days, the newest first."""
    asked = select(DayClose).order_by(col(DayClose.day).desc(), col(DayClose.n).desc())
    return (await session.exec(asked.limit(count))).all()


async def unclosed(session: AsyncSession, days: Collection[date]) -> set[date]:
    """Give those of these days that had calls and that nobody closed."""
    had = select(col(Call.business_date)).where(col(Call.business_date).in_(days)).distinct()
    closed = select(col(DayClose.day)).where(col(DayClose.day).in_(days)).distinct()
    return set((await session.exec(had)).all()) - set((await session.exec(closed)).all())


async def names_of(session: AsyncSession, staff: Collection[str]) -> dict[str, str]:
    """Give the names of these people."""
    asked = select(Staff.id, Staff.name).where(col(Staff.id).in_(staff))
    return dict((await session.exec(asked)).all())
