"""What the bench of boards makes of what they were told."""

from __future__ import annotations

import pytest

from bench.board import changes, p99_ms
from bench.errors import FewerMeasured

pytestmark = pytest.mark.unit


def test_each_call_comes_and_all_but_the_last_twelve_leave() -> None:
    assert (changes(1), changes(20)) == (30 + 18, 600 + 588)


def test_two_late_ones_of_a_hundred_are_the_p99_and_one_is_not() -> None:
    assert p99_ms([900.0, *[5.0] * 98, 900.0], asked=100) == 900.0
    assert p99_ms([*[5.0] * 99, 900.0, 5.0], asked=101) == 5.0


@pytest.mark.parametrize("told", [0, 99])
def test_a_board_that_is_told_nothing_proves_nothing(told: int) -> None:
    with pytest.raises(FewerMeasured, match=f"only {told} of 100"):
        p99_ms([1.0] * told, asked=100)
