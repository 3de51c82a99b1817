"""How many lines are in use, and how many there are on a day."""

from __future__ import annotations

from datetime import date

import pytest

from callcenter import lines
from callcenter.campaign import CapacityRow, OverLine
from callcenter.errors import InvalidCampaign
from tests.unit.callcenter import contract, scenes
from tests.unit.callcenter.happenings import arrives, leaves
from tests.unit.callcenter.playbook import play

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("day", "seats", "count"),
    [
        ("2026-01-15", 10, 12),
        ("2026-02-02", 10, 12),
        ("2026-02-28", 10, 12),
        ("2026-03-01", 10, 12),
        ("2026-03-31", 10, 12),
        ("2026-04-01", 5, 7),
        ("2026-04-30", 5, 7),
        ("2026-05-01", 3, 5),
        ("2026-05-29", 3, 5),
        ("2026-12-31", 3, 5),
    ],
)
def test_the_row_in_force_on_a_day(day: str, seats: int, count: int) -> None:
    row = lines.row_of(contract.SAPPORO, date.fromisoformat(day))
    assert (row.seats, row.lines) == (seats, count)


def test_a_campaign_without_rows_is_invalid() -> None:
    with pytest.raises(InvalidCampaign):
        lines.row_of(contract.campaign(capacity=()), date(2026, 2, 2))


def test_a_line_is_in_use_from_arrival_until_the_caller_leaves() -> None:
    scene = scenes.talking()
    assert lines.in_use(scene.center.state) == 1
    play(scene.center, leaves("a"))
    assert scene.call.id in scene.center.state.calls, "its seat's leg has not ended yet"
    assert lines.in_use(scene.center.state) == 0


def test_seats_are_no_lines_and_closing_announcements_are_counted_apart() -> None:
    row = (CapacityRow(start=date(2026, 2, 2), seats=1, lines=1),)
    made = contract.campaign(capacity=row, over_line=OverLine.ANNOUNCE, announce_max=1)
    scene = scenes.talking(made)
    play(scene.center, arrives("b"))
    assert lines.in_use(scene.center.state) == 1
    assert lines.closing_announcements(scene.center.state) == 1
    play(scene.center, arrives("rejected"))
    assert lines.closing_announcements(scene.center.state) == 1
