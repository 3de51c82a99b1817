"""The bench's judge of rows: what a phone saw, and which rows agree with it."""

from __future__ import annotations

import pytest

from faults.facts import CallerFact, Facts, RingFact, RowFact, Terms
from faults.invariants.filing import filing

pytestmark = pytest.mark.unit

NUMBER = "09000000001"
SEAT = "seat-01"
ENDED = 110.0


def caller() -> CallerFact:
    return CallerFact(
        number=NUMBER,
        tone_hz=600,
        invited=100.0,
        trying=100.0,
        answered=101.0,
        ended=ENDED,
        ended_by="them",
        status=200,
    )


def ring(*, answered: float | None) -> RingFact:
    return RingFact(
        seat=SEAT, tone_hz=900, number=NUMBER, rang=104.0, answered=answered, ended=ENDED
    )


def row(*, talk_s: float) -> RowFact:
    return RowFact(
        id="a",
        number=NUMBER,
        arrived=100.0,
        ended=ENDED,
        outcome="answered",
        detail="seat_left",
        seat=SEAT,
        lasted_s=10.0,
        talk_s=talk_s,
        recording=None,
    )


def judged(a_row: RowFact, a_ring: RingFact) -> list[str]:
    terms = Terms(guidance_s=12, wrap_up_s=0, ring_s=20, is_recorded=False)
    facts = Facts(terms=terms, callers=(caller(),), rings=(a_ring,), rows=(a_row,))
    return [each.invariant for each in filing(facts)]


def test_a_row_may_tell_of_a_talk_too_short_to_be_heard() -> None:
    assert judged(row(talk_s=0.3), ring(answered=105.0)) == []


@pytest.mark.parametrize(
    ("talk_s", "answered"), [(3.0, 105.0), (0.3, None)], ids=["long", "nobody picked up"]
)
def test_any_other_talk_that_nobody_heard_was_none(talk_s: float, answered: float | None) -> None:
    assert judged(row(talk_s=talk_s), ring(answered=answered)) == ["I2 outcome"]
