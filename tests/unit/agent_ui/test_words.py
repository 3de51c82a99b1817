"""Japanese words and numbers as people read them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from agent_ui import words
from callcenter.outcome import Outcome
from callcenter.seat import SeatState

pytestmark = pytest.mark.unit


def test_every_state_and_outcome_has_its_word() -> None:
    assert set(words.SEAT_STATES) == set(SeatState)
    assert set(words.OUTCOMES) == set(Outcome)


def test_a_rate_is_never_shown_better_than_it_is() -> None:
    assert words.share(Fraction(899, 999)) == "89.9"
    assert words.share(Fraction(1)) == "100.0"
    assert words.share(None) == "–"


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (83.9, "1:23"), (3661, "61:01")])
def test_a_duration_is_minutes_and_seconds(seconds: float, shown: str) -> None:
    assert words.span(seconds) == shown


def test_only_what_happened_is_listed_in_a_fixed_order() -> None:
    counts = {Outcome.FAILED: 1, Outcome.ANSWERED: 2, Outcome.NO_LINE: 0}
    assert words.counted(counts) == [("応答", 2), ("障害", 1)]
