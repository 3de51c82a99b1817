"""Closed inquiry records looked for, as the client does; raises `DatabaseUnavailable`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, func, or_
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import inquiries
from storage.case_tables import Case
from storage.engine import transaction
from storage.inquiry_tables import Inquiry, InquiryCase, InquiryMatter
from storage.protected_calls import protected_calls
from storage.staff_tables import Staff
from storage.tables import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; what is None or empty decides nothing."""

    first: date | None = None
    last: date | None = None
    categories: Collection[str] = ()
    """Of any matter."""
    result: str = ""
    """Of any matter."""
    text: str = ""
    """Within what was asked and answered."""
    complaints: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record with what stands around it."""

    inquiry: Inquiry
    matters: Sequence[InquiryMatter]
    writer: str
    caller: str | None
    """Id of the caller's number; None if it was withheld, or there was no call."""
    cases: Sequence[Case]
    is_protected: bool
    """It, or its call, is about somebody who is dealt with by the responsible alone."""


async def find(
    engine: AsyncEngine, wanted: Wanted, *, skip: int, most: int
) -> tuple[list[Row], int]:
    """Give some of what is looked for, the newest first, and how many there are."""
    conditions = list(_conditions(wanted))
    asked = (
        select(Inquiry, Staff.name, Call.caller)
        .join(Staff, col(Staff.id) == col(Inquiry.staff))
        .join(Call, col(Call.id) == col(Inquiry.call), isouter=True)
        .where(*conditions)
        .order_by(col(Inquiry.begun_at).desc(), col(Inquiry.id))
        .offset(skip)
        .limit(most)
    )
    counted = select(func.count()).select_from(Inquiry).where(*conditions)
    async with transaction(engine) as session:
        count = (await session.exec(counted)).one()
        found = (await session.exec(asked)).all()
        return await _whole(session, found), count


async def one(engine: AsyncEngine, record: str) -> Row | None:
    """Find one closed record."""
    asked = (
        select(Inquiry, Staff.name, Call.caller)
        .join(Staff, col(Staff.id) == col(Inquiry.staff))
        .join(Call, col(Call.id) == col(Inquiry.call), isouter=True)
        .where(col(Inquiry.id) == record, col(Inquiry.closed_at).is_not(None))
    )
    async with transaction(engine) as session:
        found = await _whole(session, (await session.exec(asked)).all())
    return found[0] if found else None


async def _whole(
    session: AsyncSession, found: Sequence[tuple[Inquiry, str, str | None]]
) -> list[Row]:
    ids = [row.id for row, _, _ in found]
    matters = await inquiries.matters(session, ids)
    cases = await _cases(session, ids)
    asked = select(Inquiry.id).where(col(Inquiry.id).in_(ids), _about_protected())
    protected = set((await session.exec(asked)).all())
    return [
        Row(
            inquiry=row,
            matters=matters[row.id],
            writer=name,
            caller=caller,
            cases=cases[row.id],
            is_protected=row.id in protected,
        )
        for row, name, caller in found
    ]


async def _cases(session: AsyncSession, records: Sequence[str]) -> Mapping[str, list[Case]]:
    asked = (
        select(InquiryCase.inquiry, Case)
        .join(Case, col(Case.seq) == col(InquiryCase.case))
        .where(col(InquiryCase.inquiry).in_(records))
        .order_by(col(Case.seq))
    )
    found: defaultdict[str, list[Case]] = defaultdict(list)
    for record, case in (await session.exec(asked)).all():
        found[record].append(case)
    return found


def _conditions(wanted: Wanted) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [col(Inquiry.closed_at).is_not(None)]
    if wanted.first is not None:
        found.append(col(Inquiry.business_date) >= wanted.first)
    if wanted.last is not None:
        found.append(col(Inquiry.business_date) <= wanted.last)
    if wanted.complaints:
        found.append(col(Inquiry.is_complaint).is_(True))
    if wanted.categories:
        found.append(_matter(col(InquiryMatter.category).in_(wanted.categories)))
    if wanted.result:
        found.append(_matter(col(InquiryMatter.result) == wanted.result))
    if wanted.text:
        found.append(_matter(col(InquiryMatter.text).contains(wanted.text, autoescape=True)))
        found.append(~_about_protected())
    return found


def _about_protected() -> ColumnElement[bool]:
    """Ask for a record about somebody whose text is not shown, and so not searched either."""
    names_them = exists().where(
        col(InquiryCase.inquiry) == col(Inquiry.id),
        col(Case.seq) == col(InquiryCase.case),
        col(Case.is_protected).is_(True),
    )
    return or_(names_them, func.coalesce(col(Inquiry.call), "").in_(protected_calls()))


def _matter(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Ask for a record that has such a matter."""
    return exists().where(col(InquiryMatter.inquiry) == col(Inquiry.id), condition)
