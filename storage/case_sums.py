"""Counts of cases, each inside the caller's transaction: what came, what happened, what stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.case_tables import Case, CaseMove


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSums:
    """The cases of a period."""

    received: int
    steps: dict[str, int]
    """By what happened."""
    standing: dict[str, int]
    """By stage, at the period's end."""


def known(until: datetime) -> ColumnElement[bool]:
    """Tell of a case whether it was entered before an instant: paper is typed after its receipt."""
    return func.coalesce(col(Case.entered_at), col(Case.received_at)) < until


@dataclass(frozen=True, slots=True, kw_only=True)
class OneCase:
    """One case of those that a figure counts."""

    number: str
    received_at: datetime
    stage: str
    """What happened to it, or where it stood."""
    at: datetime | None = None
    """When it happened."""


async def received(
    session: AsyncSession, begin: datetime, end: datetime, *, until: datetime
) -> list[OneCase]:
    """List the cases that came in a time, as it was known."""
    asked = select(Case.number, Case.received_at, Case.status).where(
        col(Case.received_at) >= begin, col(Case.received_at) < end, known(until)
    )
    found = (await session.exec(asked.order_by(col(Case.seq)))).all()
    return [OneCase(number=number, received_at=at, stage=stage) for number, at, stage in found]


async def stepped(
    session: AsyncSession, begin: datetime, end: datetime, happening: str
) -> list[OneCase]:
    """List what happened to cases in a time."""
    asked = (
        select(Case.number, Case.received_at, CaseMove.at)
        .join(CaseMove, col(CaseMove.case) == col(Case.seq))
        .where(
            col(CaseMove.at) >= begin,
            col(CaseMove.at) < end,
            col(CaseMove.happening) == happening,
        )
        .order_by(col(CaseMove.at), col(CaseMove.id))
    )
    return [
        OneCase(number=number, received_at=came, stage=happening, at=at)
        for number, came, at in (await session.exec(asked)).all()
    ]


async def standing(session: AsyncSession, at: datetime, until: datetime) -> list[OneCase]:
    """List the cases with the stages in which they were at an instant."""
    asked = (
        select(Case.seq, Case.number, Case.received_at, Case.status)
        .where(col(Case.received_at) < at, known(until))
        .order_by(col(Case.seq))
    )
    moved = (
        select(CaseMove.case, CaseMove.before)
        .where(col(CaseMove.at) >= at)
        .order_by(col(CaseMove.id).desc())
    )
    was = {case: before for case, before in (await session.exec(moved)).all()}
    return [
        OneCase(number=number, received_at=came, stage=was.get(seq, status))
        for seq, number, came, status in (await session.exec(asked)).all()
    ]


async def sums(
    session: AsyncSession, begin: datetime, end: datetime, *, until: datetime
) -> CaseSums:
    """Count from `begin` up to `end`, which is not included, as it was known at `until`."""
    came = select(func.count()).where(
        col(Case.received_at) >= begin, col(Case.received_at) < end, known(until)
    )
    stepped = (
        select(col(CaseMove.happening), func.count())
        .where(col(CaseMove.at) >= begin, col(CaseMove.at) < end)
        .group_by(col(CaseMove.happening))
    )
    return CaseSums(
        received=(await session.exec(came)).one(),
        steps=dict((await session.exec(stepped)).all()),
        standing=await _standing(session, end, until),
    )


async def _standing(session: AsyncSession, at: datetime, until: datetime) -> dict[str, int]:
    """Count the stages as they were at an instant: later steps are taken back."""
    now = select(col(Case.status), func.count()).where(col(Case.received_at) < at, known(until))
    counts = Counter(dict((await session.exec(now.group_by(col(Case.status)))).all()))
    since = (
        select(col(CaseMove.case), col(CaseMove.before), col(Case.status))
        .join(Case, col(Case.seq) == col(CaseMove.case))
        .where(col(CaseMove.at) >= at, col(Case.received_at) < at, known(until))
        .order_by(col(CaseMove.id))
    )
    seen = set[int]()
    for case, before, status in (await session.exec(since)).all():
        if case not in seen:
            seen.add(case)
            counts[before] += 1
            counts[status] -= 1
    return {stage: count for stage, count in counts.items() if count}
