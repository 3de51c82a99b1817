"""Adding to the sums, in the transaction that files the calls: exactly once, like the rows.

A call that is filed again (its numbers came anew after a power cut) is first taken out as it stood.
"""

from __future__ import annotations

import hashlib
import struct
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.outcome import Outcome
from storage.rollup_tables import CallDigest, CallerDay, CallSlot, CallSpeed
from storage.tables import INBOUND, Call

SLOT_MIN = 30
SPANS = ("guidance", "wait", "ring", "talk", "hold")
ARRIVAL, QUEUE = "arrival", "queue"
BITS: Mapping[str, int] = {
    outcome: 1 << number
    for number, outcome in enumerate(
        (
            *("answered", "abandoned_in_guidance", "abandoned_in_queue", "overflow", "no_line"),
            *("callback_taken", "self_served", "closed_in_hours", "after_hours"),
            *("not_in_operation", "failed"),
        )
    )
}
"""Bits of `CallerDay.outcomes`; rows are kept with them, so a new outcome comes at the end."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What the sums need to know of an ended call."""

    call: str
    caller: str | None
    line: str
    business_date: date
    arrived_at: datetime
    outcome: str
    spans_ms: tuple[int, ...]
    """In the order of `SPANS`."""
    called_back: bool = False
    """It took a callback, and its caller was reached by it since."""


def filed(call: Call) -> Filed | None:
    """Read it off a row; None while the call is in progress."""
    if call.outcome is None:
        return None
    return Filed(
        call=call.id,
        caller=call.caller,
        line=call.line,
        business_date=call.business_date,
        arrived_at=call.arrived_at,
        outcome=call.outcome,
        spans_ms=tuple(milliseconds(getattr(call, f"{span}_s")) for span in SPANS),
    )


def milliseconds(seconds: float | None) -> int:
    """Give whole milliseconds, halves up, as the questions over all rows do."""
    return int((seconds or 0.0) * 1000 + 0.5)


def slot_of(at: datetime) -> datetime:
    """Give the instant at which the half-hour of an instant began."""
    return at.replace(minute=at.minute - at.minute % SLOT_MIN, second=0, microsecond=0)


def speed_second(outcome: str, spent_ms: int) -> int:
    """Give the second under which a time is counted (`CallSpeed.second`)."""
    return -(-spent_ms // 1000) if outcome == Outcome.ANSWERED else spent_ms // 1000


class Sums:
    """What one batch of records adds."""

    def __init__(self) -> None:
        self._before: dict[str, Filed | None] = {}
        self._after: dict[str, Filed] = {}

    def file(self, before: Filed | None, after: Filed) -> None:
        """Note that a call was filed; `before` is how it stood, if it was filed earlier."""
        self._before.setdefault(after.call, before)
        self._after[after.call] = after

    async def save(self, session: AsyncSession) -> None:
        """Add to the rows of sums; to be called before the calls themselves are flushed."""
        if not self._after:
            return
        signed = [
            *((-1, each) for each in self._before.values() if each is not None),
            *((1, each) for each in self._after.values()),
        ]
        with session.no_autoflush:
            await _add(session, CallSlot, slots(signed))
            await _add(session, CallSpeed, speeds(signed))
            await _add(session, CallDigest, digests(signed))
            await _add(session, CallerDay, await self._callers(session))

    async def _callers(self, session: AsyncSession) -> list[dict[str, Any]]:
        """Move each caller of the batch from the set of outcomes they had to the one they have."""
        touched = [each for each in (*self._before.values(), *self._after.values()) if each]
        ids = {each.caller for each in touched if each.caller}
        days = {each.business_date for each in touched}
        asked = select(
            col(Call.id), col(Call.caller), col(Call.business_date), col(Call.outcome)
        ).where(
            col(Call.caller).in_(ids),
            col(Call.business_date).in_(days),
            col(Call.outcome).is_not(None),
            col(Call.direction) == INBOUND,
        )
        stood: dict[tuple[date, str], dict[str, str]] = defaultdict(dict)
        for call, caller, day, outcome in (await session.exec(asked)).all():
            stood[day, str(caller)][call] = str(outcome)
        stands = {key: dict(calls) for key, calls in stood.items()}
        for each in touched:
            if each.caller:
                stands.setdefault((each.business_date, each.caller), {}).pop(each.call, None)
        for each in self._after.values():
            if each.caller:
                stands[each.business_date, each.caller][each.call] = each.outcome
        moved: Counter[tuple[date, int]] = Counter()
        for (day, caller), calls in stands.items():
            moved[day, set_of(stood.get((day, caller), {}).values())] -= 1
            moved[day, set_of(calls.values())] += 1
        return [
            {"business_date": day, "outcomes": outcomes, "callers": count}
            for (day, outcomes), count in moved.items()
            if count and outcomes
        ]


def set_of(outcomes: Iterable[str]) -> int:
    """Write a set of outcomes as bits."""
    found = 0
    for each in outcomes:
        found |= BITS[each]
    return found


def spent_ms(call: Filed, since: str) -> int:
    """Give the time until the call came to a seat or gave up."""
    guidance, wait, ring, _, _ = call.spans_ms
    return wait + ring + (guidance if since == ARRIVAL else 0)


def slots(signed: Iterable[tuple[int, Filed]]) -> list[dict[str, Any]]:
    """Sum up calls by half-hour, line and outcome; each is added (1) or taken out (-1)."""
    sums: dict[tuple[date, datetime, str, str], Counter[str]] = defaultdict(Counter)
    for sign, each in signed:
        counted = sums[each.business_date, slot_of(each.arrived_at), each.line, each.outcome]
        counted["calls"] += sign
        for span, length in zip(SPANS, each.spans_ms, strict=True):
            counted[f"{span}_ms"] += sign * length
    keys = ("business_date", "slot", "line", "outcome")
    columns = ("calls", *(f"{span}_ms" for span in SPANS))
    return [
        {**dict(zip(keys, key, strict=True)), **{name: counted[name] for name in columns}}
        for key, counted in sums.items()
    ]


def speeds(signed: Iterable[tuple[int, Filed]]) -> list[dict[str, Any]]:
    """Count calls by the seconds that they took to come to a seat or to give up."""
    sums: Counter[tuple[date, str, str, int]] = Counter()
    for sign, each in signed:
        for since in (ARRIVAL, QUEUE):
            second = speed_second(each.outcome, spent_ms(each, since))
            sums[each.business_date, each.outcome, since, second] += sign
    keys = ("business_date", "outcome", "since", "second", "calls")
    return [dict(zip(keys, (*key, calls), strict=True)) for key, calls in sums.items()]


def line_of(call: Filed) -> str:
    """Write a call in the one line that is hashed."""
    at = call.arrived_at.astimezone(UTC).isoformat()
    return f"{call.call} {at} {call.outcome} {' '.join(map(str, call.spans_ms))}\n"


def digests(signed: Iterable[tuple[int, Filed]]) -> list[dict[str, Any]]:
    """Add up the hashes of calls by day and word; each is added (1) or taken out (-1)."""
    sums: Counter[tuple[date, int]] = Counter()
    for sign, each in signed:
        hashed = hashlib.sha256(line_of(each).encode()).digest()
        for word, part in enumerate(struct.unpack(">8I", hashed)):
            sums[each.business_date, word] += sign * part
    keys = ("business_date", "word", "sum")
    return [dict(zip(keys, (*key, total), strict=True)) for key, total in sums.items()]


def caller_days(calls: Iterable[Filed]) -> list[dict[str, Any]]:
    """Count known callers by day and by the set of outcomes that they had on it."""
    had: dict[tuple[date, str], int] = defaultdict(int)
    for each in calls:
        if each.caller:
            had[each.business_date, each.caller] |= BITS[each.outcome]
    counted = Counter((day, outcomes) for (day, _), outcomes in had.items())
    return [
        {"business_date": day, "outcomes": outcomes, "callers": count}
        for (day, outcomes), count in counted.items()
    ]


async def _add(
    session: AsyncSession, table: type[SQLModel], rows: list[dict[str, Any]], most: int = 500
) -> None:
    """Add to what stands; a row that is not there begins with it."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    columns = table.__table__.columns  # type: ignore[attr-defined]
    keys = [each.name for each in columns if each.primary_key]
    sums = [each.name for each in columns if not each.primary_key]
    for part in _parts(rows, most):
        adding = insert(table).values(part)
        changed = {name: columns[name] + adding.excluded[name] for name in sums}
        await session.exec(adding.on_conflict_do_update(index_elements=keys, set_=changed))


def _parts(rows: list[dict[str, Any]], most: int) -> Iterator[list[dict[str, Any]]]:
    for begin in range(0, len(rows), most):
        yield rows[begin : begin + most]
