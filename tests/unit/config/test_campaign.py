"""Campaigns: the Sapporo contract's numbers, and the folder of good files."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from callcenter.campaign import (
    Campaign,
    CapacityRow,
    Line,
    OpenDay,
    OverLine,
    Relaxation,
    SeatCap,
)
from config.campaign import CAMPAIGNS, load_campaign, spoken_values
from config.problem import line_for
from ivr_flows.loader import SHIPPED
from ivr_flows.values import Values

pytestmark = pytest.mark.unit

GOOD = Path(__file__).parents[2] / "data" / "campaigns" / "good"

FLOWS = frozenset(path.stem for path in SHIPPED.glob("*.toml"))


def load(name_or_path: str) -> Campaign:
    found = load_campaign(name_or_path, flows=FLOWS)
    assert not isinstance(found, list), [line_for(each) for each in found]
    return found


def good(name: str) -> Campaign:
    return load(str(GOOD / f"{name}.toml"))


@pytest.mark.clause("SPR-II-2", "SPR-II-3-1-ア")
def test_sapporo_opens_78_days_from_nine_to_six() -> None:
    days = load("sapporo").open_days
    assert Counter(each.day.month for each in days) == {2: 18, 3: 21, 4: 21, 5: 18}
    assert {(each.opens, each.closes) for each in days} == {(time(9), time(18))}
    assert days[0].day == date(2026, 2, 2)
    assert days[-1].day == date(2026, 5, 29)


def test_sapporo_opens_on_no_weekend_and_on_no_holiday() -> None:
    sapporo = load("sapporo")
    weekdays = {each.day.weekday() for each in sapporo.open_days}
    assert weekdays == {0, 1, 2, 3, 4}
    assert sapporo.holidays.isdisjoint(each.day for each in sapporo.open_days)


@pytest.mark.clause("SPR-II-3-1-ア")
def test_sapporos_closed_weekdays_are_the_seven_holidays_of_the_clause() -> None:
    assert load("sapporo").holidays == {
        *(date(2026, 2, 11), date(2026, 2, 23), date(2026, 3, 20), date(2026, 4, 29)),
        *(date(2026, 5, 4), date(2026, 5, 5), date(2026, 5, 6)),
    }


@pytest.mark.parametrize(
    ("week", "count"),
    list(enumerate([5, 4, 5, 4, 5, 5, 4, 5, 5, 5, 5, 5, 4, 2, 5, 5, 5])),
)
def test_sapporos_weeks_have_the_operating_days_of_the_calendar(week: int, count: int) -> None:
    monday = date(2026, 2, 2) + timedelta(weeks=week)
    days = [each.day for each in load("sapporo").open_days]
    assert sum(monday <= day < monday + timedelta(weeks=1) for day in days) == count


@pytest.mark.clause("SPR-II-3-1-イ-②")
def test_sapporos_seats_and_lines_by_month() -> None:
    assert load("sapporo").capacity == (
        CapacityRow(date(2026, 2, 2), 10, 12, reserve_lines=2, reserve_seats=2),
        CapacityRow(date(2026, 3, 1), 10, 12, reserve_lines=2, reserve_seats=2),
        CapacityRow(date(2026, 4, 1), 5, 7, reserve_lines=1, reserve_seats=1),
        CapacityRow(date(2026, 5, 1), 3, 5, reserve_lines=1, reserve_seats=1),
    )


def test_sapporo_as_a_whole() -> None:
    sapporo = load("sapporo")
    assert (sapporo.id, sapporo.zone) == ("sapporo", "Asia/Tokyo")
    assert sapporo.lines == (Line("+81110000100", "general"),)
    assert sapporo.operation_from == date(2026, 2, 2)
    assert sapporo.operation_to == date(2026, 5, 29)
    assert (sapporo.seat_cap, sapporo.over_line) == (SeatCap.NONE, OverLine.BUSY)
    assert sapporo.announce_max == 20
    assert (sapporo.wait_limit_s, sapporo.ring_s) == (300, 20)
    assert (sapporo.wrap_up_s, sapporo.repeat_s) == (30, 45)
    assert sapporo.outbound.after_closing_s == 30 * 60
    assert sapporo.record
    assert sapporo.relaxation == (Relaxation(after_s=0, min_level=1),)


def test_sapporo_has_ten_desks_that_take_calls_and_two_that_do_not() -> None:
    desks = {each.id: each.skills for each in load("sapporo").desks}
    assert [id_ for id_, skills in desks.items() if skills] == [
        f"seat-{number:02}" for number in range(1, 11)
    ]
    assert [id_ for id_, skills in desks.items() if not skills] == ["sv-01", "sv-02"]


def test_sapporo_fills_the_announcements_with_its_own_words() -> None:
    values = spoken_values("sapporo", flows=FLOWS)
    assert isinstance(values, Values)
    assert values.center_name == "札幌市物価高対応子育て応援手当事務センター"
    assert values.spoken()["opens"] == "午前9時"
    assert values.spoken()["operation_to"] == "5月29日"
    assert values.spoken("en")["child_yen"] == "twenty thousand yen"


def test_flows_may_choose_the_queues_of_those_who_take_callers(tmp_path: Path) -> None:
    text = (CAMPAIGNS / "sapporo.toml").read_text(encoding="utf-8")
    path = tmp_path / "other.toml"
    path.write_text(text.replace("callback_offer_after_s = 0", "callback_offer_after_s = 90"))
    values = spoken_values(str(path), flows=FLOWS)
    assert isinstance(values, Values)
    assert "general" in values.skills
    assert "outbound" not in values.skills
    assert values.callback_after_s == 90


@pytest.mark.parametrize("path", sorted(CAMPAIGNS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_campaign_is_called_like_its_file(path: Path) -> None:
    assert load(path.stem).id == path.stem


@pytest.mark.parametrize("path", sorted(GOOD.glob("*.toml")), ids=lambda path: path.stem)
def test_every_good_file_loads(path: Path) -> None:
    assert load(str(path)).id == "test"


def test_hours_differ_by_weekday() -> None:
    days = good("smallest").open_days
    assert days[0] == OpenDay(date(2026, 2, 2), time(9), time(18))
    assert days[1] == OpenDay(date(2026, 2, 6), time(9), time(17, 30))


@pytest.mark.clause("SPR-III-2-1")
def test_an_early_start_moves_the_first_day() -> None:
    early = good("early_start")
    assert early.operation_from == date(2026, 1, 26)
    assert early.open_days[0].day == date(2026, 1, 26)
    assert early.capacity[0] == CapacityRow(date(2026, 1, 26), seats=1, lines=1)


def test_days_closed_and_opened_by_hand() -> None:
    campaign = good("own_holidays")
    days = {each.day for each in campaign.open_days}
    assert date(2026, 3, 2) in campaign.holidays
    assert date(2026, 2, 23) not in campaign.holidays
    assert date(2026, 3, 2) not in days
    assert date(2026, 2, 23) in days


def test_public_holidays_may_be_ordinary_days() -> None:
    campaign = good("no_public_holidays")
    assert campaign.holidays == frozenset()
    assert date(2026, 2, 23) in {each.day for each in campaign.open_days}


def test_lines_are_known_by_e164_however_they_are_written() -> None:
    assert good("two_lines").lines == (
        Line("+81110000100", "general"),
        Line("+81110000200", "english"),
    )


def test_capacity_ascends_whatever_its_order_in_the_file() -> None:
    assert good("rows_out_of_order").capacity == good("smallest").capacity


def test_what_is_left_out_plays_nothing() -> None:
    flows = good("smallest").flows
    assert flows.welcome == "welcome"
    assert flows.ended is None


def test_a_misspelt_name_is_met_with_the_nearest_one() -> None:
    found = load_campaign("saporo", flows=FLOWS)
    assert isinstance(found, list)
    assert found[0].hint == "「sapporo」ではありませんか。"


def test_a_missing_file_is_one_problem(tmp_path: Path) -> None:
    found = load_campaign(str(tmp_path / "none.toml"), flows=FLOWS)
    assert isinstance(found, list)
    assert [each.message for each in found] == ["ファイルがありません。"]


def test_a_copy_anywhere_is_the_same_campaign(tmp_path: Path) -> None:
    copy = shutil.copy(CAMPAIGNS / "sapporo.toml", tmp_path)
    assert load(str(copy)) == load("sapporo")


def test_an_outside_number_may_have_a_name_for_the_staff(tmp_path: Path) -> None:
    path = tmp_path / "named.toml"
    numbers = 'hall = { number = "011-211-2111", name = "札幌市役所" }\nnight = "011-211-2112"\n'
    text = (CAMPAIGNS / "sapporo.toml").read_text(encoding="utf-8")
    path.write_text(text.replace("[transfers]\n", f"[transfers]\n{numbers}"), encoding="utf-8")
    found = load(str(path))
    assert found.transfers == {"hall": "+81112112111", "night": "+81112112112"}
    assert found.transfer_names == {"hall": "札幌市役所"}


def test_words_of_a_wrong_campaign_are_its_problems(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text("id = 1", encoding="utf-8")
    assert spoken_values(str(path), flows=FLOWS) == load_campaign(str(path), flows=FLOWS)
