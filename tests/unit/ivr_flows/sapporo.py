"""Sapporo's own words and dates, as its campaign will hand them in."""

from __future__ import annotations

from datetime import date, time

from ivr_flows.values import Values

VALUES = Values(
    center_name="札幌市物価高対応子育て応援手当事務センター",
    open_days="祝日を除く平日",
    opens=time(9),
    closes=time(18),
    operation_from=date(2026, 2, 2),
    operation_to=date(2026, 5, 29),
    openings=((date(2026, 2, 3), time(9)), (date(2026, 2, 4), time(9))),
    transfers=("night_duty",),
    codes={"night_duty": "2468"},
    services=("e_cert",),
    skills=("general", "letters"),
)
