"""Counts of inquiry records, each inside the caller's transaction; drafts are never counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.audit import Action
from storage.audit_tables import AuditEntry
from storage.inquiry_tables import Inquiry, InquiryMatter
from storage.promise_tables import ComplaintReport
from storage.rollups import milliseconds
from storage.staff_tables import Staff
from storage.tables import INBOUND, Call
from storage.time_tables import SeatStay


@dataclass(frozen=True, slots=True, kw_only=True)
class Matters:
    """The matters of one day with one category and one result."""

    day: date
    category: str
    result: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The records of one day."""

    day: date
    count: int
    simple: int
    complaints: int
    urgent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Talked:
    """Answered calls of one person."""

    staff: str
    calls: int
    talk_ms: int
    hold_ms: int


async def matters(
    session: AsyncSession, first: date, last: date, *, until: datetime | None = None
) -> list[Matters]:
    """Count the matters of closed records by day, category and result."""
    asked = (
        select(
            col(Inquiry.business_date),
            col(InquiryMatter.category),
            col(InquiryMatter.result),
            func.count(),
        )
        .join(Inquiry, col(Inquiry.id) == col(InquiryMatter.inquiry))
        .where(*_closed(first, last, until))
        .group_by(
            col(Inquiry.business_date),
            col(InquiryMatter.category),
            col(InquiryMatter.result),
        )
        .order_by(col(Inquiry.business_date))
    )
    return [
        Matters(day=day, category=category, result=result or "", count=count)
        for day, category, result, count in (await session.exec(asked)).all()
    ]


async def records(
    session: AsyncSession, first: date, last: date, *, until: datetime | None = None
) -> list[Records]:
    """Count closed records by day; one that several people wrote a part of is counted by part."""
    asked = select(Inquiry).where(*_closed(first, last, until))
    by_day: dict[date, list[Inquiry]] = {}
    for each in (await session.exec(asked.order_by(col(Inquiry.business_date)))).all():
        by_day.setdefault(each.business_date, []).append(each)
    return [
        Records(
            day=day,
            count=len(found),
            simple=sum(each.is_simple for each in found),
            complaints=sum(each.is_complaint for each in found),
            urgent=sum(each.severity == "urgent" for each in found),
        )
        for day, found in by_day.items()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One matter of a complaint, with what the client heard of it before the report."""

    inquiry: Inquiry
    matter: InquiryMatter
    is_urgent: bool
    told_at: datetime | None
    """None also if it was not noted yet when the period was asked about."""
    told_means: str


async def complaints(
    session: AsyncSession, first: date, last: date, *, until: datetime | None = None
) -> Sequence[Complaint]:
    """List the complaints with their matters, in order of time.

    When the client was told is typed by people, perhaps later: the trail knows when that was noted.
    """
    told = and_(
        col(AuditEntry.subject) == col(Inquiry.id),
        col(AuditEntry.action) == Action.COMPLAINT_TOLD.value,
    )
    asked = (
        select(Inquiry, InquiryMatter, ComplaintReport, AuditEntry.at)
        .join(InquiryMatter, col(InquiryMatter.inquiry) == col(Inquiry.id))
        .outerjoin(ComplaintReport, col(ComplaintReport.record) == col(Inquiry.id))
        .outerjoin(AuditEntry, told)
        .where(*_closed(first, last, until), col(Inquiry.is_complaint))
        .order_by(col(Inquiry.begun_at), col(Inquiry.id), col(InquiryMatter.n))
    )
    return [
        _complaint(inquiry, matter, report, noted, until)
        for inquiry, matter, report, noted in (await session.exec(asked)).all()
    ]


def _complaint(
    inquiry: Inquiry,
    matter: InquiryMatter,
    report: ComplaintReport | None,
    noted: datetime | None,
    until: datetime | None,
) -> Complaint:
    at = None if report is None else report.told_at
    known = noted or at
    is_known = known is not None and (until is None or known < until)
    return Complaint(
        inquiry=inquiry,
        matter=matter,
        is_urgent=report is not None and report.is_urgent,
        told_at=at if is_known else None,
        told_means=report.told_means if report is not None and is_known else "",
    )


async def to_report(
    session: AsyncSession, first: date, last: date, *, until: datetime
) -> Sequence[ComplaintReport]:
    """List what the client is still to hear of the complaints that stood in a report."""
    asked = (
        select(ComplaintReport)
        .join(Inquiry, col(Inquiry.id) == col(ComplaintReport.record))
        .where(*_closed(first, last, until), col(Inquiry.is_complaint))
        .where(col(ComplaintReport.reported_at).is_(None))
        .order_by(col(ComplaintReport.record))
    )
    return (await session.exec(asked)).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One matter of a closed record, without what was said."""

    record: str
    call: str | None
    begun_at: datetime
    staff: str
    """The writer's name."""
    category: str
    result: str
    is_complaint: bool


async def listed(
    session: AsyncSession, first: date, last: date, *, until: datetime | None = None
) -> list[Listed]:
    """List the matters that `matters` counts, in order of time."""
    asked = (
        select(Inquiry, InquiryMatter, col(Staff.name))
        .join(InquiryMatter, col(InquiryMatter.inquiry) == col(Inquiry.id))
        .join(Staff, col(Staff.id) == col(Inquiry.staff))
        .where(*_closed(first, last, until))
        .order_by(col(Inquiry.begun_at), col(Inquiry.id), col(InquiryMatter.n))
    )
    return [
        Listed(
            record=inquiry.id,
            call=inquiry.call,
            begun_at=inquiry.begun_at,
            staff=name,
            category=matter.category,
            result=matter.result or "",
            is_complaint=inquiry.is_complaint,
        )
        for inquiry, matter, name in (await session.exec(asked)).all()
    ]


async def complaint_days(session: AsyncSession, first: date, last: date) -> list[date]:
    """List the days on which somebody complained."""
    asked = (
        select(col(Inquiry.business_date))
        .where(*_closed(first, last, None), col(Inquiry.is_complaint))
        .distinct()
    )
    return sorted((await session.exec(asked)).all())


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One answered call, and who sat at the seat that took it."""

    staff: str
    call: str
    arrived_at: datetime
    talk_ms: int
    hold_ms: int


async def taken(
    session: AsyncSession, first: date, last: date, *, until: datetime | None = None
) -> list[Taken]:
    """List the answered calls of each person who sat at the seat that took them."""
    is_theirs = (
        (col(SeatStay.seat) == col(Call.seat))
        & (col(SeatStay.began_at) <= col(Call.answered_at))
        & (col(SeatStay.ended_at).is_(None) | (col(SeatStay.ended_at) > col(Call.answered_at)))
    )
    asked = (
        select(  # type: ignore[call-overload]
            *(col(SeatStay.staff), col(Call.id), col(Call.arrived_at)),
            *(col(Call.talk_s), col(Call.hold_s)),
        )
        .join(SeatStay, is_theirs)
        .where(
            col(Call.business_date).between(first, last),
            col(Call.outcome) == "answered",
            col(Call.direction) == INBOUND,
        )
    )
    if until is not None:
        asked = asked.where(col(Call.ended_at) <= until)
    return [
        Taken(
            staff=staff,
            call=call,
            arrived_at=at,
            talk_ms=milliseconds(talk_s),
            hold_ms=milliseconds(hold_s),
        )
        for staff, call, at, talk_s, hold_s in (await session.exec(asked)).all()
    ]


async def talked(
    session: AsyncSession, first: date, last: date, *, until: datetime | None = None
) -> list[Talked]:
    """Sum up the answered calls of each person."""
    sums: dict[str, list[int]] = {}
    for each in await taken(session, first, last, until=until):
        mine = sums.setdefault(each.staff, [0, 0, 0])
        for place, more in enumerate((1, each.talk_ms, each.hold_ms)):
            mine[place] += more
    return [
        Talked(staff=staff, calls=calls, talk_ms=talk, hold_ms=hold)
        for staff, (calls, talk, hold) in sorted(sums.items())
    ]


def _closed(first: date, last: date, until: datetime | None) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [
        col(Inquiry.business_date).between(first, last),
        col(Inquiry.closed_at).is_not(None),
    ]
    return wanted if until is None else [*wanted, col(Inquiry.closed_at) <= until]
