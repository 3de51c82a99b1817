"""Adding to the sums, in the transaction that files the calls: exactly once, like the rows.

A call that is filed again (its numbers came anew after a power cut) is first taken out as it stood.
"""

from __future__ import annotations

import hashlib
import struct
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.outcome import Outcome
from storage.bulk import table_of
from storage.putting import Row, There, put
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


_CALLS = table_of(Call).c
_HAD = (
    select(_CALLS.business_date, _CALLS.caller, _CALLS.outcome, func.count())
    .where(
        _CALLS.caller.in_(bindparam("callers", expanding=True)),
        _CALLS.business_date.in_(bindparam("days", expanding=True)),
        _CALLS.outcome.is_not(None),
        _CALLS.direction == INBOUND,
    )
    .group_by(_CALLS.business_date, _CALLS.caller, _CALLS.outcome)
)
"""What some callers had on some days. The database counts: one of them may have called all day."""


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


def filed(call: Row) -> Filed | None:
    """Read it off a row of `calls`; None while the call is in progress."""
    if call["outcome"] is None:
        return None
    return Filed(
        call=call["id"],
        caller=call["caller"],
        line=call["line"],
        business_date=call["business_date"],
        arrived_at=call["arrived_at"],
        outcome=call["outcome"],
        spans_ms=tuple(milliseconds(call[f"{span}_s"]) for span in SPANS),
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
        """Add to the rows of sums; to be called before the calls themselves are put."""
        if not self._after:
            return
        signed = [
            *((-1, each) for each in self._before.values() if each is not None),
            *((1, each) for each in self._after.values()),
        ]
        for table, rows in (
            (CallSlot, slots(signed)),
            (CallSpeed, speeds(signed)),
            (CallDigest, digests(signed)),
            (CallerDay, await self._callers(session, signed)),
        ):
            await put(session, table, rows, there=There.ADDED_TO)

    async def _callers(
        self, session: AsyncSession, signed: Iterable[tuple[int, Filed]]
    ) -> list[Row]:
        """Move each caller of the batch from the set of outcomes they had to the one they have."""
        known = [(sign, each) for sign, each in signed if each.caller]
        had: defaultdict[tuple[date, str | None], Counter[str]] = defaultdict(Counter)
        connection = await session.connection()
        asked = {
            "callers": list({each.caller for _, each in known}),
            "days": list({each.business_date for _, each in known}),
        }
        for day, caller, outcome, calls in await connection.execute(_HAD, asked):
            had[day, caller][outcome] = calls
        has = defaultdict(Counter, {key: counted.copy() for key, counted in had.items()})
        for sign, each in known:
            has[each.business_date, each.caller][each.outcome] += sign
        moved: Counter[tuple[date, int]] = Counter()
        for (day, caller), counted in has.items():
            moved[day, set_of(+had[day, caller])] -= 1
            moved[day, set_of(+counted)] += 1
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
