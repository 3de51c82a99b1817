"""The five contracts: what a caller meets at moments read off the documents by hand."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from callcenter.campaign import Campaign
from callcenter.opening import Opening, Verdict
from config.campaign import CAMPAIGNS, load_campaign, spoken_values
from ivr_flows.loader import SHIPPED
from ivr_flows.values import Values

pytestmark = pytest.mark.unit

TOKYO = ZoneInfo("Asia/Tokyo")
FLOWS = sorted(path.stem for path in SHIPPED.glob("*.toml"))
OPEN, CLOSED_DAY, HOLIDAY = Verdict.OPEN, Verdict.CLOSED_DAY, Verdict.HOLIDAY
EARLY, LATE = Verdict.BEFORE_OPENING, Verdict.AFTER_CLOSING
NOT_YET, OVER = Verdict.NOT_YET, Verdict.OVER

MOMENTS = {
    "sapporo": [  # SPR-II-2, II-3-1-ア
        ("2026-02-01 12:00:00", NOT_YET),
        ("2026-02-02 08:59:59", EARLY),
        ("2026-02-02 09:00:00", OPEN),
        ("2026-02-06 17:59:59", OPEN),
        ("2026-02-06 18:00:00", LATE),
        ("2026-02-07 10:00:00", CLOSED_DAY),
        ("2026-02-11 10:00:00", HOLIDAY),
        ("2026-05-06 10:00:00", HOLIDAY),
        ("2026-05-29 17:59:59", OPEN),
        ("2026-05-30 10:00:00", OVER),
    ],
    "otaru": [  # OTR-5; hours are assumed
        ("2025-07-27 10:00:00", NOT_YET),
        ("2025-07-28 09:00:00", OPEN),
        ("2025-08-11 10:00:00", HOLIDAY),
        ("2025-08-12 10:00:00", OPEN),
        ("2025-11-28 16:59:59", OPEN),
        ("2025-12-01 10:00:00", OVER),
    ],
    "suita": [  # SUI-7-1 to 7-4, A-38
        ("2024-08-31 10:00:00", NOT_YET),
        ("2024-09-01 10:00:00", CLOSED_DAY),
        ("2024-09-02 08:50:00", EARLY),
        ("2024-09-02 09:00:00", OPEN),
        ("2024-09-02 17:29:59", OPEN),
        ("2024-09-02 17:30:00", LATE),
        ("2024-09-07 10:00:00", CLOSED_DAY),
        ("2024-09-14 16:59:59", OPEN),
        ("2024-09-14 17:00:00", LATE),
        ("2024-09-21 10:00:00", CLOSED_DAY),
        ("2024-09-28 09:00:00", OPEN),
        ("2024-11-23 10:00:00", OPEN),
        ("2024-12-27 17:29:59", OPEN),
        ("2024-12-27 17:30:00", LATE),
        ("2024-12-28 10:00:00", OPEN),
        ("2024-12-30 10:00:00", HOLIDAY),
        ("2025-01-03 10:00:00", HOLIDAY),
        ("2025-01-06 10:00:00", OPEN),
        ("2025-03-29 10:00:00", CLOSED_DAY),
        ("2025-12-27 10:00:00", OPEN),
        ("2026-01-10 10:00:00", OPEN),
        ("2027-10-29 10:00:00", OPEN),
        ("2027-11-01 10:00:00", OVER),
    ],
    "setagaya": [  # SET-I-3, I-5
        ("2026-03-31 10:00:00", NOT_YET),
        ("2026-04-01 08:29:59", EARLY),
        ("2026-04-01 08:30:00", OPEN),
        ("2026-04-01 17:14:59", OPEN),
        ("2026-04-01 17:15:00", LATE),
        ("2026-04-04 10:00:00", CLOSED_DAY),
        ("2026-05-06 10:00:00", HOLIDAY),
        ("2026-09-22 10:00:00", HOLIDAY),
        ("2026-12-28 10:00:00", OPEN),
        ("2026-12-29 10:00:00", HOLIDAY),
        ("2027-01-01 10:00:00", HOLIDAY),
        ("2027-01-04 10:00:00", OPEN),
        ("2027-03-22 10:00:00", HOLIDAY),
        ("2027-03-31 17:14:59", OPEN),
        ("2027-04-01 10:00:00", OVER),
    ],
    "shinjuku": [  # SHJ-委-5; hours are assumed
        ("2023-04-02 10:00:00", NOT_YET),
        ("2023-04-03 09:00:00", OPEN),
        ("2023-05-03 10:00:00", HOLIDAY),
        ("2023-12-29 10:00:00", HOLIDAY),
        ("2024-01-04 10:00:00", OPEN),
        ("2024-03-29 16:59:59", OPEN),
        ("2024-04-01 10:00:00", OVER),
    ],
}
SERVICES = [  # SUI-7-4, SUI-11-9-イ
    ("e_cert", "2024-09-14 11:59:59", OPEN),
    ("e_cert", "2024-09-14 12:00:00", LATE),
    ("e_cert", "2024-09-13 17:29:59", OPEN),
    ("insurance", "2024-09-14 10:00:00", CLOSED_DAY),
    ("insurance", "2024-09-13 10:00:00", OPEN),
]


def campaign(name: str) -> Campaign:
    found = load_campaign(name, flows=FLOWS)
    assert isinstance(found, Campaign), found
    return found


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


def test_every_shipped_contract_is_asked() -> None:
    assert set(MOMENTS) == {path.stem for path in CAMPAIGNS.glob("*.toml")}


@pytest.mark.clause(
    "SPR-II-2",
    "SPR-II-3-1-ア",
    "OTR-5",
    "SUI-4",
    "SUI-7-1",
    "SUI-7-2",
    "SUI-11-1-イ",
    "SET-I-3",
    "SET-I-5",
    "SPR-I-4",
    "SHJ-委-5",
)
@pytest.mark.parametrize("name", MOMENTS)
def test_a_caller_meets_what_the_contract_says(name: str) -> None:
    opening = Opening(campaign(name))
    found = [(moment, opening.judge(at(moment))) for moment, _ in MOMENTS[name]]
    assert found == MOMENTS[name]


@pytest.mark.clause("SUI-7-4", "SUI-11-8-イ", "SUI-11-9-イ")
@pytest.mark.parametrize(("service", "moment", "verdict"), SERVICES)
def test_a_service_has_hours_of_its_own(service: str, moment: str, verdict: Verdict) -> None:
    assert Opening(campaign("suita")).judge_service(service, at(moment)) is verdict


@pytest.mark.clause("SUI-7-3", "SUI-11-6-アイ")
@pytest.mark.parametrize(
    ("moment", "is_due"),
    [
        ("2024-09-02 08:49:59", False),
        ("2024-09-02 08:50:00", True),
        ("2024-09-02 17:29:59", True),
        ("2024-09-02 17:30:00", False),
        ("2024-09-07 08:50:00", False),
    ],
)
def test_suitas_seats_are_due_at_ten_to_nine(moment: str, is_due: bool) -> None:
    assert Opening(campaign("suita")).is_staff_due(at(moment)) is is_due


def test_the_next_boundary_of_suitas_day_is_when_staff_is_due() -> None:
    opening = Opening(campaign("suita"))
    assert opening.next_boundary(at("2024-09-02 00:00:00")) == at("2024-09-02 08:50:00")


@pytest.mark.clause("SHJ-委-5")
def test_a_contract_that_rolls_over_goes_on_by_one_row_of_its_file(tmp_path: Path) -> None:
    written = (CAMPAIGNS / "shinjuku.toml").read_text(encoding="utf-8")
    renewal = '[[operation.renewals]]\nfrom = 2024-04-01\nto = 2025-03-31\nagreed = "契約書"\n\n'
    longer = written.replace("\n[hours]", f"\n{renewal}[hours]", 1).replace(
        "from = 2023-04-03\nto = 2024-03-29\nseats", "from = 2023-04-03\nto = 2025-03-31\nseats"
    )
    longer = longer.replace(
        "[period]\nfrom = 2023-04-03\nto = 2024-03-29", "[period]\nto = 2025-03-31"
    )
    path = tmp_path / "shinjuku.toml"
    path.write_text(longer, encoding="utf-8")
    opening = Opening(campaign(str(path)))
    assert opening.judge(at("2024-03-29 10:00:00")) is OPEN
    assert opening.judge(at("2024-04-01 10:00:00")) is OPEN
    assert opening.judge(at("2025-04-01 10:00:00")) is OVER


@pytest.mark.clause("OTR-2")
def test_a_period_that_is_prolonged_is_one_word_of_the_file(tmp_path: Path) -> None:
    written = (CAMPAIGNS / "otaru.toml").read_text(encoding="utf-8")
    longer = written.replace("to = 2025-11-28", "to = 2026-01-30").replace(
        "to = 2025-12-26", "to = 2026-01-30"
    )
    path = tmp_path / "otaru.toml"
    path.write_text(longer, encoding="utf-8")
    opening = Opening(campaign(str(path)))
    assert opening.judge(at("2026-01-30 16:59:59")) is OPEN
    assert opening.judge(at("2026-02-02 10:00:00")) is OVER


@pytest.mark.parametrize("name", MOMENTS)
def test_the_hours_of_a_whole_year_are_whole_minutes_of_the_contract(name: str) -> None:
    found = campaign(name)
    hours = {(each.opens, each.closes) for each in found.open_days}
    expected = {
        "sapporo": {(time(9), time(18))},
        "otaru": {(time(9), time(17))},
        "suita": {(time(9), time(17, 30)), (time(9), time(17))},
        "setagaya": {(time(8, 30), time(17, 15))},
        "shinjuku": {(time(9), time(17))},
    }
    assert hours == expected[name]


def test_otarus_only_holiday_weekdays_are_those_of_the_calendar() -> None:
    assert sorted(campaign("otaru").holidays) == [
        date(2025, 8, 11),
        date(2025, 9, 15),
        date(2025, 9, 23),
        date(2025, 10, 13),
        date(2025, 11, 3),
        date(2025, 11, 24),
    ]


def test_a_contract_of_years_tells_its_later_openings_in_pieces() -> None:
    values = spoken_values("suita", flows=FLOWS, today=date(2026, 1, 1))
    assert isinstance(values, Values)
    told = [day for day, _ in (*values.openings, *values.later_openings)]
    contract = load_campaign("suita", flows=FLOWS)
    assert isinstance(contract, Campaign)
    assert told == [each.day for each in contract.open_days if each.day >= date(2026, 1, 1)]
    last = told[-1].isoformat()
    assert last not in values.changing("en")["next_opening"]
    assert values.in_pieces("en")["next_opening"][last][0].endswith("day,")
    assert values.in_pieces("ja")["next_opening"][last][2].endswith("曜日の、午前9時")


def test_a_contract_of_years_tells_the_openings_of_the_next_months_only() -> None:
    def openings(today: date | None) -> list[date]:
        values = spoken_values("suita", flows=FLOWS, today=today)
        assert isinstance(values, Values)
        return [day for day, _ in values.openings]

    assert openings(None)[0] == openings(date(2028, 1, 1))[0] == date(2024, 9, 2)
    assert openings(date(2026, 1, 1))[0] == date(2026, 1, 5)
    assert len(openings(date(2026, 1, 1))) == 100
