"""What the bench of calling makes of its waits."""

from __future__ import annotations

import pytest

from bench.errors import FewerMeasured
from bench.outbound import p99_ms

pytestmark = pytest.mark.unit

NEVER = float("inf")


def test_two_calls_of_a_hundred_without_a_voice_are_too_late_and_one_is_not() -> None:
    quick = [0.1] * 98
    assert p99_ms([*quick, 0.2, NEVER], asked=100) == pytest.approx(200.0)
    assert p99_ms([*quick, NEVER, NEVER], asked=100) == NEVER


@pytest.mark.parametrize("measured", [0, 99])
def test_fewer_calls_than_were_asked_for_prove_nothing(measured: int) -> None:
    with pytest.raises(FewerMeasured, match=f"only {measured} of 100"):
        p99_ms([0.1] * measured, asked=100)
