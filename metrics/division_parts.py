"""The part of a report that counts matters by the parts of the contract's work (業務区分). Pure."""

from __future__ import annotations

from collections import Counter

from metrics.content import Cell, Column, Section
from metrics.material import Material
from metrics.parts import COUNT, SHARE, make, pair
from metrics.report_plan import Part, ReportPlan

OTHER = "どの区分にもあたらないもの"


def division_of(plan: ReportPlan, category: str) -> str:
    """Give the name of the division that a category is counted with."""
    return next((name for name, ids in plan.divisions if category in ids), OTHER)


def by_division(of: Material) -> Section:
    """Count matters by the division of their category (SUI-1-3); each stands in one row alone."""
    counts = Counter[str]()
    for each in of.matters:
        counts[division_of(of.plan, each.category)] += each.count
    names = [name for name, _ in of.plan.divisions]
    if counts[OTHER]:
        names.append(OTHER)
    whole = counts.total()
    rows = [(name, counts[name], pair(counts[name], whole)) for name in names]
    columns = (Column("業務区分"), Column("件数", COUNT), Column("割合", SHARE))
    foot: tuple[Cell, ...] = ("合計", whole, None)
    return make(Part.BY_DIVISION, of, columns, rows, foot=foot)
