"""Which lever a record pulls, and by how much seats and lines are raised."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.forecast_levers import lever_of
from callcenter.campaign import CapacityRow
from callcenter.floor_wishes import CapacityBent
from callcenter.record import Record
from metrics.forecast.kinds import Lever
from metrics.forecast.levers import Option

pytestmark = pytest.mark.unit

DAY = date(2026, 2, 2)
BEFORE = CapacityRow(DAY, seats=10, lines=12)


@pytest.mark.parametrize(
    ("seats", "lines", "pulled"),
    [
        (12, 15, Option(lever=Lever.MORE_SEATS_AND_LINES, seats=2, lines=3)),
        (14, 12, Option(lever=Lever.MORE_SEATS, seats=4)),
        (9, 13, Option(lever=Lever.MORE_LINES, lines=1)),
        (10, 12, None),
        (9, 11, None),
    ],
)
def test_seats_and_lines_in_one_step_are_both_told(
    seats: int, lines: int, pulled: Option | None
) -> None:
    at = datetime(2026, 2, 2, tzinfo=UTC)
    bent = CapacityBent(at=at, by="sv-1", day=DAY, seats=seats, lines=lines)
    record = Record(n=1, event=bent)
    assert lever_of(record, BEFORE, has_cap=True) == pulled
    assert lever_of(record, None, has_cap=True) is None


@pytest.mark.parametrize(
    ("lines", "pulled"), [(12, None), (15, Option(lever=Lever.MORE_LINES, lines=3))]
)
def test_seats_that_bound_nobody_are_no_lever(lines: int, pulled: Option | None) -> None:
    at = datetime(2026, 2, 2, tzinfo=UTC)
    record = Record(n=1, event=CapacityBent(at=at, by="sv-1", day=DAY, seats=14, lines=lines))
    assert lever_of(record, BEFORE, has_cap=False) == pulled
