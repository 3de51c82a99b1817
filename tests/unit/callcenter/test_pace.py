"""The measured pace of a queue, and the wait that follows from it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from callcenter import pace
from callcenter.state import State
from tests.unit.callcenter.playbook import MONDAY

pytestmark = pytest.mark.unit


def state(*minutes_ago: float) -> State:
    made = State()
    for each in minutes_ago:
        pace.answered(made, "general", MONDAY - timedelta(minutes=each))
    return made


@pytest.mark.parametrize(("place", "minutes"), [(1, 2), (3, 6), (10, 20)])
def test_each_place_waits_for_as_long_as_the_queue_took_for_one(place: int, minutes: int) -> None:
    found = pace.wait_s(state(6, 4, 1), "general", place=place, at=MONDAY)
    assert found == minutes * 60


@pytest.mark.parametrize("minutes_ago", [(), (3, 1), (90, 60, 45, 40, 3, 1)])
def test_from_few_or_old_answers_no_wait_is_told(minutes_ago: tuple[float, ...]) -> None:
    assert pace.wait_s(state(*minutes_ago), "general", place=1, at=MONDAY) is None


def test_each_skill_has_its_own_pace_and_only_the_last_answers_count() -> None:
    made = state(*(minute / 2 for minute in range(50, 0, -1)))
    assert len(made.answers["general"]) == pace.KEPT
    assert pace.wait_s(made, "general", place=1, at=MONDAY) == 30
    assert pace.wait_s(made, "letters", place=1, at=MONDAY) is None


def test_a_clock_that_stepped_back_gives_no_negative_wait() -> None:
    assert pace.wait_s(state(-1, -2, -3), "general", place=1, at=MONDAY) is None
