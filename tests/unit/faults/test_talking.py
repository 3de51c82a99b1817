"""Who is left alone by whom, as the judge of talks sees it."""

from __future__ import annotations

import pytest

from faults.facts import CallerFact, ControlFact, Facts, Injected, RingFact, Terms, WaitFact
from faults.invariants.talking import talking

pytestmark = pytest.mark.unit

NUMBER = "0312000001"
OUTAGE = Injected(
    name="lose ARI link 2.5 s", at=100.0, until=102.5, takes_calls=False, stops_controller=True
)


def ring(rang: float, ended: float, *, answered: float | None = None) -> RingFact:
    return RingFact(
        seat="seat-01", tone_hz=1600, number=NUMBER, rang=rang, answered=answered, ended=ended
    )


LET_GO = ring(99.9, 102.7, answered=100.8)
"""Picked up in an outage by a seat that nobody joins, and let go of after it."""


@pytest.mark.parametrize(
    ("others", "broken"),
    [
        ([], 1),
        ([ring(102.8, 104.6)], 0),
        ([ring(102.6, 104.6)], 0),  # rung for again before the old ring was quite over
        ([ring(102.5, 102.6)], 1),
        ([ring(102.3, 104.6)], 1),  # they do not cross for so long
    ],
)
def test_who_is_rung_for_when_a_seat_leaves_is_not_left_alone(
    others: list[RingFact], broken: int
) -> None:
    caller = CallerFact(number=NUMBER, tone_hz=400, invited=98.0, answered=98.0, ended=104.7)
    facts = Facts(
        terms=Terms(guidance_s=1, wrap_up_s=1, ring_s=4),
        callers=(caller,),
        rings=(LET_GO, *others),
        faults=(OUTAGE,),
    )
    found = [each for each in talking(facts) if each.invariant == "I1 left alone"]
    assert len(found) == broken


@pytest.mark.parametrize(("longest_s", "broken"), [(0.092, 0), (0.0, 2)])
def test_a_wait_that_is_over_after_the_talk_is_counted_in_its_last_gap(
    longest_s: float, broken: int
) -> None:
    """The kernel counts it as the thread gets its processor: here 37 ms after what is judged."""
    steady = tuple(100.0 + n / 50 for n in range(150))
    packets = tuple(at for at in steady if not 102.27 < at < 102.38)
    caller = CallerFact(
        number=NUMBER, tone_hz=400, invited=99.0, ended=102.45, packets=packets, sent=steady
    )
    seat = RingFact(
        seat="seat-01",
        tone_hz=1600,
        number=NUMBER,
        rang=99.5,
        answered=100.0,
        ended=102.45,
        packets=packets,
        sent=steady,
    )
    facts = Facts(
        terms=Terms(guidance_s=1, wrap_up_s=1, ring_s=4),
        callers=(caller,),
        rings=(seat,),
        controls=(ControlFact(packets=steady),),
        waits=(WaitFact(at=102.358, until=102.411, longest_s=longest_s),),
    )
    assert len([each for each in talking(facts) if each.invariant == "I1 gap"]) == broken
