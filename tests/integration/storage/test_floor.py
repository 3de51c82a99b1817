from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from callcenter.outcome import Outcome
from metrics.floor import Floor
from storage.floor import seats, standing
from storage.projection import Projection
from tests.integration.storage.story import Story

pytestmark = pytest.mark.integration


def some_hours() -> Story:
    story = Story()
    story.seat("seat-01", "ready")
    story.seat("seat-02", "not_ready")
    story.alarm("seats_below_contract", "seat", "1 of 10")
    story.whole_call("c1")
    arrived_at = story.at
    story.arrive("c2")
    story.arrive("c3", state="guided")
    story.talk("c2", "seat-01", arrived_at)
    story.whole_call("c4", Outcome.ABANDONED_IN_QUEUE)
    story.alarm("log_late")
    story.clear("seats_below_contract", "seat")
    story.arrive("c5")
    return story


@pytest.mark.parametrize("cut", range(0, 15, 2))
async def test_a_board_that_begins_from_the_rows_equals_one_that_saw_everything(
    engine: AsyncEngine, projection: Projection, cut: int
) -> None:
    records = some_hours().records
    await projection.apply(records[:cut])
    from_rows = Floor()
    begun = await standing(engine)
    for command in begun.shown:
        from_rows.show(command)
    from_log = Floor()
    for record in records:
        from_log.apply(record)
        if record.n > begun.n:
            from_rows.apply(record)
    assert begun.n == cut
    assert from_rows == from_log


async def test_seats_are_listed_by_id(engine: AsyncEngine, projection: Projection) -> None:
    await projection.apply(some_hours().records)
    listed = await seats(engine)
    assert [(seat.id, seat.state, seat.call, seat.registered) for seat in listed] == [
        ("seat-01", "talking", "c2", True),
        ("seat-02", "not_ready", None, True),
    ]
