from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.outcome import Outcome
from storage.calls import calls_of_day, last_calls, one_call, outcomes_of_day, tally
from storage.projection import Projection
from tests.integration.storage.story import Story

pytestmark = pytest.mark.integration

MONDAY, TUESDAY = date(2026, 2, 2), date(2026, 2, 3)


@pytest.fixture
async def two_days(projection: Projection) -> Story:
    story = Story()
    story.whole_call("m1")
    story.whole_call("m2", Outcome.ABANDONED_IN_QUEUE)
    story.wait(timedelta(days=1).total_seconds())
    story.whole_call("t1")
    story.whole_call("t2", Outcome.OVERFLOW)
    story.whole_call("t3")
    story.arrive("t4")
    await projection.apply(story.records)
    return story


async def test_a_days_calls_come_in_order_of_arrival(engine: AsyncEngine, two_days: Story) -> None:
    assert [row.id for row in await calls_of_day(engine, MONDAY)] == ["m1", "m2"]
    assert [row.id for row in await calls_of_day(engine, TUESDAY)] == ["t1", "t2", "t3", "t4"]
    assert await calls_of_day(engine, date(2026, 2, 4)) == []


async def test_calls_are_listed_by_outcome(engine: AsyncEngine, two_days: Story) -> None:
    answered = await calls_of_day(engine, TUESDAY, outcome=Outcome.ANSWERED)
    assert [row.id for row in answered] == ["t1", "t3"]
    assert [row.id for row in await last_calls(engine, 2, outcome=Outcome.ANSWERED)] == ["t1", "t3"]


async def test_the_last_calls_are_the_latest_in_order_of_arrival(
    engine: AsyncEngine, two_days: Story
) -> None:
    assert [row.id for row in await last_calls(engine, 3)] == ["t2", "t3", "t4"]
    assert len(await last_calls(engine, 100)) == 6


async def test_an_unknown_call_is_none(engine: AsyncEngine, two_days: Story) -> None:
    assert await one_call(engine, "nobody") is None


async def test_outcomes_count_ended_calls_only(engine: AsyncEngine, two_days: Story) -> None:
    assert await outcomes_of_day(engine, TUESDAY) == {Outcome.ANSWERED: 2, Outcome.OVERFLOW: 1}
    assert await outcomes_of_day(engine, date(2026, 2, 4)) == {}


async def test_the_tally_tells_up_to_which_record_it_counts(
    engine: AsyncEngine, two_days: Story
) -> None:
    counted = await tally(engine, MONDAY)
    assert counted.n == two_days.last
    assert counted.of_day == {Outcome.ANSWERED: 1, Outcome.ABANDONED_IN_QUEUE: 1}
    assert counted.ever == {
        Outcome.ANSWERED: 3,
        Outcome.ABANDONED_IN_QUEUE: 1,
        Outcome.OVERFLOW: 1,
    }


async def test_the_tally_of_an_empty_database_is_empty(
    engine: AsyncEngine, projection: Projection
) -> None:
    counted = await tally(engine, MONDAY)
    assert (counted.n, counted.of_day, counted.ever) == (0, {}, {})


async def test_instants_come_back_as_they_went_in_to_the_microsecond(
    engine: AsyncEngine, projection: Projection
) -> None:
    at = datetime(2026, 2, 2, 1, 2, 3, 456789, tzinfo=UTC)
    story = Story(at)
    story.arrive("c1")
    await projection.apply(story.records)
    row = await one_call(engine, "c1")
    assert row is not None
    assert row.arrived_at == at
    assert row.arrived_at.utcoffset() == timedelta(0)
