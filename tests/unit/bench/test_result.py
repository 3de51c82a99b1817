from __future__ import annotations

import math

import pytest

from bench.call_book import Placed
from bench.result import Comparison, Side, percentile

pytestmark = pytest.mark.unit


def side(*milliseconds: float, lost: int = 0) -> Side:
    calls = [Placed(0.0, each / 1000) for each in milliseconds]
    return Side(calls + [Placed(0.0)] * lost, controller_s=0.01, asterisk_s=0.02)


@pytest.mark.parametrize(("percent", "value"), [(50, 50), (90, 90), (99, 99), (100, 100), (0, 1)])
def test_percentiles_are_values_that_were_measured(percent: float, value: float) -> None:
    assert percentile([float(each) for each in range(100, 0, -1)], percent) == value


def test_nothing_has_no_percentile() -> None:
    assert math.isnan(percentile([], 99))


def test_processor_time_is_shared_among_all_calls() -> None:
    measured = side(1, 2, 3, lost=1)
    assert measured.per_call_ms(measured.controller_s) == pytest.approx(2.5)
    assert measured.failed == 1


def test_within_the_bound_there_is_no_complaint() -> None:
    assert Comparison(60, False, side(6), side(4)).complaints() == []


def test_a_slower_p99_and_a_lost_call_are_complained_of() -> None:
    complaints = Comparison(30, False, side(6.1, lost=1), side(4)).complaints()
    assert complaints == [
        "30 calls/s without recording: we lost 1 of 2 calls",
        "30 calls/s without recording: our p99 is 1.52 times that of Queue()",
    ]


def test_with_recording_the_ratio_is_only_shown() -> None:
    assert Comparison(60, True, side(40), side(4)).complaints() == []
    assert Comparison(60, True, side(4, lost=1), side(4)).complaints() != []


def test_beyond_the_bound_rates_nothing_is_demanded() -> None:
    assert Comparison(100, False, side(40, lost=9), side(4)).complaints() == []


def test_a_controller_that_began_anew_is_complained_of() -> None:
    ours = side(4)
    ours.restarts = 1
    assert Comparison(60, True, ours, side(4)).complaints() == [
        "60 calls/s with recording: our controller began anew in 1 blocks"
    ]


def test_no_answer_at_all_is_never_good_enough() -> None:
    assert len(Comparison(10, False, side(lost=2), side(4)).complaints()) == 2
