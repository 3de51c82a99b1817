"""The calendar of Sapporo's operation, day by day (SPR-II-2, SPR-II-3-1-ア)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from callcenter.opening import Opening, Verdict
from tests.unit.callcenter import contract
from tests.unit.callcenter.contract import FIRST, HOLIDAYS, LAST, local

pytestmark = pytest.mark.unit

OPENING = Opening(contract.SAPPORO)
DAYS = [FIRST + timedelta(days=count) for count in range((LAST - FIRST).days + 1)]
OPEN_DAYS_OF_WEEKS = [5, 4, 5, 4, 5, 5, 4, 5, 5, 5, 5, 5, 4, 2, 5, 5, 5]
"""Operating days of the 17 weeks from Monday 2026-02-02 on, as the contract's table has them."""

CLOSED_WEEKDAYS = ["02-11", "02-23", "03-20", "04-29", "05-04", "05-05", "05-06"]


def at(day: date, clock: str) -> datetime:
    return local(f"{day.isoformat()}T{clock}")


def test_the_operating_days_of_each_week() -> None:
    counted = [0] * 17
    for day in DAYS:
        counted[(day - FIRST).days // 7] += OPENING.judge(at(day, "10:00:00")) is Verdict.OPEN
    assert counted == OPEN_DAYS_OF_WEEKS


def test_the_operating_days_of_each_month() -> None:
    opened = [day for day in DAYS if OPENING.judge(at(day, "10:00:00")) is Verdict.OPEN]
    assert [sum(day.month == month for day in opened) for month in (2, 3, 4, 5)] == [18, 21, 21, 18]


def test_the_weekdays_that_are_closed_are_the_holidays() -> None:
    closed = [
        day
        for day in DAYS
        if day.weekday() < 5 and OPENING.judge(at(day, "10:00:00")) is not Verdict.OPEN
    ]
    assert [f"{day:%m-%d}" for day in closed] == CLOSED_WEEKDAYS


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_day_opens_at_nine_and_closes_at_six_or_not_at_all(day: date) -> None:
    clocks = ("00:00:00", "08:59:59.999999", "09:00:00", "17:59:59.999999", "18:00:00", "23:59:59")
    if day in HOLIDAYS:
        expected = [Verdict.HOLIDAY] * 6
    elif day.weekday() >= 5:
        expected = [Verdict.CLOSED_DAY] * 6
    else:
        expected = [Verdict.BEFORE_OPENING] * 2 + [Verdict.OPEN] * 2 + [Verdict.AFTER_CLOSING] * 2
    assert [OPENING.judge(at(day, clock)) for clock in clocks] == expected


@pytest.mark.parametrize(
    ("instant", "verdict"),
    [
        ("2026-02-01T23:59:59.999999", Verdict.NOT_YET),
        ("2026-01-01T10:00:00", Verdict.NOT_YET),
        ("2026-05-29T23:59:59.999999", Verdict.AFTER_CLOSING),
        ("2026-05-30T00:00:00", Verdict.OVER),
        ("2027-02-03T10:00:00", Verdict.OVER),
    ],
)
def test_outside_the_operation_nothing_else_is_asked(instant: str, verdict: Verdict) -> None:
    assert OPENING.judge(local(instant)) is verdict


@pytest.mark.parametrize(
    ("instant", "boundary"),
    [
        ("2026-02-02T00:00:00", "2026-02-02T09:00:00"),
        ("2026-02-02T08:59:59.999999", "2026-02-02T09:00:00"),
        ("2026-02-02T09:00:00", "2026-02-02T18:00:00"),
        ("2026-02-02T18:00:00", "2026-02-03T00:00:00"),
        ("2026-02-10T18:00:00", "2026-02-11T00:00:00"),
        ("2026-02-11T00:00:00", "2026-02-12T00:00:00"),
        ("2026-03-31T23:59:59", "2026-04-01T00:00:00"),
        ("2027-01-01T12:00:00", "2027-01-02T00:00:00"),
    ],
)
def test_the_next_instant_at_which_the_day_changes_its_face(instant: str, boundary: str) -> None:
    assert OPENING.next_boundary(local(instant)) == local(boundary)


def test_boundaries_are_utc_and_the_verdict_never_changes_between_two_of_them() -> None:
    now, end = local("2026-04-28T00:00:00"), local("2026-05-08T00:00:00")
    while now < end:
        following = OPENING.next_boundary(now)
        assert following.tzinfo is UTC
        assert OPENING.judge(now) is OPENING.judge(following - timedelta(microseconds=1))
        now = following


def test_the_business_day_is_that_of_the_campaigns_zone() -> None:
    assert OPENING.day_of(datetime(2026, 3, 31, 14, 59, 59, tzinfo=UTC)) == date(2026, 3, 31)
    assert OPENING.day_of(datetime(2026, 3, 31, 15, 0, tzinfo=UTC)) == date(2026, 4, 1)
