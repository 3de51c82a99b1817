"""Calls that ended after an instant, to be taken out of sums that have them already.

The sums know every call that was filed; a report counts those that were known at its cut. Only a
few calls lie between: those that ended since.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.rollups import SPANS, Filed, digests, set_of, slots
from storage.tables import INBOUND, Call
from storage.tallies import SlotSum

AT_ONCE = 500
"""So many callers are asked about in one question."""


def without(sums: Sequence[SlotSum], late: Sequence[Filed]) -> list[SlotSum]:
    """Take calls out of the sums by half-hour; what nothing is left of is left out."""
    if not late:
        return list(sums)
    taken = {
        (each["business_date"], each["slot"], each["line"], each["outcome"]): each
        for each in slots((1, call) for call in late)
    }
    found = []
    for each in sums:
        less = taken.get((each.day, each.slot, each.line, each.outcome))
        if less is None:
            found.append(each)
        elif each.calls != less["calls"]:
            spans = zip(each.spans_ms, (less[f"{span}_ms"] for span in SPANS), strict=True)
            found.append(
                SlotSum(
                    day=each.day,
                    slot=each.slot,
                    line=each.line,
                    outcome=each.outcome,
                    calls=each.calls - less["calls"],
                    spans_ms=tuple(all_ms - late_ms for all_ms, late_ms in spans),
                )
            )
    return found


def digests_without(
    sums: Mapping[tuple[date, int], int], late: Sequence[Filed]
) -> dict[tuple[date, int], int]:
    """Take calls out of the sums of hashes."""
    left = Counter(dict(sums))
    for each in digests((1, call) for call in late):
        left[each["business_date"], each["word"]] -= each["sum"]
    return {key: total for key, total in left.items() if total}


async def callers_without(
    session: AsyncSession, sets: Mapping[date, Mapping[int, int]], late: Sequence[Filed]
) -> dict[date, dict[int, int]]:
    """Move the callers of calls from the set of outcomes that they have to the one they had."""
    found = {day: Counter(dict(each)) for day, each in sets.items()}
    gone = {each.call for each in late}
    known = {(each.business_date, each.caller) for each in late if each.caller}
    has: dict[tuple[date, str | None], set[str]] = defaultdict(set)
    had: dict[tuple[date, str | None], set[str]] = defaultdict(set)
    for call, caller, day, outcome in await _of_callers(session, known):
        if (day, caller) in known:
            has[day, caller].add(outcome)
            had[day, caller] |= set() if call in gone else {outcome}
    for (day, caller), outcomes in has.items():
        found[day][set_of(outcomes)] -= 1
        found[day][set_of(had[day, caller])] += 1
    return {
        day: {outcomes: count for outcomes, count in each.items() if outcomes and count}
        for day, each in found.items()
    }


async def _of_callers(
    session: AsyncSession, known: Collection[tuple[date, str | None]]
) -> list[tuple[str, str | None, date, str]]:
    days, callers = {day for day, _ in known}, sorted({str(caller) for _, caller in known})
    found: list[tuple[str, str | None, date, str]] = []
    for begin in range(0, len(callers), AT_ONCE):
        asked = select(
            col(Call.id), col(Call.caller), col(Call.business_date), col(Call.outcome)
        ).where(
            col(Call.caller).in_(callers[begin : begin + AT_ONCE]),
            col(Call.business_date).in_(days),
            col(Call.outcome).is_not(None),
            col(Call.direction) == INBOUND,
        )
        found += [(*row[:3], str(row[3])) for row in (await session.exec(asked)).all()]
    return found
