"""The due days of all 17 weeks of Sapporo, and of complaints, as the contract's calendar has them.

Requirements 7.3; A-14 puts week 17 and the last day's complaints on the last day at close.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from metrics.due import Rule, Terms, closes_at, due_at, dues
from metrics.period import Kind, day_of, month_of, week_of
from tests.integration.metrics.shipped import sapporo, shipped

pytestmark = pytest.mark.unit

PLAN, CAMPAIGN = sapporo()
ZONE = ZoneInfo(CAMPAIGN.zone)
TERMS = Terms(zone=ZONE, open_days=CAMPAIGN.open_days, at=PLAN.due)

WEEKS = """
2026-W06 02-09 | 2026-W07 02-16 | 2026-W08 02-24 | 2026-W09 03-02 | 2026-W10 03-09
2026-W11 03-16 | 2026-W12 03-23 | 2026-W13 03-30 | 2026-W14 04-06 | 2026-W15 04-13
2026-W16 04-20 | 2026-W17 04-27 | 2026-W18 05-07 | 2026-W19 05-11 | 2026-W20 05-18
2026-W21 05-25 | 2026-W22 05-29
"""


@pytest.mark.clause("SPR-II-3-4-エ")
def test_all_weeks_of_sapporo_are_due_as_the_calendar_says() -> None:
    found = [
        f"{each.period.name} {each.at:%m-%d}" for each in dues(Kind.WEEKLY, Rule.NEXT_WEEK, TERMS)
    ]
    assert found == [each.strip() for each in WEEKS.replace("\n", "|").split("|") if each.strip()]
    assert {each.at.time() for each in dues(Kind.WEEKLY, Rule.NEXT_WEEK, TERMS)} == {PLAN.due}


@pytest.mark.clause("SPR-II-3-4-オ", "SET-II-1-2-①-オ")
@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("02-10", "02-12"),
        ("02-20", "02-24"),
        ("03-19", "03-23"),
        ("04-28", "04-30"),
        ("05-01", "05-07"),
        ("02-06", "02-09"),
        ("02-03", "02-04"),
        ("05-29", "05-29"),
    ],
)
def test_a_complaint_is_due_on_the_next_business_day_and_never_after_the_contract(
    day: str, due: str
) -> None:
    at = due_at(Rule.NEXT_BUSINESS_DAY, day_of(date.fromisoformat(f"2026-{day}")), TERMS)
    assert at == datetime.fromisoformat(f"2026-{due}T18:00").replace(tzinfo=ZONE)


def test_a_monthly_report_is_due_on_the_business_day_before_a_closed_one() -> None:
    february = due_at(Rule.NEXT_MONTH, month_of(date(2026, 4, 1)), TERMS)
    assert february is not None
    assert february.date() == date(2026, 5, 8), "2026-05-10 is a Sunday (A-50)"
    assert due_at(Rule.NONE, month_of(date(2026, 4, 1)), TERMS) is None


def test_a_period_is_over_at_midnight_and_the_last_week_at_the_last_close() -> None:
    assert closes_at(week_of(date(2026, 2, 2)), TERMS) == datetime(2026, 2, 9, tzinfo=ZONE)
    assert closes_at(week_of(date(2026, 5, 25)), TERMS) == datetime(2026, 5, 29, 18, tzinfo=ZONE)


@pytest.mark.clause("SET-I-10", "SET-I-11", "SET-特-32")
def test_setagayas_results_and_completions_are_due_on_the_10th_and_the_20th() -> None:
    """2026-05-10 is a Sunday (A-50); what is of March is due on the contract's last day."""
    plan, campaign = shipped("setagaya")
    terms = Terms(zone=ZONE, open_days=campaign.open_days, at=plan.due, month_day=plan.month_day)
    monthly, completion = plan.form(Kind.MONTHLY), plan.form(Kind.COMPLETION)
    assert monthly is not None
    assert completion is not None
    assert (monthly.title, completion.title) == ("月次業務実績報告書", "完了届")
    assert completion.month_day is not None

    def days(kind: Kind, rule: Rule, at: Terms) -> str:
        return " ".join(f"{each.at:%m-%d}" for each in dues(kind, rule, at))

    assert days(Kind.MONTHLY, monthly.rule, terms) == (
        "05-08 06-10 07-10 08-10 09-10 10-09 11-10 12-10 01-08 02-10 03-10 03-31"
    )
    later = replace(terms, month_day=completion.month_day)
    assert days(Kind.COMPLETION, completion.rule, later) == (
        "05-20 06-19 07-17 08-20 09-18 10-20 11-20 12-18 01-20 02-19 03-19 03-31"
    )
