"""What a supervisor tells everybody at the seats: one notice stands at a time, and not for long."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from desk.desk import Desk
from japan.my_number import holds_my_number
from storage.audit import Action, Actor, trailed
from storage.engine import transaction
from storage.notice_tables import FloorNotice

LONGEST_TEXT = 200
LONGEST_MIN = 12 * 60


class Refusal(StrEnum):
    """Why a notice is not given."""

    TEXT = "notice_text"
    """Empty, too long, or it holds what looks like a My Number."""
    MINUTES = "notice_minutes"


async def give(desk: Desk, actor: Actor, text: str, *, minutes: int) -> Refusal | None:
    """Let a notice stand for so many minutes, instead of the one before."""
    text = " ".join(text.split())
    if not 0 < len(text) <= LONGEST_TEXT or holds_my_number(text):
        return Refusal.TEXT
    if not 0 < minutes <= LONGEST_MIN:
        return Refusal.MINUTES
    at = desk.clock()
    async with trailed(desk.engine) as trail:
        await _end(trail.session, desk)
        row = FloorNotice(at=at, by=actor.who, text=text, ends_at=at + timedelta(minutes=minutes))
        trail.session.add(row)
        await trail.session.flush()
        await trail.note(at, actor, Action.NOTICE_GIVEN, str(row.id), {"minutes": minutes})
    return None


async def take_down(desk: Desk, actor: Actor) -> None:
    """Let no notice stand any more."""
    async with trailed(desk.engine) as trail:
        for ended in await _end(trail.session, desk):
            await trail.note(desk.clock(), actor, Action.NOTICE_ENDED, str(ended))


async def standing(desk: Desk) -> str:
    """Give the notice that stands now; empty if there is none."""
    async with transaction(desk.engine) as session:
        found = await _standing(session, desk)
    return found[-1].text if found else ""


async def _standing(session: AsyncSession, desk: Desk) -> list[FloorNotice]:
    asked = select(FloorNotice).where(
        col(FloorNotice.ends_at) > desk.clock(), col(FloorNotice.ended_at).is_(None)
    )
    return list((await session.exec(asked.order_by(col(FloorNotice.id)))).all())


async def _end(session: AsyncSession, desk: Desk) -> list[int | None]:
    found = await _standing(session, desk)
    for row in found:
        row.ended_at = desk.clock()
        session.add(row)
    return [row.id for row in found]
