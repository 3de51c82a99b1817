"""The parts of a report that tell of records, seats and people. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from callcenter.lines import row_of
from callcenter.outcome import Outcome
from callcenter.resuming import PAGE_LOST
from japan.era import wareki
from metrics import division_parts, outbound_parts, parts, personal_parts
from metrics.content import Cell, Column, Section, Shape
from metrics.material import Material
from metrics.parts import COUNT, SEATS, SECONDS, SHARE, make, pair
from metrics.report_plan import Part
from metrics.words import DOINGS, MEANS, RESULTS, SEVERITIES
from storage.case_sums import CaseSums
from storage.inquiry_sums import Complaint

NOBODY = (0, 0, 0)
_MATTERS = (
    "件数は問合せ記録に書かれた内容の数です。一つの通話に複数の内容があるため、"
    "通話の数とは別に数えています。"
)


_TOLD = "口頭報告は、緊急の苦情を委託者へ電話などで先にお伝えした日時です。"
HOURS = Shape.HOURS
_KEPT = ("made", "reached", "over", "open")


def by_category(of: Material) -> Section:
    """Count matters by what was asked."""
    counts = Counter[str]()
    for each in of.matters:
        counts[each.category] += each.count
    known = dict(of.plan.categories)
    named = [*known.items(), *((each, each) for each in counts if each not in known)]
    whole = counts.total()
    rows = [(name, counts[category], pair(counts[category], whole)) for category, name in named]
    columns = (Column("内容"), Column("件数", COUNT), Column("割合", SHARE))
    foot: tuple[Cell, ...] = ("合計", whole, None)
    return make(Part.BY_CATEGORY, of, columns, rows, foot=foot, notes=[_MATTERS, _of_records(of)])


def by_result(of: Material) -> Section:
    """Count matters by how they were left."""
    counts = Counter[str]()
    for each in of.matters:
        counts[each.result] += each.count
    rows = [
        (name, counts[result], pair(counts[result], counts.total()))
        for result, name in RESULTS.items()
    ]
    columns = (Column("結果"), Column("件数", COUNT), Column("割合", SHARE))
    foot: tuple[Cell, ...] = ("合計", counts.total(), None)
    return make(Part.BY_RESULT, of, columns, rows, foot=foot)


def complaints(of: Material) -> Section:
    """List the complaints with what was said and how they were left (SPR-II-3-4-オ)."""
    names = dict(of.plan.categories)
    rows = []
    for number, each in enumerate(of.complaints, start=1):
        inquiry, matter = each.inquiry, each.matter
        rows.append(
            (
                str(number),
                of.minute(inquiry.begun_at),
                SEVERITIES.get(inquiry.severity or "", ""),
                names.get(matter.category, matter.category),
                matter.text,
                RESULTS.get(matter.result or "", ""),
                _told(each, of),
            )
        )
    headings = ("番号", "日時", "緊急度", "分類", "内容と対応", "結果", "口頭報告")
    notes = [_TOLD] if rows else ["この期間に苦情はありませんでした。"]
    return make(Part.COMPLAINTS, of, [Column(each) for each in headings], rows, notes=notes)


def _told(complaint: Complaint, of: Material) -> str | None:
    """Tell when the client heard of an urgent complaint; nothing of another."""
    if not complaint.is_urgent:
        return None
    if complaint.told_at is None:
        return "未報告"
    means = MEANS.get(complaint.told_means, complaint.told_means)
    return f"{of.minute(complaint.told_at)} {means}"


def callbacks(of: Material) -> Section:
    """Count calls back that were promised, by the line's guidance and by people."""
    taken = of.ledger.whole.calls.get(Outcome.CALLBACK_TAKEN, 0)
    promised = sum(each.count for each in of.matters if each.result == "callback")
    columns = (Column("折り返し"), Column("件数", COUNT))
    rows = [("自動案内で受け付けた折り返し", taken), ("応対者がお約束した折り返し", promised)]
    return make(Part.CALLBACKS, of, columns, rows)


def callbacks_kept(of: Material) -> Section:
    """Show what became of the calls back that were promised in the period."""
    rows: list[tuple[Cell, ...]] = [
        (name, each.made, each.reached, each.over, each.open) for name, each in of.callbacks
    ]
    names = ("件数", "お話しできた", "取り下げ・終了", "これから")
    columns = (Column("折り返し"), *(Column(each, COUNT) for each in names))
    sums = [sum(getattr(each, k) for _, each in of.callbacks) for k in _KEPT]
    notes = [
        "この期間にお約束した折り返しの、作成時点での結果です。取り下げ・終了は、かけ直しをいただいた、"
        "ご本人が不要とされた、または規定の回数おかけしてもつながらなかったものです。"
    ]
    return make(Part.CALLBACKS_KEPT, of, columns, rows, foot=("合計", *sums), notes=notes)


def seats(of: Material) -> Section:
    """Hold the staffed seats against those of the contract (SPR-II-3-1-イ-②)."""
    measures = of.plan.definition.measures
    rows = [
        (
            wareki(each.hours.day),
            row_of(of.campaign, each.hours.day).seats,
            pair(each.in_states(measures.working), each.hours.length_ms),
            pair(each.in_states(measures.busy), each.in_states(measures.working)),
        )
        for each in of.work
    ]
    columns = (
        *(Column("日"), Column("契約の席数", COUNT), Column("応対できた席（平均）", SEATS)),
        Column("稼働率", SHARE),
    )
    notes = ["応対できた席は、受付時間内に受付可・呼出・通話・後処理であった席の平均です。"]
    return make(Part.SEATS, of, columns, rows, notes=notes)


def staff(of: Material) -> Section:
    """Show what each person did."""
    rows = [
        (
            of.names.get(each.staff, each.staff),
            each.calls,
            pair(each.talk_ms, each.calls),
            pair(each.hold_ms, each.calls),
        )
        for each in of.talked
    ]
    columns = (
        *(Column("氏名"), Column("応答", COUNT), Column("平均通話時間", SECONDS)),
        Column("平均保留時間", SECONDS),
    )
    notes = [] if rows else ["この期間に応対した要員はいませんでした。"]
    return make(Part.STAFF, of, columns, rows, notes=notes)


def staff_time(of: Material) -> Section:
    """Show how each person's time at seats was spent (SPR-II-3-1-イ-③)."""
    times: list[tuple[str, list[int]]] = []
    for each in of.times:
        did = Counter[str]()
        for what, seconds in each.spent.items():
            # The city's table knows no faults of ours; the page 作業時間 has them apart.
            doing = "not_ready" if what.doing == PAGE_LOST else what.doing
            did[doing] += round(seconds * 1000)
        times.append((each.name, [*(did[doing] for doing in DOINGS), did.total()]))
    columns = (Column("氏名"), *(Column(name, HOURS) for name in (*DOINGS.values(), "合計")))
    sums = [sum(each) for each in zip(*(spent for _, spent in times), strict=True)]
    rows: list[tuple[Cell, ...]] = [(name, *spent) for name, spent in times]
    foot: tuple[Cell, ...] = ("合計", *sums) if rows else ()
    notes = ["席に着いてから離れるまでの時間です（時間:分）。"]
    return make(Part.STAFF_TIME, of, columns, rows, foot=foot, notes=notes)


def cases(of: Material) -> Section:
    """Count what came, what happened to cases, and where they stand at the period's end."""
    found = of.cases or CaseSums(received=0, steps={}, standing={})
    rows: list[tuple[Cell, ...]] = [("この期間に受け付けたもの", found.received, None)]
    rows += [(name, found.steps.get(id_, 0), None) for id_, name in of.plan.steps]
    rows += [(name, None, found.standing.get(id_, 0)) for id_, name in of.plan.stages]
    columns = (Column("項目"), Column("この期間", COUNT), Column("期間の終わり", COUNT))
    foot: tuple[Cell, ...] = ("合計", None, sum(found.standing.values()))
    return make(Part.CASES, of, columns, rows, foot=foot)


def people(of: Material) -> Section:
    """Count persons by the campaign's own word, beside the plan of the fiscal year."""
    by, found = of.plan.people, of.people
    rows: list[tuple[Cell, ...]] = []
    if by is not None and found is not None:
        planned = {each.value: each for each in by.rows}
        for value in dict.fromkeys((*planned, *found.span)):
            new, before, present = found.span.get(value, NOBODY)
            year = found.year.get(value, NOBODY)
            plan = planned.get(value)
            rows.append(
                (
                    *(value, new, before, present),
                    *(year[0], plan.new if plan else None),
                    *(year[1], plan.continued if plan else None),
                )
            )
    headings = ("新規", "期間の初め", "期間の終わり", "年度の新規", "予定", "年度の継続", "予定")
    columns = (Column("区分"), *(Column(each, COUNT) for each in headings))
    notes = [
        "新規はこの期間に受け付けた方、年度の継続は年度の初めに支援中であった方です。"
        "区分は、作成したときのものです。"
    ]
    return make(Part.PEOPLE, of, columns, rows, notes=notes)


def _of_records(of: Material) -> str:
    written = sum(each.count for each in of.records)
    simple = sum(each.simple for each in of.records)
    return f"問合せ記録は {written:,} 件で、うち簡易な記録は {simple:,} 件です。"


PARTS: Mapping[Part, Callable[[Material], Section]] = {
    Part.SUMMARY: parts.summary,
    Part.CHART: parts.chart,
    Part.BY_DAY: parts.by_day,
    Part.BY_HALF_HOUR: parts.by_half_hour,
    Part.BY_OUTCOME: parts.by_outcome,
    Part.QUALITY: parts.quality,
    Part.CALLERS: parts.callers,
    Part.CARRIER_BUSY: parts.carrier_busy,
    Part.DEFINITIONS: parts.definitions,
    Part.BY_CATEGORY: by_category,
    Part.BY_DIVISION: division_parts.by_division,
    Part.BY_RESULT: by_result,
    Part.COMPLAINTS: complaints,
    Part.CALLBACKS: callbacks,
    Part.CALLBACKS_KEPT: callbacks_kept,
    Part.OUTBOUND: outbound_parts.by_result,
    Part.OUTBOUND_ATTEMPTS: outbound_parts.by_attempt,
    Part.SEATS: seats,
    Part.STAFF: staff,
    Part.STAFF_TIME: staff_time,
    Part.ACCESS: personal_parts.access,
    Part.ROSTER: personal_parts.roster,
    Part.INCIDENTS: personal_parts.incidents,
    Part.CASES: cases,
    Part.PEOPLE: people,
}
