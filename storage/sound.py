"""Which call's sound is where. All raise `DatabaseUnavailable` when it cannot be told or noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from storage.engine import transaction
from storage.tables import Call, Recording


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingRecording:
    """A call that has ended and whose sound is not yet in its place."""

    call: str
    business_date: date
    answered_at: datetime | None
    """Where the talk begins; what was recorded before is cut off."""
    ended_at: datetime
    caller_part: str | None
    """Asterisk's name of the caller's side; None if it was never commanded."""
    seat_part: str | None


async def pending_recordings(engine: AsyncEngine) -> list[PendingRecording]:
    """List the calls whose sound is still to be taken in, the oldest first."""
    asked = (
        select(Call, Recording)
        .join(Recording, col(Recording.call) == col(Call.id))
        .where(Recording.state == "pending", col(Call.ended_at).is_not(None))
        .order_by(col(Call.ended_at), col(Call.id))
    )
    async with transaction(engine) as session:
        rows = (await session.exec(asked)).all()
    return [
        PendingRecording(
            call=call.id,
            business_date=call.business_date,
            answered_at=call.answered_at,
            ended_at=call.ended_at or call.arrived_at,
            caller_part=recording.caller_part,
            seat_part=recording.seat_part,
        )
        for call, recording in rows
    ]


async def link_recording(engine: AsyncEngine, call: str, *, path: str, duration_s: float) -> bool:
    """Note that a call's sound is kept at a path relative to the home.

    Gives False if no recording of this call is known (yet): its row is made when the call closes.
    """
    return await _note(engine, call, state="kept", path=path, duration_s=duration_s, why="")


async def lose_recording(engine: AsyncEngine, call: str, *, why: str) -> bool:
    """Note that a call's sound will never be there; False as in `link_recording`."""
    return await _note(engine, call, state="lost", path=None, duration_s=None, why=why)


async def _note(engine: AsyncEngine, call: str, **values: str | float | None) -> bool:
    async with transaction(engine) as session:
        done = await session.exec(
            update(Recording).where(col(Recording.call) == call).values(**values)
        )
        return bool(done.rowcount)
