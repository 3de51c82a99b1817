"""The parts of a report that tell of calls: from what was read to tables. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from callcenter.outcome import Outcome
from japan.era import WEEKDAYS, wareki
from metrics.content import Cell, Column, Section, Shape
from metrics.definition import USUAL, Definition, Place
from metrics.figures import Counted, Figures, figures, meets_target
from metrics.forecast.rows import halves_of
from metrics.material import Material
from metrics.report_plan import Part
from metrics.words import HEADINGS, MEASURED, OUTCOMES, RESULTS, UNMEASURED
from storage.rollups import SPANS, slot_of

COUNT, SHARE, SECONDS, SEATS = Shape.COUNT, Shape.SHARE, Shape.SECONDS, Shape.SEATS
Row = tuple[Cell, ...]

_COUNTS = (
    *(Column("着信", COUNT), Column("応答", COUNT), Column("切断", COUNT)),
    *(Column("その他", COUNT), Column("応答率", SHARE)),
)
_COUNTS_NOTE = (
    "着信は分母の呼、切断は案内中と待機中の切断、その他は待ち時間の上限、回線満杯、"
    "折り返し受付、臨時休止、障害の合計です。"
)


def make(
    part: Part,
    of: Material,
    columns: Sequence[Column],
    rows: Iterable[Row],
    *,
    foot: Row = (),
    notes: Iterable[str] = (),
) -> Section:
    """Put a part together, under the campaign's heading or ours."""
    return Section(
        part=part.value,
        heading=of.plan.headings.get(part, HEADINGS[part]),
        columns=tuple(columns),
        rows=tuple(rows),
        foot=foot,
        notes=tuple(notes),
        chart=part is Part.CHART,
    )


def summary(of: Material) -> Section:
    """Show the rate, its target, and the words of its definition under it."""
    definition = of.plan.definition
    found = figures(definition, of.ledger.whole)
    met = meets_target(definition, found.rate)
    percent = definition.target_percent
    columns = (*_COUNTS, Column("目標"), Column("判定"))
    row = (
        *_counts(definition, of.ledger.whole),
        None if percent is None else f"{percent}%以上",
        None if met is None else "達成" if met else "未達",
    )
    agreed = f"{wareki(definition.agreed)}合意" if definition.agreed else "委託者との合意前"
    notes = [
        definition.text,
        f"定義の名称: {definition.name}（{definition.id}、{agreed}）。"
        "率は小数第2位を切り捨てて示し、目標とは切り捨てる前の値で比べています。",
        _COUNTS_NOTE,
    ]
    return make(Part.SUMMARY, of, columns, [row], notes=notes)


def chart(of: Material) -> Section:
    """Draw offered and answered by day."""
    rows = [
        (charted(day), found.offered, found.answered)
        for day, found in _days(of, of.plan.definition)
        if found.offered or day in _open(of)
    ]
    columns = (Column("日"), Column("着信", COUNT), Column("応答", COUNT))
    return make(Part.CHART, of, columns, rows)


def charted(day: date) -> str:
    """Write a day under the chart."""
    return f"{day.month}/{day.day}（{WEEKDAYS[day.weekday()]}）"


def by_day(of: Material) -> Section:
    """Count by day; a day outside the operation without a call is left out."""
    definition, open_days = of.plan.definition, _open(of)
    rows: list[Row] = [
        (
            f"{wareki(day)}{'' if day in open_days else '　休業'}",
            *_counts(definition, each),
            sum(figures(definition, each).beside.values()),
        )
        for day, each in of.ledger.days.items()
        if day in open_days or any(each.calls.values()) or of.period.last != of.period.first
    ]
    columns = (Column("日"), *_COUNTS, Column("分母の外", COUNT))
    whole = of.ledger.whole
    beside = sum(figures(definition, whole).beside.values())
    foot = ("合計", *_counts(definition, whole), beside)
    notes = ["分母の外は、自動案内で完了した呼、受付時間外の呼、運営期間外の呼です。"]
    return make(Part.BY_DAY, of, columns, rows, foot=foot, notes=notes)


def by_half_hour(of: Material) -> Section:
    """Count by half-hour of arrival, all days together; short and repeated calls stand in it."""
    definition = of.plan.definition
    slots: dict[str, Counter[Outcome]] = defaultdict(Counter)
    for each in of.ledger.slots:
        outcome = Outcome(each.outcome)
        if outcome in definition.offered:
            slots[f"{each.slot.astimezone(of.zone):%H:%M}"][outcome] += each.calls
    halves = (half.begin for day in of.open_days for half in halves_of(day, of.zone))
    for begin in {f"{slot_of(each):%H:%M}" for each in halves}:
        slots.setdefault(begin, Counter())  # nobody called in it
    rows = [
        (f"{begin}～", *_counts(definition, Counted(calls=calls)))
        for begin, calls in sorted(slots.items())
    ]
    whole = of.ledger.whole
    taken_out = figures(definition, whole).taken_out
    notes = [f"ここでは、定義が除く呼（{taken_out:,} 件）も数えています。"] if taken_out else []
    if whole.called_back:
        notes.append(f"分子には、折り返してお話しできた {whole.called_back:,} 件を加えていません。")
    if definition.counts_carrier_busy:
        notes.append(
            "通信事業者側での話中は時間帯ごとには分からないため、着信に含まず率を示しません。"
        )
    return make(Part.BY_HALF_HOUR, of, (Column("時間帯"), *_COUNTS), rows, notes=notes)


def by_outcome(of: Material) -> Section:
    """Count every call by its outcome, and say where the definition puts it: the sum is all."""
    definition, whole = of.plan.definition, of.ledger.whole
    words = {Place.ANSWERED: "分母と分子", Place.OFFERED: "分母", Place.BESIDE: "分母の外"}
    rows = [
        (word, words[definition.places[outcome]], whole.calls.get(outcome, 0))
        for outcome, word in OUTCOMES.items()
    ]
    found = figures(definition, whole)
    notes = [
        f"着信 {found.offered:,} 件＝分母と分子・分母の合計"
        + (f"から、定義が除く {found.taken_out:,} 件を引いた数。" if found.taken_out else "。")
    ]
    if definition.counts_called_back and whole.called_back:
        notes.append(f"分子には、折り返してお話しできた {whole.called_back:,} 件を加えています。")
    if definition.counts_carrier_busy:
        notes.append("着信には、このほかに通信事業者側での話中を加えています。")
    columns = (Column("結果"), Column("定義での扱い"), Column("件数", COUNT))
    foot = ("合計", "", sum(whole.calls.values()))
    return make(Part.BY_OUTCOME, of, columns, rows, foot=foot, notes=notes)


def quality(of: Material) -> Section:
    """Show service level, speed of answer, abandonment, handling time with its parts, occupancy."""
    definition = of.plan.definition
    found, whole = figures(definition, of.ledger.whole), of.ledger.whole
    measures, calls = definition.measures, whole.calls.get(Outcome.ANSWERED, 0)
    spent = {span: whole.spans_ms.get((Outcome.ANSWERED, span), 0) for span in SPANS}
    spent["wrap_up"] = sum(each.spent_ms.get("wrap_up", 0) for each in of.work)
    busy, working = (
        sum(each.in_states(states) for each in of.work)
        for states in (measures.busy, measures.working)
    )
    since = "待ち始めから" if definition.in_time_since == "queue" else "着信から"
    base = "着信" if definition.in_time_of == "offered" else "応答"
    within = f"サービスレベル（{since}{definition.in_time_s}秒以内の応答÷{base}）"
    lost = None if found.unmeasured else pair(found.abandoned, found.offered)
    closed = sum(each.count for each in of.matters if each.result in measures.closed)
    rows: list[Row] = [
        (within, None if found.unmeasured else pair(found.in_time, found.in_time_of), None),
        ("切断率（切断÷着信）", lost, None),
        (
            f"平均応答時間（{_named(measures.speed, '＋')}）",
            None,
            pair(sum(spent[each] for each in measures.speed), calls),
        ),
        ("平均通話時間", None, pair(spent["talk"], calls)),
        ("平均保留時間", None, pair(spent["hold"], calls)),
        ("平均後処理時間", None, pair(spent["wrap_up"], calls) if working else None),
        (
            f"平均処理時間（{_named(measures.handling, '＋')}）",
            None,
            pair(sum(spent[each] for each in measures.handling), calls),
        ),
        (f"稼働率（{_named(measures.busy, '・')}÷応対できる時間）", pair(busy, working), None),
        (
            # Reports that are frozen name this row so: another name would be told as a correction.
            f"一次完結率（{'・'.join(RESULTS[e] for e in measures.closed)}÷問い合わせの内容）",
            pair(closed, _all_matters(of)),
            None,
        ),
    ]
    columns = (Column("項目"), Column("割合", SHARE), Column("平均", SECONDS))
    notes = ["稼働率と後処理時間は受付時間内のものです。"]
    if measures != USUAL:  # reports that are frozen have no such sentence
        notes.append(f"応対できる時間は、席が{_named(measures.working, '・')}であった時間です。")
    return make(Part.QUALITY, of, columns, rows, notes=notes)


def callers(of: Material) -> Section:
    """Count people: of those who tried on a day, who were served on that day."""
    definition = of.plan.definition
    rows = [
        (wareki(day), found.tried, found.served, pair(found.served, found.tried))
        for day, found in _days(of, definition)
        if found.tried or day in _open(of)
    ]
    whole = figures(definition, of.ledger.whole)
    columns = (
        *(Column("日"), Column("おかけになった方", COUNT), Column("当日おつなぎした方", COUNT)),
        Column("割合", SHARE),
    )
    foot = ("合計", whole.tried, whole.served, pair(whole.served, whole.tried))
    notes = ["同じ番号からの着信を、日ごとに一人と数えます。番号の通知がない呼は含みません。"]
    return make(Part.CALLERS, of, columns, rows, foot=foot, notes=notes)


def carrier_busy(of: Material) -> Section:
    """Show what the carrier refused before us, by day with its source; never 0 for not known."""
    rows: list[Row] = []
    for day in sorted(_open(of)):
        noted = of.busy.get(day)
        counted = (UNMEASURED, None) if noted is None else (noted.calls, noted.source)
        rows.append((wareki(day), *counted))
    columns = (Column("日"), Column("話中の呼", COUNT), Column("出典"))
    notes = ["当方の交換機に届く前に、通信事業者の側で話中となった呼です。"]
    return make(Part.CARRIER_BUSY, of, columns, rows, notes=notes)


def definitions(of: Material) -> Section:
    """Show the same calls under every definition that is known."""
    rows = []
    for each in of.plan.beside:
        found = figures(each, of.ledgers[each.id].whole)
        rows.append((each.name, found.offered, found.answered, rate_cell(found), each.text))
    columns = (
        *(Column("定義"), Column("分母", COUNT), Column("分子", COUNT), Column("率", SHARE)),
        Column("数え方"),
    )
    return make(Part.DEFINITIONS, of, columns, rows)


def rate_cell(found: Figures) -> Cell:
    """Give answered and offered as a pair, 未計測, or nothing."""
    return UNMEASURED if found.unmeasured else pair(found.answered, found.offered)


def pair(part: int, whole: int) -> tuple[int, int] | None:
    """Give a pair; None if there is nothing to share."""
    return (part, whole) if whole else None


def _counts(definition: Definition, counted: Counted) -> Row:
    found = figures(definition, counted)
    other = found.offered - found.answered - found.abandoned
    return (found.offered, found.answered, found.abandoned, other, rate_cell(found))


def _days(of: Material, definition: Definition) -> Iterator[tuple[date, Figures]]:
    for day, each in of.ledgers[definition.id].days.items():
        yield day, figures(definition, each)


def _named(words: Iterable[str], between: str) -> str:
    return between.join(MEASURED[each] for each in words)


def _open(of: Material) -> frozenset[date]:
    return frozenset(each.day for each in of.open_days)


def _all_matters(of: Material) -> int:
    return sum(each.count for each in of.matters)
