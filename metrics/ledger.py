"""Counting the calls of some days: from the sums, or every call again.

Both give the same `Ledger`, to the last digit; the tests, the nightly reconciliation and
`report verify` hold one against the other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise

from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.outcome import Outcome
from metrics.definition import Definition, Place
from metrics.figures import Counted, together
from metrics.known import Known, known
from storage import rollups, tallies
from storage.rollups import ARRIVAL, SPANS, Filed
from storage.tallies import Cut, SlotSum


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What was counted of some days."""

    days: Mapping[date, Counted]
    """Every day asked for is there, also without a call."""
    slots: Sequence[SlotSum]
    """By half-hour, line and outcome, in order of time."""

    @property
    def whole(self) -> Counted:
        """All days together."""
        return together(self.days.values())


@dataclass(slots=True)
class _Parts:
    """What makes up the days of a ledger."""

    sums: Sequence[SlotSum]
    in_time: Mapping[date, int]
    short: Mapping[tuple[date, str], int]
    repeated: Mapping[tuple[date, str], int]
    callers: Mapping[date, Mapping[int, int]]
    busy: Mapping[date, int]
    called_back: Mapping[date, int]
    open_days: Collection[date] = field(default_factory=tuple)


async def from_sums(
    session: AsyncSession,
    definition: Definition,
    first: date,
    last: date,
    *,
    open_days: Collection[date],
) -> Ledger:
    """Count from the sums; `open_days` are those whose carrier's number must be known."""
    sums = await known(session, first, last)
    return await from_known(session, definition, sums, open_days=open_days)


async def from_known(
    session: AsyncSession, definition: Definition, sums: Known, *, open_days: Collection[date]
) -> Ledger:
    """Count from the sums as they were known at a cut.

    Only a definition that leaves out repeated calls reads the calls themselves.
    """
    first, last, late = sums.first, sums.last, sums.late
    until = sums.cut.calls if sums.cut else None
    again: Mapping[tuple[date, str], int] = {}
    if definition.repeats_within_s:
        again = repeated(definition, await tallies.filed_calls(session, first, last, until=until))
    in_time = await tallies.reached_within(
        session,
        first,
        last,
        since=definition.in_time_since,
        within_s=definition.in_time_s,
        outcome=Outcome.ANSWERED.value,
    )
    short = await tallies.gave_up_under(
        session,
        first,
        last,
        under_s=definition.short_under_s,
        outcomes=[each.value for each in definition.hung_up],
    )
    back: Mapping[date, int] = {}
    if definition.counts_called_back:
        back = await tallies.called_back(session, first, last, until=until)
    parts = _Parts(
        sums=sums.slots,
        in_time=Counter(in_time) - _in_time(definition, late),
        short=Counter(short) - _short(definition, late),
        repeated=again,
        callers=sums.callers,
        busy=await _busy(session, first, last, until=sums.cut.noted if sums.cut else None),
        called_back=Counter(back) - _called_back(definition, late),
        open_days=open_days,
    )
    return _ledger(parts, first, last)


async def from_calls(
    session: AsyncSession,
    definition: Definition,
    first: date,
    last: date,
    *,
    open_days: Collection[date],
    cut: Cut | None = None,
) -> Ledger:
    """Count every call again, as it was known then."""
    calls = await tallies.filed_calls(session, first, last, until=cut.calls if cut else None)
    busy = await _busy(session, first, last, until=cut.noted if cut else None)
    return counted(definition, calls, first, last, busy=busy, open_days=open_days)


def counted(
    definition: Definition,
    calls: Sequence[Filed],
    first: date,
    last: date,
    *,
    busy: Mapping[date, int] | None = None,
    open_days: Collection[date] = (),
) -> Ledger:
    """Count calls one by one."""
    sums = [
        SlotSum(
            day=each["business_date"],
            slot=each["slot"],
            line=each["line"],
            outcome=each["outcome"],
            calls=each["calls"],
            spans_ms=tuple(each[f"{span}_ms"] for span in SPANS),
        )
        for each in rollups.slots((1, call) for call in calls)
    ]
    callers: dict[date, dict[int, int]] = defaultdict(dict)
    for row in rollups.caller_days(calls):
        callers[row["business_date"]][row["outcomes"]] = row["callers"]
    parts = _Parts(
        sums=sorted(sums, key=lambda each: (each.slot, each.line, each.outcome)),
        in_time=_in_time(definition, calls),
        short=_short(definition, calls),
        repeated=repeated(definition, calls),
        callers=callers,
        busy=busy or {},
        called_back=_called_back(definition, calls),
        open_days=open_days,
    )
    return _ledger(parts, first, last)


def _in_time(definition: Definition, calls: Iterable[Filed]) -> Counter[date]:
    return Counter(each.business_date for each in calls if is_in_time(definition, each))


def _short(definition: Definition, calls: Iterable[Filed]) -> Counter[tuple[date, str]]:
    found = (each for each in calls if is_short(definition, each))
    return Counter((each.business_date, each.outcome) for each in found)


def _called_back(definition: Definition, calls: Iterable[Filed]) -> Counter[date]:
    return Counter(each.business_date for each in calls if is_called_back(definition, each))


def is_in_time(definition: Definition, call: Filed) -> bool:
    """Tell whether a call came to a seat in time."""
    spent = rollups.spent_ms(call, definition.in_time_since)
    return call.outcome == Outcome.ANSWERED and spent <= definition.in_time_s * 1000


def is_called_back(definition: Definition, call: Filed) -> bool:
    """Tell whether a call is answered because its caller was called back since."""
    return definition.counts_called_back and call.called_back


def is_short(definition: Definition, call: Filed) -> bool:
    """Tell whether the caller hung up so soon that the call is left out."""
    spent = rollups.spent_ms(call, ARRIVAL)
    return call.outcome in definition.hung_up and spent < definition.short_under_s * 1000


def repeated(definition: Definition, calls: Iterable[Filed]) -> Counter[tuple[date, str]]:
    """Count by day and outcome the calls that are left out because their caller tried again."""
    found = repeated_calls(definition, calls)
    return Counter((call.business_date, call.outcome) for call in found)


def repeated_calls(definition: Definition, calls: Iterable[Filed]) -> list[Filed]:
    """List the unanswered calls that were followed by another from the same number soon enough.

    Only calls of the denominator count as trying again; a short call is left out as short.
    """
    within = timedelta(seconds=definition.repeats_within_s)
    tried = [
        each
        for each in calls
        if each.caller
        and Outcome(each.outcome) in definition.offered
        and not is_short(definition, each)
    ]
    if not within:
        return []
    tried.sort(key=lambda each: (each.caller or "", each.arrived_at, each.call))
    return [
        before
        for _, mine in groupby(tried, key=lambda each: each.caller)
        for before, after in pairwise(mine)
        if definition.places[Outcome(before.outcome)] is Place.OFFERED
        and after.arrived_at - before.arrived_at <= within
    ]


async def _busy(
    session: AsyncSession, first: date, last: date, *, until: datetime | None
) -> dict[date, int]:
    noted = await tallies.carrier_busy(session, first, last, until=until)
    return {day: each.calls for day, each in noted.items()}


def _ledger(parts: _Parts, first: date, last: date) -> Ledger:
    asked = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    calls: dict[date, Counter[Outcome]] = defaultdict(Counter)
    spans: dict[date, Counter[tuple[Outcome, str]]] = defaultdict(Counter)
    for each in parts.sums:
        outcome = Outcome(each.outcome)
        calls[each.day][outcome] += each.calls
        for span, length in zip(SPANS, each.spans_ms, strict=True):
            spans[each.day][outcome, span] += length
    return Ledger(
        days={
            day: Counted(
                calls=calls[day],
                spans_ms=spans[day],
                in_time=parts.in_time.get(day, 0),
                short=_of_day(parts.short, day),
                repeated=_of_day(parts.repeated, day),
                callers=parts.callers.get(day, {}),
                carrier_busy=parts.busy.get(day, None if day in parts.open_days else 0),
                called_back=parts.called_back.get(day, 0),
            )
            for day in asked
        },
        slots=list(parts.sums),
    )


def _of_day(counts: Mapping[tuple[date, str], int], day: date) -> dict[Outcome, int]:
    return {Outcome(outcome): count for (of, outcome), count in counts.items() if of == day}
