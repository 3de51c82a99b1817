"""Questions about inquiry records, each inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.case_tables import Case
from storage.inquiry_tables import Inquiry, InquiryCase, InquiryMatter
from storage.staff_tables import Staff
from storage.tables import Call
from storage.talk_tables import CallTalk
from storage.time_tables import SeatStay


async def of_call(session: AsyncSession, call: str, *, staff: str) -> Inquiry | None:
    """Find a person's part of a call's record."""
    asked = select(Inquiry).where(col(Inquiry.call) == call, col(Inquiry.staff) == staff)
    return (await session.exec(asked)).first()


async def untouched(session: AsyncSession, *, staff: str) -> Inquiry | None:
    """Find a draft without a call into which its person wrote nothing yet."""
    asked = select(Inquiry).where(
        col(Inquiry.staff) == staff,
        col(Inquiry.call).is_(None),
        col(Inquiry.closed_at).is_(None),
        col(Inquiry.version) == 1,
    )
    return (await session.exec(asked)).first()


async def of_day_or_open(session: AsyncSession, day: date, *, staff: str) -> Sequence[Inquiry]:
    """List a person's records of a day and all that are still drafts, the newest first."""
    is_wanted = (col(Inquiry.business_date) == day) | col(Inquiry.closed_at).is_(None)
    asked = select(Inquiry).where(col(Inquiry.staff) == staff, is_wanted)
    return (await session.exec(asked.order_by(col(Inquiry.begun_at).desc()))).all()


async def closed_on(session: AsyncSession, day: date) -> Sequence[tuple[Inquiry, str]]:
    """List the closed records of a day, each with the name of who wrote it, the newest first."""
    asked = (
        select(Inquiry, Staff.name)
        .join(Staff, col(Staff.id) == col(Inquiry.staff))
        .where(col(Inquiry.business_date) == day, col(Inquiry.closed_at).is_not(None))
        .order_by(col(Inquiry.begun_at).desc())
    )
    return (await session.exec(asked)).all()


async def taken_at(
    session: AsyncSession, seat: str, *, since: datetime, staff: str
) -> Sequence[tuple[Call, Inquiry | None]]:
    """List the calls that a seat has taken since, each with this person's part of its record."""
    is_part = (col(Inquiry.call) == col(Call.id)) & (col(Inquiry.staff) == staff)
    asked = (
        select(Call, Inquiry)
        .join(CallTalk, col(CallTalk.call) == col(Call.id))
        .join(Inquiry, is_part, isouter=True)
        .where(col(CallTalk.seat) == seat, col(CallTalk.began_at) >= since)
        .order_by(col(Call.arrived_at).desc())
    )
    return (await session.exec(asked)).all()


async def talks_without_record(
    session: AsyncSession, *, since: datetime
) -> Sequence[tuple[str, str, str]]:
    """List talks since then, with seat and person, of which that person has no record at all."""
    joined_at = col(CallTalk.began_at)
    is_theirs = (
        (col(SeatStay.seat) == col(CallTalk.seat))
        & (col(SeatStay.began_at) <= joined_at)
        & (col(SeatStay.ended_at).is_(None) | (col(SeatStay.ended_at) > joined_at))
    )
    of_call = col(Inquiry.call) == col(CallTalk.call)
    is_part = of_call & (col(Inquiry.staff) == col(SeatStay.staff))
    asked = (
        select(CallTalk.call, SeatStay.seat, SeatStay.staff)
        .join(SeatStay, is_theirs)
        .join(Inquiry, is_part, isouter=True)
        .where(joined_at >= since, col(Inquiry.id).is_(None))
    )
    return (await session.exec(asked)).all()


async def other_parts(
    session: AsyncSession, call: str, *, but: str
) -> Sequence[tuple[Inquiry, str]]:
    """List other persons' parts of a call's record with their names, the oldest first."""
    asked = (
        select(Inquiry, Staff.name)
        .join(Staff, col(Staff.id) == col(Inquiry.staff))
        .where(col(Inquiry.call) == call, col(Inquiry.staff) != but)
        .order_by(col(Inquiry.begun_at))
    )
    return (await session.exec(asked)).all()


async def matters(
    session: AsyncSession, inquiries: Sequence[str]
) -> Mapping[str, list[InquiryMatter]]:
    """Give the matters of these records, in their order."""
    asked = select(InquiryMatter).where(col(InquiryMatter.inquiry).in_(inquiries))
    found: dict[str, list[InquiryMatter]] = {each: [] for each in inquiries}
    for row in (await session.exec(asked.order_by(col(InquiryMatter.n)))).all():
        found[row.inquiry].append(row)
    return found


async def save(
    session: AsyncSession,
    inquiry: str,
    *,
    version: int,
    values: Mapping[str, Any],
    matters: Sequence[InquiryMatter],
) -> bool:
    """Put new values and matters into a draft; False if it is closed or another page was first."""
    done = await session.exec(
        update(Inquiry)
        .where(
            col(Inquiry.id) == inquiry,
            col(Inquiry.version) == version,
            col(Inquiry.closed_at).is_(None),
        )
        .values(version=version + 1, **values)
    )
    if not done.rowcount:
        return False
    await session.exec(delete(InquiryMatter).where(col(InquiryMatter.inquiry) == inquiry))
    session.add_all(matters)
    return True


async def cases_of(session: AsyncSession, inquiry: str) -> Sequence[Case]:
    """List the applications that a record is about, in the order in which they were named."""
    asked = (
        select(Case)
        .join(InquiryCase, col(InquiryCase.case) == col(Case.seq))
        .where(col(InquiryCase.inquiry) == inquiry)
        .order_by(col(InquiryCase.at), col(Case.seq))
    )
    return (await session.exec(asked)).all()


async def about_case(
    session: AsyncSession, case: int
) -> Sequence[tuple[Inquiry, InquiryMatter | None, Call | None, str]]:
    """List the records about an application: main matter, call if there is one, writer's name."""
    is_main = (col(InquiryMatter.inquiry) == col(Inquiry.id)) & (col(InquiryMatter.n) == 1)
    asked = (
        select(Inquiry, InquiryMatter, Call, Staff.name)
        .join(InquiryCase, col(InquiryCase.inquiry) == col(Inquiry.id))
        .join(Staff, col(Staff.id) == col(Inquiry.staff))
        .join(InquiryMatter, is_main, isouter=True)
        .join(Call, col(Call.id) == col(Inquiry.call), isouter=True)
        .where(col(InquiryCase.case) == case)
        .order_by(col(Inquiry.begun_at))
    )
    return (await session.exec(asked)).all()
