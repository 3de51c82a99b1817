"""What is said in English."""

from __future__ import annotations

from datetime import date, time

import pytest

from ivr_flows.spoken import english

pytestmark = pytest.mark.unit


def words(text: str) -> list[str]:
    return text.split()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "zero"),
        (12, "twelve"),
        (21, "twenty-one"),
        (40, "forty"),
        (100, "one hundred"),
        (105, "one hundred five"),
        (8_300, "eight thousand three hundred"),
        (108_000, "one hundred eight thousand"),
        (1_000_001, "one million one"),
        (2 * 10**9, "two billion"),
    ],
)
def test_numbers(value: int, said: str) -> None:
    assert english.number(value) == said


@pytest.mark.parametrize("value", [-1, 10**12])
def test_a_number_that_nobody_says_is_refused(value: int) -> None:
    with pytest.raises(ValueError, match=str(value)):
        english.number(value)


def test_all_days_of_a_month() -> None:
    assert [english.ordinal(value) for value in range(1, 32)] == words(
        "first second third fourth fifth sixth seventh eighth ninth tenth "
        "eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth "
        "eighteenth nineteenth twentieth twenty-first twenty-second twenty-third "
        "twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth "
        "twenty-ninth thirtieth thirty-first"
    )
    assert [english.ordinal(value) for value in (40, 100)] == ["fortieth", "one hundredth"]


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (time(9), "nine a.m."),
        (time(8, 5), "eight oh five a.m."),
        (time(17, 30), "five thirty p.m."),
        (time(12), "noon"),
        (time(12, 15), "twelve fifteen p.m."),
        (time(0, 10), "twelve ten a.m."),
    ],
)
def test_times(moment: time, said: str) -> None:
    assert english.clock(moment) == said


def test_dates_places_waits_money_and_digits() -> None:
    assert english.day(date(2026, 2, 2)) == "February second"
    assert english.opening(date(2026, 2, 3), time(9)) == "Tuesday, February third, at nine a.m."
    assert english.place(3) == "number three"
    assert [english.wait(minutes) for minutes in (1, 5, 31)] == [
        "about one minute",
        "about five minutes",
        "more than thirty minutes",
    ]
    assert english.yen(8_300) == "eight thousand three hundred yen"
    assert [english.DIGITS[digit] for digit in "019"] == ["zero", "one", "nine"]
