"""The calendar of the Sapporo contract (requirements 7.3), and two packages against each other."""

from __future__ import annotations

from datetime import date

import jpholiday
import pytest

from japan import calendar

pytestmark = pytest.mark.unit

FIRST, LAST = date(2026, 2, 2), date(2026, 5, 29)
MONDAY_TO_FRIDAY = range(5)


def test_holidays_of_the_sapporo_period_are_named_in_japanese() -> None:
    assert calendar.public_holidays(FIRST, LAST) == {
        date(2026, 2, 11): "建国記念の日",
        date(2026, 2, 23): "天皇誕生日",
        date(2026, 3, 20): "春分の日",
        date(2026, 4, 29): "昭和の日",
        date(2026, 5, 3): "憲法記念日",
        date(2026, 5, 4): "みどりの日",
        date(2026, 5, 5): "こどもの日",
        date(2026, 5, 6): "振替休日",
    }


@pytest.mark.parametrize("year", range(2000, 2031))
def test_two_packages_know_the_same_holidays(year: int) -> None:
    ours = calendar.public_holidays(date(year, 1, 1), date(year, 12, 31))
    assert list(ours) == sorted(day for day, _ in jpholiday.year_holidays(year))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 3, 19), True),
        (date(2026, 3, 20), False),  # 春分の日
        (date(2026, 3, 21), False),  # Saturday
        (date(2025, 12, 30), True),
        (date(2025, 12, 31), False),
        (date(2026, 1, 2), False),
        (date(2026, 1, 5), True),
        (date(2026, 5, 6), False),  # 振替休日
    ],
)
def test_banks_rest_on_weekends_holidays_and_at_the_turn_of_the_year(
    day: date, works: bool
) -> None:
    assert calendar.is_bank_day(day) is works


def test_the_next_bank_day_may_be_the_day_itself() -> None:
    assert calendar.next_bank_day(date(2026, 5, 2)) == date(2026, 5, 7)
    assert calendar.next_bank_day(date(2026, 5, 7)) == date(2026, 5, 7)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-05-31", 3, "2026-08-31"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-01-31", 12, "2027-01-31"),
    ],
)
def test_a_month_without_such_a_day_gives_its_last(day: str, months: int, later: str) -> None:
    assert calendar.months_after(date.fromisoformat(day), months) == date.fromisoformat(later)
