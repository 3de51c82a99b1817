"""A whole year of each contract, day by day, against what was read off the documents by hand.

Every day of the year is judged at opening and closing: a second before, at, and a second after.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from callcenter.campaign import Campaign
from callcenter.opening import Opening, Verdict
from config.campaign import load_campaign
from ivr_flows.loader import SHIPPED

pytestmark = pytest.mark.unit

TOKYO = ZoneInfo("Asia/Tokyo")
FLOWS = sorted(path.stem for path in SHIPPED.glob("*.toml"))
SECOND = timedelta(seconds=1)


def days(*months: str) -> frozenset[date]:
    """Read days written as `2026-05: 4 5 6`."""
    return frozenset(
        date.fromisoformat(f"{month.partition(':')[0]}-{int(day):02}")
        for month in months
        for day in month.partition(":")[2].split()
    )


@dataclass(frozen=True)
class Year:
    """What a document says of a year; weekdays are open but for `shut`."""

    first: date
    last: date
    hours: tuple[str, str]
    shut: frozenset[date]
    """Weekdays that are closed, as the calendar of that year has them."""
    saturdays: frozenset[date] = frozenset()
    saturday_hours: tuple[str, str] = ("", "")
    services: dict[str, tuple[str, str] | None] = field(default_factory=dict)
    """Hours of a service on open Saturdays; None: closed."""


YEARS = {
    # SET-I-5: weekdays 8:30 to 17:15, not on holidays nor from 12-29 to 01-03
    "setagaya": Year(
        *(date(2026, 4, 1), date(2027, 3, 31), ("08:30", "17:15")),
        days("2026-04: 29", "2026-05: 4 5 6", "2026-07: 20", "2026-08: 11", "2026-09: 21 22 23")
        | days("2026-10: 12", "2026-11: 3 23", "2026-12: 29 30 31", "2027-01: 1 11")
        | days("2027-02: 11 23", "2027-03: 22"),
    ),
    # SUI-7-1 to 7-4, SUI-11-9-イ, A-38; the fiscal year 2025
    "suita": Year(
        *(date(2025, 4, 1), date(2026, 3, 31), ("09:00", "17:30")),
        days("2025-04: 29", "2025-05: 5 6", "2025-07: 21", "2025-08: 11", "2025-09: 15 23")
        | days("2025-10: 13", "2025-11: 3 24", "2025-12: 29 30 31", "2026-01: 1 2 12")
        | days("2026-02: 11 23", "2026-03: 20"),
        days("2025-04: 12 26", "2025-05: 10 24", "2025-06: 14 28", "2025-07: 12 26")
        | days("2025-08: 9 23", "2025-09: 13 27", "2025-10: 11 25", "2025-11: 8 22")
        | days("2025-12: 13 27", "2026-01: 10 24", "2026-02: 14 28", "2026-03: 14 28"),
        ("09:00", "17:00"),
        {"e_cert": ("09:00", "12:00"), "insurance": None},
    ),
    # OTR-5: the call centre from 07-28 to 11-28; hours are assumed
    "otaru": Year(
        *(date(2025, 7, 1), date(2025, 12, 31), ("09:00", "17:00")),
        days("2025-07: 1 2 3 4 7 8 9 10 11 14 15 16 17 18 21 22 23 24 25", "2025-08: 11")
        | days("2025-09: 15 23", "2025-10: 13", "2025-11: 3 24")
        | days("2025-12: 1 2 3 4 5 8 9 10 11 12 15 16 17 18 19 22 23 24 25 26 29 30 31"),
    ),
    # SHJ-委-5: from 2023-04-03 to 2024-03-29; hours are assumed
    "shinjuku": Year(
        *(date(2023, 4, 1), date(2024, 3, 31), ("09:00", "17:00")),
        days("2023-05: 3 4 5", "2023-07: 17", "2023-08: 11", "2023-09: 18", "2023-10: 9")
        | days("2023-11: 3 23", "2023-12: 29", "2024-01: 1 2 3 8", "2024-02: 12 23")
        | days("2024-03: 20"),
    ),
    # SPR-II-2, II-3-1-ア
    "sapporo": Year(
        *(date(2026, 2, 2), date(2026, 5, 29), ("09:00", "18:00")),
        days("2026-02: 11 23", "2026-03: 20", "2026-04: 29", "2026-05: 4 5 6"),
    ),
}


def contract(name: str) -> Campaign:
    found = load_campaign(name, flows=FLOWS)
    assert isinstance(found, Campaign), found
    return found


def hours_of(year: Year, day: date) -> tuple[str, str] | None:
    if day in year.saturdays:
        return year.saturday_hours
    return year.hours if day.weekday() < 5 and day not in year.shut else None


def edges(day: date, hours: tuple[str, str] | None) -> Iterator[tuple[datetime, bool]]:
    """Give the moments of a day on which something would change, and whether it is open then."""
    if hours is None:
        yield from ((datetime.combine(day, time(hour), TOKYO), False) for hour in (9, 12, 16))
        return
    opens, closes = (datetime.combine(day, time.fromisoformat(each), TOKYO) for each in hours)
    yield from ((opens - SECOND, False), (opens, True), (closes - SECOND, True), (closes, False))


@pytest.mark.clause("SUI-7-1", "SUI-7-2", "SUI-11-1-イ", "SET-I-5", "OTR-5", "SHJ-委-5", "SPR-II-2")
@pytest.mark.parametrize("name", YEARS)
def test_every_day_of_a_year_is_open_as_the_document_says(name: str) -> None:
    year, opening = YEARS[name], Opening(contract(name))
    wrong = []
    day = year.first
    while day <= year.last:
        for at, is_open in edges(day, hours_of(year, day)):
            if (opening.judge(at) is Verdict.OPEN) is not is_open:
                wrong.append(at.isoformat())
        day += timedelta(days=1)
    assert wrong == []


@pytest.mark.clause("SUI-7-4", "SUI-11-8-イ", "SUI-11-9-イ", "SUI-11-2-イ")
def test_every_saturday_of_a_year_each_service_closes_at_its_own_hour() -> None:
    year, opening = YEARS["suita"], Opening(contract("suita"))
    for service, hours in year.services.items():
        found = [
            (at, opening.judge_service(service, at) is Verdict.OPEN)
            for day in sorted(year.saturdays)
            for at, _ in edges(day, hours)
        ]
        expected = [each for day in sorted(year.saturdays) for each in edges(day, hours)]
        assert found == expected, service


def test_a_year_has_as_many_open_days_as_the_contract_counts() -> None:
    year = YEARS["suita"]
    weekdays = sum(hours_of(year, year.first + timedelta(days=n)) == year.hours for n in range(365))
    assert (weekdays, len(year.saturdays)) == (242, 24)  # requirements 5.1
