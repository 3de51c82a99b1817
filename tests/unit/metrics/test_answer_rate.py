from __future__ import annotations

from fractions import Fraction

import pytest

from callcenter.outcome import Outcome
from metrics.answer_rate import answer_rate, meets_target

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("answered", "offered", "meets"),
    [(90, 100, True), (89, 100, False), (899, 999, False), (900, 1000, True), (1, 1, True)],
)
def test_the_target_is_compared_unrounded(answered: int, offered: int, meets: bool) -> None:
    counts = {Outcome.ANSWERED: answered, Outcome.ABANDONED_IN_QUEUE: offered - answered}
    rate = answer_rate(counts)
    assert rate == Fraction(answered, offered)
    assert meets_target(rate) is meets


def test_with_nothing_offered_there_is_no_rate_and_no_alert() -> None:
    assert answer_rate({}) is None
    assert answer_rate({Outcome.AFTER_HOURS: 7, Outcome.NOT_IN_OPERATION: 1}) is None
    assert meets_target(None)


@pytest.mark.parametrize("outcome", Outcome)
def test_only_calls_outside_hours_stay_out_of_the_rate(outcome: Outcome) -> None:
    before = answer_rate({Outcome.ANSWERED: 1, Outcome.NO_LINE: 1})
    after = answer_rate({Outcome.ANSWERED: 1, Outcome.NO_LINE: 1, outcome: 1})
    outside = outcome in (Outcome.AFTER_HOURS, Outcome.NOT_IN_OPERATION)
    if outcome not in (Outcome.ANSWERED, Outcome.NO_LINE):
        assert after == (before if outside else Fraction(1, 3))
