"""The bench's judge of rows: what a phone saw, and which rows agree with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from faults.facts import HEARD_S, CallerFact, Facts, RingFact, RowFact, SoundFact, Terms
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


def spoke(began: float, ended: float, tone_hz: int = 900) -> RingFact:
    packets = tuple(began + 0.02 * n for n in range(int((ended - began) / 0.02)))
    return replace(ring(answered=began), tone_hz=tone_hz, ended=ended, packets=packets)


def heard(*seat_side: float) -> SoundFact:
    """Make a recording: the caller speaks all the time, a seat where its tone stands."""
    tones = tuple((hz,) if hz else () for hz in seat_side)
    length_s = len(seat_side) * HEARD_S
    return SoundFact(length_s=length_s, caller_side=((600.0,),) * len(tones), seat_side=tones)


FIRST, SECOND, NOBODY = (900.0,) * 4, (1200.0,) * 4, (0.0,) * 4


@pytest.mark.parametrize(
    ("sound", "why"),
    [
        (heard(*FIRST, *NOBODY, *SECOND), []),
        (
            heard(*SECOND),
            ["is 2.00 s, they talked 6.00 s", "lacks 600 Hz", "lacks 1200 Hz", "lacks 900 Hz"],
        ),
        (heard(*FIRST, *NOBODY, *NOBODY), ["lacks 1200 Hz"]),
        (heard(*NOBODY, *NOBODY, *SECOND), ["lacks 900 Hz"]),
    ],
    ids=["whole", "only the last", "without the last", "without the first"],
)
def test_whom_a_seat_left_and_another_answered_has_one_recording_of_both_talks(
    sound: SoundFact, why: list[str]
) -> None:
    terms = Terms(guidance_s=12, wrap_up_s=0, ring_s=20, is_recorded=True)
    rings = (spoke(108.0, ENDED, 1200), spoke(104.0, 106.0))
    rows = (replace(row(talk_s=4.0), recording="a.wav"),)
    facts = Facts(terms=terms, callers=(caller(),), rings=rings, rows=rows, sounds={"a.wav": sound})
    assert [each.why.removeprefix("a.wav ") for each in filing(facts)] == why
