"""The two-week clock on the contract's own calendar (requirements 3.4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.handover_clock import Stage, due_from, handed_over_on, next_delivery, stage_on

pytestmark = pytest.mark.unit

DAYS = 14


@pytest.mark.clause("SPR-III-3-3-エ-2")
@pytest.mark.parametrize(
    ("notice", "first"),
    [
        (date(2026, 3, 2), date(2026, 3, 17)),
        (date(2026, 3, 6), date(2026, 3, 23)),  # N+14 is a holiday, and a weekend follows
        (date(2026, 4, 15), date(2026, 4, 30)),
        (date(2026, 4, 20), date(2026, 5, 7)),
        (date(2026, 4, 21), date(2026, 5, 7)),
        (date(2026, 4, 22), date(2026, 5, 7)),
        (date(2026, 5, 14), date(2026, 5, 29)),
        (date(2026, 5, 15), date(2026, 6, 1)),
    ],
)
def test_the_first_business_day_after_two_weeks(notice: date, first: date) -> None:
    assert handed_over_on(notice, DAYS) == first
    assert due_from(notice, DAYS) == notice + timedelta(days=15)


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (date(2026, 3, 15), Stage.RUNNING),
        (date(2026, 3, 16), Stage.WARNED),
        (date(2026, 3, 17), Stage.DUE),
        (date(2026, 4, 1), Stage.DUE),
    ],
)
def test_the_day_before_it_is_due_warns(day: date, stage: Stage) -> None:
    """SPR-III-3-3-エ-2: notice 2026-03-02, flagged from 2026-03-17."""
    assert stage_on(day, date(2026, 3, 2), DAYS) is stage


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 2, 2), date(2026, 2, 6)),
        (date(2026, 2, 6), date(2026, 2, 6)),
        (date(2026, 2, 7), date(2026, 2, 13)),
        (date(2026, 3, 16), date(2026, 3, 19)),  # Friday 20 March is a holiday
        (date(2026, 3, 20), date(2026, 3, 27)),
        (date(2026, 5, 2), date(2026, 5, 8)),
    ],
)
def test_the_weekly_delivery_goes_before_a_holiday(today: date, day: date) -> None:
    """A-13."""
    assert next_delivery(today, "fri") == day
