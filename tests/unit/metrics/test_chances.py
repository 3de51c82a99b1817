"""The told probability's own error: beside how days ended, and beside saying always the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest

from metrics.forecast.chances import Said, chance_error, noted

pytestmark = pytest.mark.unit

FIRST = date(2026, 2, 2)


def days(*chances: Sequence[float]) -> dict[date, list[Said]]:
    return {
        FIRST + timedelta(days=n): [Said(hour=9 + h, chance=each) for h, each in enumerate(told)]
        for n, told in enumerate(chances)
    }


def ends(*reached: bool) -> list[tuple[date, bool]]:
    return [(FIRST + timedelta(days=n), each) for n, each in enumerate(reached)]


def test_what_was_told_is_judged_by_how_the_days_ended_each_day_once() -> None:
    told = days([0.8], [0.6, 0.8], [0.2], [0.9, 0.9, 0.9], [0.5])
    found = chance_error(told, ends(True, True, False, True, False))
    assert found is not None
    assert (found.days, found.reached) == (5, 0.6)
    assert found.told == pytest.approx((0.8 + 0.7 + 0.2 + 0.9 + 0.5) / 5)
    assert found.off == pytest.approx(np.sqrt((0.04 + 0.1 + 0.04 + 0.01 + 0.25) / 5))
    assert found.plain == pytest.approx(np.sqrt(0.6 * 0.4))
    assert found.is_better


def test_of_too_few_days_or_days_that_were_not_told_nothing_is_said() -> None:
    assert chance_error(days(*[[0.5]] * 4), ends(*[True] * 4)) is None
    assert chance_error({}, ends(*[True] * 9)) is None
    assert chance_error(days(*[[]] * 9), ends(*[True] * 9)) is None


def test_a_chance_that_says_nothing_is_no_better_than_the_share_of_good_days() -> None:
    found = chance_error(days(*[[0.5]] * 6), ends(*[True, False] * 3))
    assert found is not None
    assert not found.is_better


def test_the_first_thing_that_is_told_in_an_hour_counts() -> None:
    said = noted((), 9, 0.4)
    assert noted(said, 9, 0.7) == said
    assert [each.chance for each in noted(said, 10, 0.7)] == [0.4, 0.7]
