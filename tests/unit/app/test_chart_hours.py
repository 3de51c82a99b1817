"""The board's chart shows the hours in which callers may call."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from app.chart_hours import chart_hours
from callcenter.campaign import OpenDay
from tests.unit.callcenter import contract

pytestmark = pytest.mark.unit

DAYS = (
    OpenDay(date(2026, 2, 2), time(8, 45), time(17, 30)),
    OpenDay(date(2026, 2, 3), time(8, 45), time(17, 30)),
    OpenDay(date(2026, 2, 7), time(9), time(12)),
)
CAMPAIGN = replace(contract.SAPPORO, open_days=DAYS)


def test_the_chart_follows_the_days_own_hours_and_on_a_closed_day_the_usual_ones() -> None:
    assert chart_hours(CAMPAIGN, date(2026, 2, 3)) == (time(8, 45), time(17, 30))
    assert chart_hours(CAMPAIGN, date(2026, 2, 7)) == (time(9), time(12))
    assert chart_hours(CAMPAIGN, date(2026, 2, 8)) == (time(8, 45), time(17, 30))
    assert chart_hours(replace(CAMPAIGN, open_days=()), date(2026, 2, 8)) == (time(9), time(18))
