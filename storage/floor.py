"""What stands now, as far as the rows know: seats, alarms, calls in progress.

All raise `DatabaseUnavailable` when there is no answer now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from callcenter.commands import Command, RaiseAlarm, ShowCall, ShowSeat
from storage.calls import asked_in_of, collected_of
from storage.engine import transaction
from storage.tables import OUTBOUND, Alarm, Call, Projected, Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRow:
    """What a seat does."""

    id: str
    state: str
    since: datetime
    reason: str
    call: str | None
    registered: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What boards showed after record n, as the commands that would show it again."""

    n: int
    shown: tuple[Command, ...]


async def seats(engine: AsyncEngine) -> list[SeatRow]:
    """List the seats by id."""
    async with transaction(engine) as session:
        found = (await session.exec(select(Seat).order_by(col(Seat.id)))).all()
    return [
        SeatRow(
            id=seat.id,
            state=seat.state,
            since=seat.since,
            reason=seat.reason,
            call=seat.call,
            registered=seat.registered,
        )
        for seat in found
    ]


async def standing(engine: AsyncEngine) -> Standing:
    """Give what stands, so that a board begins with it and goes on with the records after n."""
    async with transaction(engine) as session:
        # The lock keeps PostgreSQL's projection still between our questions; SQLite has snapshots.
        projected = await session.exec(select(Projected).with_for_update())
        n = projected.one().n
        in_progress = select(Call).where(col(Call.outcome).is_(None), Call.state != "arrived")
        calls = (await session.exec(in_progress.order_by(col(Call.arrived_at)))).all()
        seats = (await session.exec(select(Seat).order_by(col(Seat.id)))).all()
        raised = select(Alarm).where(col(Alarm.cleared_at).is_(None)).order_by(col(Alarm.n))
        alarms = (await session.exec(raised)).all()
    return Standing(
        n=n,
        shown=(
            *(_call(each) for each in calls),
            *(_seat(each) for each in seats),
            *(_alarm(each) for each in alarms),
        ),
    )


def _call(row: Call) -> ShowCall:
    return ShowCall(
        call=row.id,
        state=row.state,
        since=row.state_since,
        line=row.line,
        arrived_at=row.arrived_at,
        seat=row.seat,
        holds_line=row.holds_line,
        dials=row.caller if row.direction == OUTBOUND else None,
        language=row.language,
        collected=tuple(collected_of(row.collected).items()),
        asked_in=tuple(asked_in_of(row.collected).items()),
    )


def _alarm(row: Alarm) -> RaiseAlarm:
    return RaiseAlarm(kind=row.kind, subject=row.subject, detail=row.detail, since=row.raised_at)


def _seat(row: Seat) -> ShowSeat:
    return ShowSeat(
        seat=row.id,
        state=row.state,
        since=row.since,
        reason=row.reason,
        call=row.call,
        registered=row.registered,
        held=row.held,
    )
