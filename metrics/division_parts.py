"""The part of a report that counts matters by the parts of the contract's work (業務区分). Pure."""

from __future__ import annotations

from collections import Counter

from metrics.content import Cell, Column, Section
from metrics.material import Material
from metrics.parts import COUNT, SHARE, make, pair
from metrics.report_plan import Part

_OTHER = "どの区分にもあたらないもの"


def by_division(of: Material) -> Section:
    """Count matters by the division of their category (SUI-1-3); each stands in one row alone."""
    division = {id_: name for name, ids in of.plan.divisions for id_ in ids}
    counts = Counter[str]()
    for each in of.matters:
        counts[division.get(each.category, _OTHER)] += each.count
    names = [name for name, _ in of.plan.divisions]
    if counts[_OTHER]:
        names.append(_OTHER)
    whole = counts.total()
    rows = [(name, counts[name], pair(counts[name], whole)) for name in names]
    columns = (Column("業務区分"), Column("件数", COUNT), Column("割合", SHARE))
    foot: tuple[Cell, ...] = ("合計", whole, None)
    return make(Part.BY_DIVISION, of, columns, rows, foot=foot)
