"""Questions and notes of forecasts: sums of past days, what was foretold, who worked, levers.

All raise `DatabaseUnavailable` when there is no answer now.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel, col, func, select

from storage.engine import transaction
from storage.forecast_tables import DayForecast, LeverPull, Outlook, SlotForecast, SlotStaffing
from storage.putting import put_rows
from storage.rollup_tables import CallSlot
from storage.tables import INBOUND, Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """The calls of one half-hour and outcome, of all lines."""

    day: date
    slot: datetime
    outcome: str
    calls: int
    wait_ms: int
    seat_ms: int
    """Ring, talk and hold."""


async def sums(engine: AsyncEngine, first: date, last: date) -> list[Sum]:
    """Give the sums of the days from `first` to `last`, both included."""
    keys = (col(CallSlot.business_date), col(CallSlot.slot), col(CallSlot.outcome))
    seat_ms = col(CallSlot.ring_ms) + col(CallSlot.talk_ms) + col(CallSlot.hold_ms)
    counted = (func.sum(CallSlot.calls), func.sum(CallSlot.wait_ms), func.sum(seat_ms))
    asked = (
        select(*keys, *counted)  # type: ignore[call-overload]
        .where(col(CallSlot.business_date).between(first, last), col(CallSlot.calls) != 0)
        .group_by(*keys)
    )
    async with transaction(engine) as session:
        found = (await session.exec(asked)).all()
    return [
        Sum(
            day=day,
            slot=slot,
            outcome=outcome,
            calls=int(calls),
            wait_ms=int(wait_ms),
            seat_ms=int(seat_ms),
        )
        for day, slot, outcome, calls, wait_ms, seat_ms in found
    ]


async def calls_between(
    engine: AsyncEngine, outcomes: Collection[str], begin: datetime, end: datetime
) -> list[tuple[datetime, str]]:
    """Give arrival and outcome of the calls of an hour or so that ended in one of these ways."""
    asked = select(col(Call.arrived_at), col(Call.outcome)).where(
        col(Call.arrived_at) >= begin,
        col(Call.arrived_at) < end,
        col(Call.direction) == INBOUND,
        col(Call.outcome).in_(outcomes),
    )
    async with transaction(engine) as session:
        return [(at, str(outcome)) for at, outcome in (await session.exec(asked)).all()]


async def staffed_days(engine: AsyncEngine, days: Sequence[date]) -> set[date]:
    """Say of which days it is known who worked when."""
    asked = select(col(SlotStaffing.day)).where(col(SlotStaffing.day).in_(days)).distinct()
    async with transaction(engine) as session:
        return set((await session.exec(asked)).all())


async def keep_staffing(engine: AsyncEngine, rows: Sequence[SlotStaffing]) -> None:
    """Keep who worked when."""
    await _merge(engine, rows)


async def staffing(engine: AsyncEngine, first: date, last: date) -> list[SlotStaffing]:
    """Give who worked when, in order of time."""
    asked = select(SlotStaffing).where(col(SlotStaffing.day).between(first, last))
    async with transaction(engine) as session:
        return list((await session.exec(asked.order_by(col(SlotStaffing.slot)))).all())


async def is_foretold(engine: AsyncEngine, day: date) -> bool:
    """Tell whether a day's forecast of the evening before is kept."""
    async with transaction(engine) as session:
        return await session.get(DayForecast, day) is not None


async def keep_forecast(
    engine: AsyncEngine, forecast: DayForecast, slots: Sequence[SlotForecast]
) -> None:
    """Keep what is told of a day before it begins."""
    async with transaction(engine) as session:
        session.add(forecast)
        await session.flush()
        session.add_all(slots)


async def foretold(
    engine: AsyncEngine, first: date, last: date
) -> tuple[dict[date, DayForecast], dict[datetime, float]]:
    """Give what was told before of days, and of their half-hours."""
    days = select(DayForecast).where(col(DayForecast.day).between(first, last))
    slots = select(SlotForecast).where(col(SlotForecast.day).between(first, last))
    async with transaction(engine) as session:
        found = (await session.exec(days)).all()
        halves = (await session.exec(slots)).all()
    return {each.day: each for each in found}, {each.slot: each.offered for each in halves}


async def show(engine: AsyncEngine, outlook: Outlook) -> None:
    """Keep what the board shows now, for commands."""
    await _merge(engine, [outlook])


async def shown(engine: AsyncEngine, day: date) -> Outlook | None:
    """Give what the board showed last of a day."""
    async with transaction(engine) as session:
        return await session.get(Outlook, day)


async def outlooks(engine: AsyncEngine, first: date, last: date) -> list[Outlook]:
    """Give what the board showed last of each day from `first` to `last`."""
    asked = select(Outlook).where(col(Outlook.day).between(first, last)).order_by(col(Outlook.day))
    async with transaction(engine) as session:
        return list((await session.exec(asked)).all())


async def keep_pull(engine: AsyncEngine, pull: LeverPull) -> None:
    """Keep a lever that was pulled, or what was measured of it."""
    await _merge(engine, [pull])


async def pulls(engine: AsyncEngine, day: date) -> list[LeverPull]:
    """List the levers that were pulled on a day."""
    asked = select(LeverPull).where(col(LeverPull.day) == day).order_by(col(LeverPull.n))
    async with transaction(engine) as session:
        return list((await session.exec(asked)).all())


async def _merge(engine: AsyncEngine, rows: Sequence[SQLModel]) -> None:
    async with transaction(engine) as session:
        await put_rows(session, rows)
