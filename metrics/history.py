"""Figures over time, by hour, day, week or month: of the campaign, its lines, topics, people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from callcenter.outcome import Outcome
from metrics.behind import Figure
from metrics.content import Cell, Column, Section, Shape
from metrics.figures import Counted, figures, together
from metrics.history_plan import BESIDE, Planned, planned
from metrics.history_time import Asked, By, Grain, bucket_of, calls_of, written
from metrics.ledger import Ledger, from_sums
from metrics.parts import pair, rate_cell
from metrics.reporting import Reporting
from storage import inquiry_sums
from storage.engine import transaction
from storage.rollups import SPANS
from storage.staff_tables import Staff

_COUNTS = (
    *(Column("着信", Shape.COUNT), Column("応答", Shape.COUNT), Column("切断", Shape.COUNT)),
    *(Column("応答率", Shape.SHARE), Column("平均応答時間", Shape.SECONDS)),
    *(Column("平均通話時間", Shape.SECONDS), Column("分母の外", Shape.COUNT)),
)
_OPENS: Mapping[str, Figure] = {
    "着信": Figure.OFFERED,
    "応答": Figure.ANSWERED,
    "切断": Figure.ABANDONED,
    "応答率": Figure.OFFERED,
    "平均応答時間": Figure.TALKED,
    "平均通話時間": Figure.TALKED,
    "分母の外": Figure.BESIDE,
}
"""Which calls a column counts, or is the average of."""
EVERY_LINE = "すべての番号"
_TOGETHER = "席と着信の予測は、すべての番号をまとめたものです。"


@dataclass(frozen=True, slots=True)
class History:
    """A table, and what the list of calls is asked for each of its rows; empty: for none."""

    section: Section
    rows: Sequence[Mapping[str, str]] = ()

    def opens(self, row: int, column: int) -> Mapping[str, str]:
        """Give what a figure opens; empty where it counts no calls."""
        figure = _OPENS.get(self.section.columns[column].name)
        cell = self.section.rows[row][column]
        if figure is None or not self.rows or not self.rows[row] or cell in (None, 0):
            return {}
        return {**self.rows[row], "figure": figure.value}


async def history(reporting: Reporting, asked: Asked, *, only: str | None = None) -> History:
    """Make the table of the days from `first` to `last`, both included.

    `only` is the one person whose figures may be shown; None: everybody's.
    """
    match asked.by:
        case By.CAMPAIGN:
            return await _campaign(reporting, asked)
        case By.LINE:
            return await _lines(reporting, asked)
        case By.CATEGORY:
            return await _categories(reporting, asked)
        case By.PERSON:
            return await _people(reporting, asked, only)


async def _campaign(reporting: Reporting, asked: Asked) -> History:
    """Tell of every open day that has begun, also without a call, beside its plan."""
    ledger, against = await _ledger(reporting, asked), await _plan(reporting, asked)
    if asked.grain is Grain.HOUR:
        counted = {bucket: each for (bucket, _), each in _by_slot(reporting, asked, ledger).items()}
    else:
        counted = dict(_by_day(reporting, asked, ledger))
    rows: list[tuple[Cell, ...]] = []
    asks: list[Mapping[str, str]] = []
    came = {each for each, found in counted.items() if found.calls}
    for bucket in sorted(_begun(reporting, against) | came):
        planned_, told, beside = _beside(reporting, against, bucket, counted.get(bucket))
        rows.append((written(bucket, asked), planned_, *told, *beside))
        asks.append(calls_of(bucket, asked))
    columns = (Column("期間"), against.contract_column, *_COUNTS, *BESIDE)
    return History(_section(columns, rows, _note(reporting, asked, ledger)), asks)


async def _lines(reporting: Reporting, asked: Asked) -> History:
    """Tell of each line, also without a call; seats and forecasts are planned for all together."""
    ledger, against = await _ledger(reporting, asked), await _plan(reporting, asked)
    counted = _by_slot(reporting, asked, ledger)
    known = (each.number for each in reporting.campaign.lines)
    lines = list(dict.fromkeys([*known, *(line for _, line in counted)]))
    rows: list[tuple[Cell, ...]] = []
    asks: list[Mapping[str, str]] = []
    for bucket in sorted(_begun(reporting, against) | {each for each, _ in counted}):
        when, every = written(bucket, asked), []
        for line in lines:
            every.append(counted.get((bucket, line), Counted()))
            planned_, told, beside = _beside(reporting, against, bucket, every[-1])
            if len(lines) > 1:
                planned_, beside = None, (None,) * len(BESIDE)
            rows.append((when, line, planned_, *told, *beside))
            asks.append({**calls_of(bucket, asked), "line": line})
        if len(lines) > 1:
            planned_, told, beside = _beside(reporting, against, bucket, together(every))
            rows.append((when, EVERY_LINE, planned_, *told, *beside))
            asks.append(calls_of(bucket, asked))
    columns = (Column("期間"), Column("番号"), against.contract_column, *_COUNTS, *BESIDE)
    notes = [*_note(reporting, asked, ledger), *([_TOGETHER] if len(lines) > 1 else [])]
    return History(_section(columns, rows, notes), asks)


async def _plan(reporting: Reporting, asked: Asked) -> Planned:
    return await planned(
        reporting,
        asked.first,
        asked.last,
        lambda slot: bucket_of(slot, asked),
        is_whole=asked.grain in (Grain.HOUR, Grain.DAY),
    )


def _begun(reporting: Reporting, against: Planned) -> set[datetime]:
    """Give the open parts of the time that have begun."""
    now = reporting.clock()
    return {each for each in against.open_ms if each <= now}


def _beside(
    reporting: Reporting, against: Planned, bucket: datetime, counted: Counted | None
) -> tuple[Cell, tuple[Cell, ...], tuple[Cell, ...]]:
    """Give the contract's seats, what came, and what was planned of it."""
    told = _told(reporting, counted or Counted())
    offered = told[0] if isinstance(told[0], int) else 0
    return against.contract(bucket), told, against.beside(bucket, offered)


async def _ledger(reporting: Reporting, asked: Asked) -> Ledger:
    days = [each.day for each in reporting.campaign.open_days if each.day <= reporting.today]
    definition = reporting.plan.definition
    async with transaction(reporting.engine) as session:
        return await from_sums(session, definition, asked.first, asked.last, open_days=days)


def _told(reporting: Reporting, counted: Counted) -> tuple[Cell, ...]:
    definition = reporting.plan.definition
    found = figures(definition, counted)
    talked = counted.calls.get(Outcome.ANSWERED, 0)
    return (
        found.offered,
        found.answered,
        found.abandoned,
        rate_cell(found),
        _average(counted, definition.measures.speed, talked),
        _average(counted, ("talk",), talked),
        sum(found.beside.values()),
    )


def _by_day(reporting: Reporting, asked: Asked, ledger: Ledger) -> Mapping[datetime, Counted]:
    days: dict[datetime, list[Counted]] = defaultdict(list)
    for day, each in ledger.days.items():
        days[bucket_of(datetime.combine(day, time(), reporting.zone), asked)].append(each)
    return {bucket: together(each) for bucket, each in days.items()}


def _by_slot(
    reporting: Reporting, asked: Asked, ledger: Ledger
) -> Mapping[tuple[datetime, str], Counted]:
    """Sum up by time and line (by hour all lines together); what a definition leaves out is in."""
    calls: dict[tuple[datetime, str], Counter[Outcome]] = defaultdict(Counter)
    spans: dict[tuple[datetime, str], Counter[tuple[Outcome, str]]] = defaultdict(Counter)
    for each in ledger.slots:
        line = each.line if asked.by is By.LINE else ""
        key = (bucket_of(each.slot.astimezone(reporting.zone), asked), line)
        outcome = Outcome(each.outcome)
        calls[key][outcome] += each.calls
        for span, length in zip(SPANS, each.spans_ms, strict=True):
            spans[key][outcome, span] += length
    return {key: Counted(calls=calls[key], spans_ms=spans[key]) for key in sorted(calls)}


def _note(reporting: Reporting, asked: Asked, ledger: Ledger) -> Sequence[str]:
    """Say what a finer table cannot know: the sums by half-hour do not tell it."""
    definition = reporting.plan.definition
    if asked.by is not By.LINE and asked.grain is not Grain.HOUR:
        return []
    notes = []
    if definition.short_under_s or definition.repeats_within_s:
        notes.append("ここでは、定義が分母から除く呼も数えています。")
    if called_back := ledger.whole.called_back:
        notes.append(f"応答には、折り返してお話しできた {called_back:,} 件を加えていません。")
    if definition.counts_carrier_busy:
        notes.append(
            "通信事業者側での話中は時間帯や番号ごとには分からないため、着信に含まず率を示しません。"
        )
    return notes


async def _categories(reporting: Reporting, asked: Asked) -> History:
    counts: Counter[tuple[datetime, str]] = Counter()
    async with transaction(reporting.engine) as session:
        if asked.grain is Grain.HOUR:
            for one in await inquiry_sums.listed(session, asked.first, asked.last):
                counts[bucket_of(one.begun_at.astimezone(reporting.zone), asked), one.category] += 1
        else:
            for each in await inquiry_sums.matters(session, asked.first, asked.last):
                begin = datetime.combine(each.day, time(), reporting.zone)
                counts[bucket_of(begin, asked), each.category] += each.count
    names = dict(reporting.plan.categories)
    rows = [
        (written(bucket, asked), names.get(category, category), count)
        for (bucket, category), count in sorted(counts.items())
    ]
    columns = (Column("期間"), Column("内容"), Column("件数", Shape.COUNT))
    return History(_section(columns, rows))


async def _people(reporting: Reporting, asked: Asked, only: str | None) -> History:
    sums: dict[tuple[datetime, str], list[int]] = {}
    async with transaction(reporting.engine) as session:
        for each in await inquiry_sums.taken(session, asked.first, asked.last):
            if only in (None, each.staff):
                bucket = bucket_of(each.arrived_at.astimezone(reporting.zone), asked)
                mine = sums.setdefault((bucket, each.staff), [0, 0, 0])
                for place, more in enumerate((1, each.talk_ms, each.hold_ms)):
                    mine[place] += more
        people = {staff: await session.get(Staff, staff) for staff in {key[1] for key in sums}}
    names = {staff: person.name if person else staff for staff, person in people.items()}
    rows: list[tuple[Cell, ...]] = []
    asks: list[Mapping[str, str]] = []
    for (bucket, staff), (calls, talk_ms, hold_ms) in sorted(
        sums.items(), key=lambda each: (each[0][0], names[each[0][1]], each[0][1])
    ):
        when = () if asked.grain is Grain.WHOLE else (written(bucket, asked),)
        rows.append((*when, names[staff], calls, pair(talk_ms, calls), pair(hold_ms, calls)))
        asks.append({**calls_of(bucket, asked), "staff": staff} if only is None else {})
    columns = (
        *(() if asked.grain is Grain.WHOLE else (Column("期間"),)),
        *(Column("氏名"), Column("応答", Shape.COUNT)),
        *(Column("平均通話時間", Shape.SECONDS), Column("平均保留時間", Shape.SECONDS)),
    )
    return History(_section(columns, rows), asks)


def _section(
    columns: tuple[Column, ...], rows: Sequence[tuple[Cell, ...]], notes: Sequence[str] = ()
) -> Section:
    return Section(
        part="history", heading="推移", columns=columns, rows=tuple(rows), notes=tuple(notes)
    )


def _average(counted: Counted, spans: tuple[str, ...], calls: int) -> Cell:
    return pair(sum(counted.spans_ms.get((Outcome.ANSWERED, each), 0) for each in spans), calls)
