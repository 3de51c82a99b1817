"""From a calendar's rules to days, against dates read off calendars and contracts by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date, time
from typing import Any

import pytest

from config.calendar_days import Calendar
from config.calendar_file import (
    Holidays,
    MonthlyRow,
    Operation,
    ServiceRow,
    SpecialRow,
    Week,
    WeekFrom,
)

pytestmark = pytest.mark.unit

NINE_TO_SIX = {day: "09:00-18:00" for day in ("mon", "tue", "wed", "thu", "fri")}
SECOND_AND_FOURTH = {"weekday": "sat", "weeks": [2, 4], "hours": "09:00-17:00"}


def calendar(
    first: date,
    last: date,
    *,
    hours: dict[str, str] | None = None,
    changes: list[dict[str, Any]] | None = None,
    monthly: list[dict[str, Any]] | None = None,
    specials: list[dict[str, Any]] | None = None,
    renewals: list[dict[str, Any]] | None = None,
    **closed: Any,
) -> Calendar:
    """Make a calendar as a file would say it."""
    given = {"public": True, "add": [], "remove": [], **closed}
    operation = {"from": first, "to": last, "renewals": renewals or []}
    return Calendar(
        operation=Operation.model_validate(operation),
        holidays=Holidays.model_validate(given),
        hours=Week.model_validate(hours or NINE_TO_SIX),
        changes=[WeekFrom.model_validate(each) for each in changes or ()],
        monthly=[MonthlyRow.model_validate(each) for each in monthly or ()],
        specials=[SpecialRow.model_validate(each) for each in specials or ()],
    )


def open_days(of: Calendar) -> list[date]:
    return [each.day for each in of.days()]


SAPPORO = date(2026, 2, 2), date(2026, 5, 29)
SUITA = date(2024, 9, 1), date(2027, 10, 31)


def suita(**more: Any) -> Calendar:
    return calendar(
        *SUITA,
        monthly=[SECOND_AND_FOURTH],
        yearly=[{"from": "12-29", "to": "01-03"}],
        **{"remove": [date(2024, 11, 23)], **more},  # open by the letter
    )


def test_sapporo_operates_on_78_days() -> None:
    days = open_days(calendar(*SAPPORO))
    assert Counter(day.month for day in days) == {2: 18, 3: 21, 4: 21, 5: 18}
    assert (days[0], days[-1]) == SAPPORO


def test_golden_week_reopens_on_thursday() -> None:
    days = open_days(calendar(date(2026, 5, 1), date(2026, 5, 8)))
    assert days == [date(2026, 5, 1), date(2026, 5, 7), date(2026, 5, 8)]


def test_days_are_added_and_removed_by_hand() -> None:
    added, removed, outside = date(2026, 2, 10), date(2026, 2, 11), date(2026, 6, 1)
    of = calendar(*SAPPORO, add=[added, outside], remove=[removed])
    assert added in of.rest_days()
    assert removed in open_days(of)
    assert outside not in of.closed()


@pytest.mark.clause("SUI-7-2", "SUI-11-1-イ")
def test_the_second_and_fourth_saturday_are_open_and_no_other() -> None:
    saturdays = [day for day in open_days(suita()) if day.weekday() == 5 and day.year == 2025]
    march = [day.day for day in saturdays if day.month == 3]
    assert march == [8, 22]  # five Saturdays: 1, 8, 15, 22, 29
    assert len(saturdays) == 24


def test_suita_is_open_on_266_days_of_a_year() -> None:
    year = [day for day in open_days(suita()) if date(2025, 4, 1) <= day <= date(2026, 3, 31)]
    assert Counter(day.weekday() == 5 for day in year) == {False: 242, True: 24}


@pytest.mark.clause("SUI-7-1", "SET-I-5")
@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2024, 12, 27), True),
        (date(2024, 12, 28), True),  # the fourth Saturday
        (date(2024, 12, 30), False),
        (date(2025, 1, 3), False),
        (date(2025, 1, 6), True),
        (date(2027, 10, 29), True),
    ],
)
def test_the_years_end_is_closed_every_year(day: date, is_open: bool) -> None:
    assert (day in open_days(suita())) is is_open


def test_a_saturday_that_is_a_holiday_must_be_decided() -> None:
    holiday = date(2024, 11, 23)
    assert suita(remove=[]).undecided() == [holiday]
    assert suita(remove=[], add=[holiday]).undecided() == []
    assert holiday not in open_days(suita(remove=[], add=[holiday]))
    assert holiday in open_days(suita(remove=[holiday]))


@pytest.mark.clause("SUI-12-4/5", "SPR-I-12")
def test_other_hours_hold_from_their_day_on() -> None:
    change = {"from": date(2026, 4, 1), "agreed": "協議書 第1号", "mon": "10:00-16:00"}
    days = {each.day: each for each in calendar(*SAPPORO, changes=[change]).days()}
    assert days[date(2026, 3, 30)].opens == time(9)
    assert days[date(2026, 4, 6)].opens == time(10)
    assert date(2026, 4, 7) not in days


def test_a_special_day_is_open_though_it_is_a_sunday() -> None:
    sunday = {"day": date(2026, 3, 1), "hours": "10:00-15:00", "why": "出張受付"}
    found = [each for each in calendar(*SAPPORO, specials=[sunday]).days() if each.day.day == 1]
    assert [(each.opens, each.closes) for each in found if each.day.month == 3] == [
        (time(10), time(15))
    ]


def test_a_renewed_contract_is_closed_between_its_terms() -> None:
    renewal = {"from": date(2024, 4, 1), "to": date(2025, 3, 31), "agreed": "契約書"}
    of = calendar(date(2023, 4, 3), date(2024, 3, 27), renewals=[renewal])
    days = open_days(of)
    assert date(2024, 3, 27) in days
    assert not [day for day in days if date(2024, 3, 28) <= day <= date(2024, 3, 31)]
    assert (days[0], days[-1]) == (date(2023, 4, 3), date(2025, 3, 31))


def test_a_service_keeps_hours_of_its_own_and_the_centres_closed_days() -> None:
    renewal = ServiceRow.model_validate(
        {
            "id": "e_cert",
            "name": "電子証明書の更新",
            "monthly_hours": [{**SECOND_AND_FOURTH, "hours": "09:00-12:00"}],
        }
    )
    of = suita().of(renewal)
    saturday = next(each for each in of.days() if each.day == date(2024, 9, 14))
    assert saturday.closes == time(12)
    assert open_days(of) == open_days(suita())


@pytest.mark.clause("SUI-7-6", "SUI-11-9-オ-4")
def test_a_special_day_of_the_centre_opens_its_services_and_one_of_a_service_it_alone() -> None:
    sunday, other = date(2025, 3, 2), date(2025, 3, 9)
    service = ServiceRow.model_validate(
        {
            "id": "insurance",
            "name": "健康保険証",
            "hours": NINE_TO_SIX,
            "monthly_hours": [],
            "special_days": [{"day": other, "hours": "09:00-12:00", "why": "出張"}],
        }
    )
    of = suita(specials=[{"day": sunday, "hours": "09:00-17:00", "why": "休日開庁"}])
    days = open_days(of.of(service))
    assert {sunday, other} <= set(days)
    assert other not in open_days(of)
    assert not [day for day in days if day.weekday() == 5]
