"""How long the supervisor waits before it starts something again."""

from __future__ import annotations

import pytest

from app.backoff import Backoff

pytestmark = pytest.mark.unit


def test_the_first_restart_is_at_once_and_then_twice_as_long_each_time() -> None:
    backoff = Backoff(first_s=0.5, cap_s=3.0, draw=lambda: 0.0)
    assert [backoff.wait_s(lived_s=0.1) for _ in range(6)] == [0.0, 0.5, 1.0, 2.0, 3.0, 3.0]


def test_a_good_life_begins_afresh() -> None:
    backoff = Backoff(good_s=2.0, draw=lambda: 0.0)
    for _ in range(5):
        backoff.wait_s(lived_s=0.0)
    assert backoff.wait_s(lived_s=2.0) == 0.0
    assert backoff.wait_s(lived_s=0.0) == 0.5


def test_a_thousand_deaths_are_still_a_number() -> None:
    backoff = Backoff(draw=lambda: 0.0)
    assert {backoff.wait_s(lived_s=0.0) for _ in range(1_000)} <= {
        0.0,
        0.5,
        1.0,
        2.0,
        4.0,
        8.0,
        10.0,
    }


@pytest.mark.parametrize(("drawn", "wait_s"), [(0.0, 0.4), (0.5, 0.3), (1.0, 0.2)])
def test_chance_takes_up_to_a_half_off_a_wait(drawn: float, wait_s: float) -> None:
    backoff = Backoff(first_s=0.4, draw=lambda: drawn, failures=1)
    assert backoff.wait_s(lived_s=0.0) == pytest.approx(wait_s)


def test_the_draw_is_by_chance_unless_told() -> None:
    drawn = {Backoff(first_s=1.0, failures=1).wait_s(lived_s=0.0) for _ in range(20)}
    assert len(drawn) > 1
    assert all(0.5 <= each <= 1.0 for each in drawn)
