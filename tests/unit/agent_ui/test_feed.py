"""Who rings is told at once; for the numbers the whole floor is counted, once however many ring."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

import pytest

from agent_ui import feed
from agent_ui.feed import Feed, Told

pytestmark = pytest.mark.unit


class Counted:
    """A floor that tells how often it was counted."""

    def __init__(self) -> None:
        self.times = 0

    def numbers(self) -> Told:
        self.times += 1
        return {"counted": self.times}

    def seats(self, wanted: Collection[str] | None = None) -> list[Told]:
        return [{"id": each} for each in sorted(wanted or ())]


async def test_all_who_ring_at_once_are_told_and_the_floor_is_counted_once_for_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feed, "GATHER_S", 0.01)
    floor = Counted()
    told = Feed(floor)
    told.changed(["seat-01"])
    await told.news(0, within_s=5.0)
    assert floor.times == 1
    for seat in ("seat-02", "seat-03", "seat-04"):
        told.changed([seat], at_once=True)
    events = told.after(told.run, 1)
    assert events is not None
    assert [each["seats"] for each in events] == [
        *([{"id": seat}] for seat in ("seat-02", "seat-03", "seat-04")),
    ]
    assert floor.times == 1
    async with asyncio.timeout(5.0):
        await told.news(4, within_s=5.0)
    after = told.after(told.run, 4)
    assert after is not None
    assert [each["numbers"] for each in after] == [{"counted": 2}]
