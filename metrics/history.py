"""Figures over time, by hour, day, week or month: of the campaign, its lines, topics, people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum

from callcenter.outcome import Outcome
from japan.era import wareki
from metrics.content import Cell, Column, Section, Shape
from metrics.definition import ABANDONED
from metrics.figures import Counted, figures
from metrics.history_plan import BESIDE, Planned, planned
from metrics.ledger import Ledger, from_sums
from metrics.parts import pair, rate_cell
from metrics.period import month_of, week_of
from metrics.reporting import Reporting
from storage import inquiry_sums
from storage.engine import transaction
from storage.rollups import SPANS
from storage.staff_tables import Staff
from storage.tallies import SlotSum

LONGEST_DAYS = 400


class Grain(StrEnum):
    """How finely time is cut."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class By(StrEnum):
    """What is told apart."""

    CAMPAIGN = "campaign"
    LINE = "line"
    CATEGORY = "category"
    PERSON = "person"


_COUNTS = (
    *(Column("着信", Shape.COUNT), Column("応答", Shape.COUNT), Column("切断", Shape.COUNT)),
    *(Column("応答率", Shape.SHARE), Column("平均応答時間", Shape.SECONDS)),
    *(Column("平均通話時間", Shape.SECONDS), Column("分母の外", Shape.COUNT)),
)


async def history(
    reporting: Reporting, first: date, last: date, *, grain: Grain, by: By, only: str | None = None
) -> Section:
    """Make the table of the days from `first` to `last`, both included.

    `only` is the one person whose figures may be shown; None: everybody's.
    """
    match by:
        case By.CAMPAIGN:
            return await _calls(reporting, first, last, grain, lambda _: "")
        case By.LINE:
            return await _calls(reporting, first, last, grain, lambda each: each.line)
        case By.CATEGORY:
            return await _categories(reporting, first, last, grain)
        case By.PERSON:
            return await _people(reporting, first, last, only)


async def _calls(
    reporting: Reporting,
    first: date,
    last: date,
    grain: Grain,
    of: Callable[[SlotSum], str],
) -> Section:
    definition = reporting.plan.definition
    async with transaction(reporting.engine) as session:
        ledger = await from_sums(session, definition, first, last, open_days=())
    rows: list[tuple[Cell, ...]] = []
    lines = any(of(each) for each in ledger.slots[:1])
    against = None if lines else await _plan(reporting, first, last, grain)
    for (bucket, name), counted in _buckets(reporting, ledger, grain, of).items():
        found = figures(definition, counted)
        cut_off = found.abandoned if ABANDONED & definition.offered else 0
        talked = counted.calls.get(Outcome.ANSWERED, 0)
        told = (found.offered, found.answered, cut_off, rate_cell(found))
        times = (
            _average(counted, ("wait", "ring"), talked),
            _average(counted, ("talk",), talked),
            sum(found.beside.values()),
        )
        seats = (against.contract(bucket),) if against else ()
        beside = against.beside(bucket, found.offered) if against else ()
        named = (name,) if name else ()
        rows.append((_written(bucket, grain), *named, *seats, *told, *times, *beside))
    if against is None:
        return _section((Column("期間"), *([Column("番号")] if lines else []), *_COUNTS), rows)
    return _section((Column("期間"), against.contract_column, *_COUNTS, *BESIDE), rows)


async def _plan(reporting: Reporting, first: date, last: date, grain: Grain) -> Planned:
    is_whole = grain in (Grain.HOUR, Grain.DAY)
    return await planned(
        reporting, first, last, lambda slot: _bucket(slot, grain), is_whole=is_whole
    )


def _buckets(
    reporting: Reporting, ledger: Ledger, grain: Grain, of: Callable[[SlotSum], str]
) -> Mapping[tuple[datetime, str], Counted]:
    calls: dict[tuple[datetime, str], Counter[Outcome]] = defaultdict(Counter)
    spans: dict[tuple[datetime, str], Counter[tuple[Outcome, str]]] = defaultdict(Counter)
    for each in ledger.slots:
        key = (_bucket(each.slot.astimezone(reporting.zone), grain), of(each))
        outcome = Outcome(each.outcome)
        calls[key][outcome] += each.calls
        for span, length in zip(SPANS, each.spans_ms, strict=True):
            spans[key][outcome, span] += length
    return {
        key: Counted(calls=calls[key], spans_ms=spans[key], carrier_busy=0) for key in sorted(calls)
    }


async def _categories(reporting: Reporting, first: date, last: date, grain: Grain) -> Section:
    async with transaction(reporting.engine) as session:
        found = await inquiry_sums.matters(session, first, last)
    names = dict(reporting.plan.categories)
    counts: Counter[tuple[datetime, str]] = Counter()
    coarse = Grain.DAY if grain is Grain.HOUR else grain
    for each in found:
        begin = datetime.combine(each.day, datetime.min.time(), reporting.zone)
        counts[_bucket(begin, coarse), names.get(each.category, each.category)] += each.count
    rows = [
        (_written(bucket, coarse), name, count) for (bucket, name), count in sorted(counts.items())
    ]
    return _section((Column("期間"), Column("内容"), Column("件数", Shape.COUNT)), rows)


async def _people(reporting: Reporting, first: date, last: date, only: str | None) -> Section:
    async with transaction(reporting.engine) as session:
        found = await inquiry_sums.talked(session, first, last)
        rows = []
        for each in found:
            if only in (None, each.staff):
                person = await session.get(Staff, each.staff)
                name = person.name if person else each.staff
                talk, hold = pair(each.talk_ms, each.calls), pair(each.hold_ms, each.calls)
                rows.append((name, each.calls, talk, hold))
    columns = (
        *(Column("氏名"), Column("応答", Shape.COUNT)),
        *(Column("平均通話時間", Shape.SECONDS), Column("平均保留時間", Shape.SECONDS)),
    )
    return _section(columns, rows)


def _section(columns: tuple[Column, ...], rows: Sequence[tuple[Cell, ...]]) -> Section:
    return Section(part="history", heading="推移", columns=columns, rows=tuple(rows))


def _average(counted: Counted, spans: tuple[str, ...], calls: int) -> Cell:
    return pair(sum(counted.spans_ms.get((Outcome.ANSWERED, each), 0) for each in spans), calls)


def _bucket(at: datetime, grain: Grain) -> datetime:
    if grain is Grain.HOUR:
        return at.replace(minute=0)
    day = at.date()
    if grain is Grain.WEEK:
        day = week_of(day).first
    elif grain is Grain.MONTH:
        day = month_of(day).first
    return datetime.combine(day, datetime.min.time(), at.tzinfo)


def _written(bucket: datetime, grain: Grain) -> str:
    day = bucket.date()
    match grain:
        case Grain.HOUR:
            return f"{wareki(day)} {bucket:%H}時"
        case Grain.DAY:
            return wareki(day)
        case Grain.WEEK:
            return f"{wareki(day)}からの週"
        case Grain.MONTH:
            return f"{wareki(day, weekday=False).rsplit('月', 1)[0]}月"
