"""Which call's sound is where. All raise `DatabaseUnavailable` when it cannot be told or noted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import seats_left
from storage.engine import for_change, transaction
from storage.kept import is_stored
from storage.tables import Call, Recording
from storage.vault_tables import CallMark

ASKED = 1_000
"""So many calls are named in one question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundRow:
    """What the rows say of one call's sound."""

    call: str
    business_date: date
    joined_at: datetime | None
    """When two people began to talk."""
    ended_at: datetime | None
    """None while the call is in progress."""
    state: str | None
    """`pending`, `kept`, `lost`, `erased`; None if the call was not to be recorded."""
    caller_part: str | None
    seat_part: str | None
    path: str | None
    """Relative to the home."""
    why: str
    """Why it is lost, or what is wrong with what is kept."""
    earlier_seat_parts: tuple[str, ...] = ()
    """Of legs that were lost in mid-talk, in their order."""
    earlier_left_at: tuple[datetime | None, ...] = ()
    """When each of these left; None if nobody knows."""
    left_at: datetime | None = None
    """When the talk ended; None if there was none, or of a call of an older version."""

    begun_at: datetime | None = None
    """When its recording began in mid-talk: after its notice, or as its seat asked."""

    @property
    def parts(self) -> tuple[str | None, ...]:
        """Give the names of all that Asterisk recorded for it."""
        return self.caller_part, *self.earlier_seat_parts, self.seat_part


async def link_recording(
    engine: AsyncEngine, call: str, *, path: str, duration_s: float, flaw: str = ""
) -> bool:
    """Note that a call's sound is kept at a path relative to the home, and what is wrong with it.

    What was noted first stands: when a file is noted again, what it was made of may be gone; so
    does what the vault has. Gives False if no recording of this call is known (yet): its row is
    made when the call closes.
    """
    async with transaction(for_change(engine)) as session:
        row = await session.get(Recording, call)
        if row is None or await is_stored(session, call):
            return row is not None
        if (row.state, row.path) != ("kept", path):
            row.state, row.path, row.duration_s, row.why = "kept", path, duration_s, flaw
        return True


async def lose_recording(engine: AsyncEngine, call: str, *, why: str) -> bool:
    """Note that a call's sound will never be there, unless the vault has it.

    Gives False as `link_recording` does.
    """
    gone = {"state": "lost", "path": None, "duration_s": None, "why": why}
    async with transaction(engine) as session:
        if await is_stored(session, call):
            return True
        done = await session.exec(
            update(Recording).where(col(Recording.call) == call).values(**gone)
        )
        return bool(done.rowcount)


async def sound_rows(
    engine: AsyncEngine, *, since: date, calls: Collection[str]
) -> dict[str, SoundRow]:
    """Tell of every call with sound from a business date on, and of these calls if they exist."""
    asked = select(Call, Recording).join(Recording, isouter=True)
    with_sound = col(Recording.call).is_not(None)
    async with transaction(engine) as session:
        found = [
            *await session.exec(asked.where(col(Call.business_date) >= since, with_sound)),
        ]
        others = sorted({*calls} - {call.id for call, _ in found})
        for start in range(0, len(others), ASKED):
            some = others[start : start + ASKED]
            found += await session.exec(asked.where(col(Call.id).in_(some)))
        begun: dict[str, datetime] = {}
        calls = [call.id for call, _ in found]
        for start in range(0, len(calls), ASKED):
            begun |= await _begun(session, calls[start : start + ASKED])
    return {
        call.id: replace(_row(call, recording), begun_at=begun.get(call.id))
        for call, recording in found
    }


async def _begun(session: AsyncSession, calls: Sequence[str]) -> dict[str, datetime]:
    asked = (
        select(CallMark.call, func.min(CallMark.at))
        .where(col(CallMark.call).in_(calls), col(CallMark.kind).in_(("noticed", "begun")))
        .group_by(col(CallMark.call))
    )
    return dict((await session.exec(asked)).all())


def _row(call: Call, recording: Recording | None) -> SoundRow:
    seats = (recording.seat_part or "").split() if recording else []
    return SoundRow(
        call=call.id,
        business_date=call.business_date,
        joined_at=call.answered_at or _led_out_at(call),
        ended_at=call.ended_at,
        state=recording.state if recording else None,
        caller_part=recording.caller_part if recording else None,
        seat_part=seats[-1] if seats else None,
        earlier_seat_parts=tuple(seats[:-1]),
        earlier_left_at=seats_left.read(recording.seats_left) if recording else (),
        left_at=call.left_at,
        path=recording.path if recording else None,
        why=recording.why if recording else "",
    )


def _led_out_at(call: Call) -> datetime | None:
    """Tell when a flow joined an outside number, which no row says: they talked to the end."""
    if call.ended_at is None or not call.talk_s:
        return None
    return call.ended_at - timedelta(seconds=call.talk_s)
