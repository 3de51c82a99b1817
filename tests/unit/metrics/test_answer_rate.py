from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from agent_ui import words
from callcenter.outcome import Outcome
from metrics.answer_rate import answer_rate
from metrics.figures import meets_target
from tests.unit.metrics.shipped import the_clients

pytestmark = pytest.mark.unit

SAPPORO = the_clients()


@pytest.mark.clause("SPR-II-3-5-ウ")
@pytest.mark.parametrize(
    ("answered", "offered", "meets"),
    [(90, 100, True), (89, 100, False), (899, 999, False), (900, 1000, True), (1, 1, True)],
)
def test_the_target_is_compared_unrounded(answered: int, offered: int, meets: bool) -> None:
    counts = {Outcome.ANSWERED: answered, Outcome.ABANDONED_IN_QUEUE: offered - answered}
    rate = answer_rate(SAPPORO, counts)
    assert rate == Fraction(answered, offered)
    assert meets_target(SAPPORO, rate) is meets


def test_with_nothing_offered_there_is_no_rate_and_no_alert() -> None:
    assert answer_rate(SAPPORO, {}) is None
    assert answer_rate(SAPPORO, {Outcome.AFTER_HOURS: 7, Outcome.NOT_IN_OPERATION: 1}) is None
    assert meets_target(SAPPORO, None) is None


def test_where_the_carriers_refusals_count_the_day_so_far_has_no_rate() -> None:
    network = replace(SAPPORO, counts_carrier_busy=True)
    assert answer_rate(network, {Outcome.ANSWERED: 1}) is None, "not measured is not 0"
    assert words.share(None, is_measured=False) == "未計測"


@pytest.mark.clause("SPR-II-3-5-ウ")
@pytest.mark.parametrize("outcome", Outcome)
def test_only_calls_outside_hours_and_the_flows_own_stay_out(
    outcome: Outcome,
) -> None:
    before = answer_rate(SAPPORO, {Outcome.ANSWERED: 1, Outcome.NO_LINE: 1})
    after = answer_rate(SAPPORO, {Outcome.ANSWERED: 1, Outcome.NO_LINE: 1, outcome: 1})
    outside = outcome in (Outcome.AFTER_HOURS, Outcome.NOT_IN_OPERATION, Outcome.SELF_SERVED)
    if outcome not in (Outcome.ANSWERED, Outcome.NO_LINE):
        assert after == (before if outside else Fraction(1, 3))
