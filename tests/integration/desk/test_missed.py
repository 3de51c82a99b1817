"""Who was not served, read from the rows of both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.outcome import Outcome
from desk.missed import missed_since
from storage.projection import Projection
from tests.integration.storage.story import OPENING, Story

pytestmark = pytest.mark.integration


async def test_missed_calls_are_rows_by_number_until_one_is_answered(
    engine: AsyncEngine, projection: Projection
) -> None:
    story = Story()
    story.whole_call("m1", Outcome.ABANDONED_IN_QUEUE)
    story.whole_call("m2", Outcome.NO_LINE)
    await projection.apply(story.records)
    (row,) = await missed_since(engine, OPENING)
    assert (row.caller, row.times) == (
        "p-1",
        {Outcome.ABANDONED_IN_QUEUE: 1, Outcome.NO_LINE: 1},
    )
    assert await missed_since(engine, OPENING + timedelta(days=1)) == []
    assert await missed_since(engine) == [row], "nobody is forgotten by time alone"
    served = Story(story.at, first=story.last + 1)
    served.whole_call("m3")
    await projection.apply(served.records)
    assert await missed_since(engine, OPENING) == []
    again = Story(served.at, first=served.last + 1)
    again.whole_call("m4", Outcome.OVERFLOW)
    await projection.apply(again.records)
    (row,) = await missed_since(engine)
    assert row.times == {Outcome.OVERFLOW: 1}, "only what came after the talk"
