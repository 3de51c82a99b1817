"""Rows of quality, each question inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.inquiry_tables import Inquiry
from storage.quality_tables import Sample, Scoring, ScoringMark, ScoringNote
from storage.tables import Call
from storage.talk_tables import CallTalk
from storage.time_tables import SeatStay
from storage.vault_tables import KeptSound

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Whole:
    """A scoring with all that belongs to it."""

    scoring: Scoring
    marks: dict[str, int | None]
    """By criterion."""
    notes: tuple[ScoringNote, ...]
    """In their order."""


async def talks(session: AsyncSession, first: date, last: date) -> set[tuple[str, str]]:
    """Name who talked in which call of these business days whose sound may be heard."""
    days = col(KeptSound.business_date).between(first, last)
    hearable = days & ~col(KeptSound.is_closed) & col(KeptSound.erased_at).is_(None)
    return await _talked(session, hearable)


async def talkers(session: AsyncSession, call: str) -> set[str]:
    """Name who talked in a call whose sound may be heard."""
    is_it = (col(KeptSound.call) == call) & ~col(KeptSound.is_closed)
    found = await _talked(session, is_it & col(KeptSound.erased_at).is_(None))
    return {staff for staff, _ in found}


async def _talked(session: AsyncSession, which: object) -> set[tuple[str, str]]:
    """Who sat where a talk began, and who wrote a part of the call's record."""
    joined_at = col(CallTalk.began_at)
    is_theirs = (
        (col(SeatStay.seat) == col(CallTalk.seat))
        & (col(SeatStay.began_at) <= joined_at)
        & (col(SeatStay.ended_at).is_(None) | (col(SeatStay.ended_at) > joined_at))
    )
    sat = (
        select(SeatStay.staff, CallTalk.call)
        .join(SeatStay, is_theirs)
        .join(KeptSound, col(KeptSound.call) == col(CallTalk.call))
        .where(which)  # type: ignore[arg-type]
    )
    wrote = (
        select(Inquiry.staff, KeptSound.call)
        .join(KeptSound, col(KeptSound.call) == col(Inquiry.call))
        .where(which)  # type: ignore[arg-type]
    )
    return {*(await session.exec(sat)).all(), *(await session.exec(wrote)).all()}


async def samples(session: AsyncSession, week: str) -> Sequence[Sample]:
    """List what was drawn of a week."""
    asked = select(Sample).where(col(Sample.week) == week)
    return (await session.exec(asked.order_by(col(Sample.staff), col(Sample.call)))).all()


async def sample_of(session: AsyncSession, call: str, staff: str) -> Sample | None:
    """Find the draw of a talk."""
    asked = select(Sample).where(col(Sample.call) == call, col(Sample.staff) == staff)
    return (await session.exec(asked)).first()


async def doubles(session: AsyncSession, calls: Sequence[str]) -> set[tuple[str, str]]:
    """Name which talks (person, call) of these calls two are to score."""
    asked = select(Sample.staff, Sample.call).where(
        col(Sample.call).in_(calls), col(Sample.is_double)
    )
    return set((await session.exec(asked)).all())


async def latest(session: AsyncSession, *, staff: str | None = None) -> Sequence[Scoring]:
    """List scorings, of one person or of all, the newest first."""
    asked = select(Scoring).order_by(col(Scoring.given_at).desc(), col(Scoring.id))
    if staff is not None:
        asked = asked.where(col(Scoring.staff) == staff)
    return (await session.exec(asked.limit(MOST_LISTED))).all()


async def of_call(session: AsyncSession, call: str) -> Sequence[Scoring]:
    """List the scorings of a call, the first given first."""
    asked = select(Scoring).where(col(Scoring.call) == call)
    return (await session.exec(asked.order_by(col(Scoring.given_at), col(Scoring.id)))).all()


async def of_calls(session: AsyncSession, calls: Sequence[str]) -> Sequence[Scoring]:
    """List the scorings of these calls."""
    return (await session.exec(select(Scoring).where(col(Scoring.call).in_(calls)))).all()


async def whole(session: AsyncSession, scoring: str) -> Whole | None:
    """Give a scoring with its marks and notes; None if there is none."""
    found = await session.get(Scoring, scoring)
    if found is None:
        return None
    marks = select(ScoringMark).where(col(ScoringMark.scoring) == scoring)
    notes = select(ScoringNote).where(col(ScoringNote.scoring) == scoring)
    return Whole(
        found,
        {each.criterion: each.given for each in await session.exec(marks)},
        tuple((await session.exec(notes.order_by(col(ScoringNote.id)))).all()),
    )


async def twice(session: AsyncSession, sheet_hash: str) -> list[tuple[Whole, Whole]]:
    """Give the talks that two scored by this sheet, each with the first two, the newest first."""
    mine = select(Scoring.call, Scoring.staff).where(col(Scoring.sheet_hash) == sheet_hash)
    asked = (
        mine.group_by(col(Scoring.call), col(Scoring.staff))
        .having(func.count() > 1)
        .order_by(func.max(col(Scoring.given_at)).desc())
        .limit(MOST_LISTED)
    )
    found = []
    for call, staff in (await session.exec(asked)).all():
        scorings = [each for each in await of_call(session, call) if each.staff == staff]
        one, other, *_ = [await whole(session, each.id) for each in scorings]
        if one is not None and other is not None:
            found.append((one, other))
    return found


async def arrivals(session: AsyncSession, calls: Sequence[str]) -> dict[str, datetime]:
    """Tell when these calls arrived, by their ids."""
    asked = select(Call.id, Call.arrived_at).where(col(Call.id).in_(calls))
    return {call: at for call, at in (await session.exec(asked)).all()}


async def add(session: AsyncSession, scoring: Scoring, marks: dict[str, int | None]) -> None:
    """Add a scoring with its marks."""
    session.add(scoring)
    await session.flush()
    session.add_all(
        ScoringMark(scoring=scoring.id, criterion=criterion, given=given)
        for criterion, given in marks.items()
    )


async def seen(session: AsyncSession, scoring: str, at: datetime) -> bool:
    """Note that the person scored looked at it; False if they had before."""
    done = await session.exec(
        update(Scoring)
        .where(col(Scoring.id) == scoring, col(Scoring.seen_at).is_(None))
        .values(seen_at=at)
    )
    return bool(done.rowcount)
