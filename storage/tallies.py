"""Questions about counts of calls, each inside the caller's transaction.

The first ones read the sums (`rollups`), some hundred rows a week; `filed_calls` reads every call,
for whoever wants to count them again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.contact import ContactState
from callcenter.outcome import Outcome
from storage.callback_tables import Callback
from storage.report_tables import CarrierBusy
from storage.rollup_tables import CallDigest, CallerDay, CallSlot, CallSpeed
from storage.rollups import Filed, milliseconds
from storage.tables import INBOUND, Call

READ_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotSum:
    """The calls of one half-hour, line and outcome, summed up."""

    day: date
    slot: datetime
    line: str
    outcome: str
    calls: int
    spans_ms: tuple[int, ...]
    """In the order of `rollups.SPANS`."""


async def slot_sums(session: AsyncSession, first: date, last: date) -> list[SlotSum]:
    """Give the sums of the days from `first` to `last`, both included, in order of time."""
    asked = (
        select(CallSlot)
        .where(col(CallSlot.business_date).between(first, last), col(CallSlot.calls) != 0)
        .order_by(col(CallSlot.slot), col(CallSlot.line), col(CallSlot.outcome))
    )
    return [
        SlotSum(
            day=each.business_date,
            slot=each.slot,
            line=each.line,
            outcome=each.outcome,
            calls=each.calls,
            spans_ms=(each.guidance_ms, each.wait_ms, each.ring_ms, each.talk_ms, each.hold_ms),
        )
        for each in (await session.exec(asked)).all()
    ]


async def reached_within(
    session: AsyncSession, first: date, last: date, *, since: str, within_s: int, outcome: str
) -> dict[date, int]:
    """Count by day the calls of an outcome that came to a seat within some seconds."""
    asked = (
        select(col(CallSpeed.business_date), func.sum(CallSpeed.calls))
        .where(
            col(CallSpeed.business_date).between(first, last),
            col(CallSpeed.outcome) == outcome,
            col(CallSpeed.since) == since,
            col(CallSpeed.second) <= within_s,
        )
        .group_by(col(CallSpeed.business_date))
    )
    return {day: int(calls) for day, calls in (await session.exec(asked)).all() if calls}


async def gave_up_under(
    session: AsyncSession, first: date, last: date, *, under_s: int, outcomes: Collection[str]
) -> dict[tuple[date, str], int]:
    """Count by day and outcome the calls that gave up under some seconds after they arrived."""
    if not under_s:
        return {}
    asked = (
        select(col(CallSpeed.business_date), col(CallSpeed.outcome), func.sum(CallSpeed.calls))
        .where(
            col(CallSpeed.business_date).between(first, last),
            col(CallSpeed.outcome).in_(outcomes),
            col(CallSpeed.since) == "arrival",
            col(CallSpeed.second) < under_s,
        )
        .group_by(col(CallSpeed.business_date), col(CallSpeed.outcome))
    )
    found = (await session.exec(asked)).all()
    return {(day, outcome): int(calls) for day, outcome, calls in found if calls}


async def caller_sets(session: AsyncSession, first: date, last: date) -> dict[date, dict[int, int]]:
    """Count known callers by day and by the set of outcomes that they had on it."""
    asked = select(CallerDay).where(
        col(CallerDay.business_date).between(first, last), col(CallerDay.callers) != 0
    )
    found: dict[date, dict[int, int]] = {}
    for each in (await session.exec(asked)).all():
        found.setdefault(each.business_date, {})[each.outcomes] = each.callers
    return found


async def digest_sums(
    session: AsyncSession, first: date, last: date
) -> dict[tuple[date, int], int]:
    """Give the sums of the calls' hashes by day and word."""
    asked = select(CallDigest).where(col(CallDigest.business_date).between(first, last))
    found = (await session.exec(asked)).all()
    return {(each.business_date, each.word): each.sum for each in found}


async def called_back(
    session: AsyncSession, first: date, last: date, *, until: datetime | None = None
) -> dict[date, int]:
    """Count by day the calls that took a callback by which their caller was reached by then."""
    asked = (
        select(col(Call.business_date), func.count(col(Call.id).distinct()))
        .join(Callback, col(Callback.taken_from) == col(Call.id))
        .where(
            col(Call.business_date).between(first, last),
            col(Call.outcome) == Outcome.CALLBACK_TAKEN.value,
            col(Call.direction) == INBOUND,
            col(Callback.state) == ContactState.REACHED.value,
        )
        .group_by(col(Call.business_date))
    )
    if until is not None:
        asked = asked.where(col(Callback.since) <= until)
    return dict((await session.exec(asked)).all())


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """As it was known at an instant: what ended, or was noted, later is left out."""

    calls: datetime
    noted: datetime


async def carrier_busy(
    session: AsyncSession, first: date, last: date, *, until: datetime | None = None
) -> dict[date, CarrierBusy]:
    """Give what was noted last for each day, as known at an instant; a day without is left out."""
    asked = select(CarrierBusy).where(col(CarrierBusy.day).between(first, last))
    if until is not None:
        asked = asked.where(col(CarrierBusy.noted_at) <= until)
    found = (await session.exec(asked.order_by(col(CarrierBusy.day), col(CarrierBusy.n)))).all()
    return {each.day: each for each in found}


async def carrier_notes(
    session: AsyncSession, day: date, *, until: datetime
) -> Sequence[CarrierBusy]:
    """List everything that was noted for a day by an instant; the last one counts."""
    asked = (
        select(CarrierBusy)
        .where(col(CarrierBusy.day) == day, col(CarrierBusy.noted_at) <= until)
        .order_by(col(CarrierBusy.n))
    )
    return (await session.exec(asked)).all()


async def last_end(session: AsyncSession) -> datetime | None:
    """Tell when the latest of all calls in the rows ended; None if none did."""
    return (await session.exec(select(func.max(Call.ended_at)))).one()


async def filed_calls(
    session: AsyncSession, first: date, last: date, *, until: datetime | None = None
) -> list[Filed]:
    """Read every ended call of the days, in order of arrival; `until` leaves out later ends.

    They are read in parts, so that the loop's other work goes on meanwhile.
    """
    within: list[ColumnElement[bool]] = [
        col(Call.business_date).between(first, last),
        col(Call.outcome).is_not(None),
    ]
    if until is not None:
        within.append(col(Call.ended_at) <= until)
    in_order = _asked(within).order_by(col(Call.arrived_at), col(Call.id))
    return await _calls(session, in_order, until)


async def ended_after(
    session: AsyncSession, first: date, last: date, until: datetime
) -> list[Filed]:
    """Read the calls of the days that ended later than an instant, in order of arrival.

    They are looked for by their end alone, of which there is an index: few ended since.
    """
    since = await _calls(session, _asked([col(Call.ended_at) > until]), until)
    found = (each for each in since if first <= each.business_date <= last)
    return sorted(found, key=lambda each: (each.arrived_at, each.call))


def _asked(within: Sequence[ColumnElement[bool]]) -> Select[Any]:
    asked = select(*_COLUMNS)  # type: ignore[call-overload]
    inbound = asked.where(*within, col(Call.direction) == INBOUND)
    return inbound.execution_options(yield_per=READ_AT_ONCE)  # type: ignore[no-any-return]


async def _calls(session: AsyncSession, asked: Select[Any], until: datetime | None) -> list[Filed]:
    reached = await _reached(session, until)
    found: list[Filed] = []
    async for part in (await session.stream(asked)).partitions():
        read = [_filed(*row) for row in part]
        found += [replace(e, called_back=True) if _is_reached(e, reached) else e for e in read]
        await asyncio.sleep(0)
    return found


_COLUMNS = (
    *(col(Call.id), col(Call.caller), col(Call.line), col(Call.business_date)),
    *(col(Call.arrived_at), col(Call.outcome)),
    *(col(Call.guidance_s), col(Call.wait_s), col(Call.ring_s), col(Call.talk_s), col(Call.hold_s)),
)


async def _reached(session: AsyncSession, until: datetime | None) -> frozenset[str]:
    """Give the calls in which a callback was taken by which somebody was reached by then."""
    asked = select(Callback.taken_from).where(
        col(Callback.state) == ContactState.REACHED.value, col(Callback.taken_from) != ""
    )
    if until is not None:
        asked = asked.where(col(Callback.since) <= until)
    return frozenset((await session.exec(asked)).all())


def _is_reached(call: Filed, reached: frozenset[str]) -> bool:
    return call.outcome == Outcome.CALLBACK_TAKEN and call.call in reached


def _filed(
    call: str,
    caller: str | None,
    line: str,
    business_date: date,
    arrived_at: datetime,
    outcome: str,
    *spans_s: float | None,
) -> Filed:
    return Filed(
        call=call,
        caller=caller,
        line=line,
        business_date=business_date,
        arrived_at=arrived_at,
        outcome=outcome,
        spans_ms=tuple(milliseconds(each) for each in spans_s),
    )
