from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.outcome import Outcome
from metrics.day import Days
from tests.integration.storage.story import OPENING, Story

pytestmark = pytest.mark.unit

TOKYO = ZoneInfo("Asia/Tokyo")


def some_calls() -> Story:
    story = Story()
    for number, outcome in enumerate(Outcome):
        story.whole_call(f"c{number}", outcome)
    story.whole_call("again")
    return story


@given(st.integers(0, 40))
def test_a_restart_neither_loses_nor_doubles_a_call(cut: int) -> None:
    story = some_calls()
    whole = Days(zone=TOKYO)
    for record in story.records:
        whole.apply(record)
    before = Days(zone=TOKYO)
    for record in story.records[:cut]:
        before.apply(record)
    n = min(cut, story.last)
    after = Days(
        zone=TOKYO,
        n=n,
        day=date(2026, 2, 2),
        slots=before.by_slot(OPENING),
        ever=before.ever(),
    )
    for record in story.records[max(0, n - 5) :]:
        after.apply(record)
    assert after.ever() == whole.ever()
    assert after.today(story.at) == whole.today(story.at)
    assert after.by_slot(story.at) == whole.by_slot(story.at)


def test_a_call_belongs_to_the_day_of_its_arrival() -> None:
    days = Days(zone=TOKYO)
    story = Story(datetime(2026, 2, 2, 14, 59, 59, tzinfo=UTC))
    arrived_at = story.at
    story.arrive("late")
    story.wait(600)
    story.end("late", arrived_at)
    for record in story.records:
        days.apply(record)
    assert days.today(arrived_at) == {Outcome.ANSWERED: 1}
    assert days.today(story.at) == {}


def test_days_gone_by_are_forgotten_but_not_what_was_counted_ever() -> None:
    days = Days(zone=TOKYO)
    story = Story()
    for number in range(5):
        story.whole_call(f"c{number}")
        story.wait(timedelta(days=1).total_seconds())
    for record in story.records:
        days.apply(record)
    assert days.today(OPENING) == {}
    assert days.ever()[Outcome.ANSWERED] == 5
