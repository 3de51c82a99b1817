"""Japanese words and numbers as people read them."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from agent_ui import words
from callcenter.outcome import Outcome
from callcenter.seat import SeatState

pytestmark = pytest.mark.unit

REPOSITORY = Path(__file__).parents[3]
SAID_IN = [
    path
    for room in ("agent_ui", "metrics")
    for path in sorted((REPOSITORY / room).rglob("*"))
    if path.suffix in {".py", ".html", ".js"}
]


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


def test_what_callers_ask_has_one_word_and_a_polite_one() -> None:
    # A row of frozen reports keeps its name (`metrics/parts.py`).
    others = {
        path: re.findall("(?<![お÷])問い合わせ.*", path.read_text("utf-8")) for path in SAID_IN
    }
    assert not {path.name: found for path, found in others.items() if found}
    assert any("問合せ" in path.read_text("utf-8") for path in SAID_IN)
