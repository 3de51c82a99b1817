"""Parts of a sound that are worth being seen: held, left out, silent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from agent_ui.sound_spans import Span, spans_of
from storage.kept import Shape, Spans
from storage.listening import Found
from storage.tables import Call
from storage.vault_tables import CallMark, KeptSound

pytestmark = pytest.mark.unit

BEGAN = datetime(2026, 2, 2, tzinfo=UTC)


def found(*, answered_at: datetime | None = BEGAN) -> Found:
    sound = KeptSound(
        call="a",
        business_date=BEGAN.date(),
        arrived_at=BEGAN,
        stored_at=BEGAN,
        name="2026-02-02/a.sealed",
        codec="flac",
        bytes=1,
        sha256="",
        duration_s=60.0,
    )
    call = Call(
        id="a",
        line="0110000100",
        arrived_at=BEGAN,
        business_date=BEGAN.date(),
        state="ended",
        state_since=BEGAN,
        answered_at=answered_at,
    )
    return Found(sound=sound, call=call)


def marks(**at_s: float) -> list[CallMark]:
    return [
        CallMark(call="a", n=n, kind=kind, at=BEGAN + timedelta(seconds=each))
        for n, (kind, each) in enumerate(at_s.items())
    ]


def shape(*silences: tuple[float, float], muted: Spans = ()) -> Shape:
    return Shape(peaks=b"", silences=silences, muted=muted)


def test_what_was_held_or_left_out_is_a_part_and_silence_beside_it_another() -> None:
    happened = marks(held=5.0, resumed=15.0, muted=20.0, unmuted=30.0)
    silent = shape((2.0, 4.0), (6.0, 16.5), (29.0, 33.0), muted=((20.0, 30.0),))
    assert spans_of(found(), happened, silent) == [
        Span(2.0, 4.0, "silent"),
        Span(5.0, 15.0, "held"),
        Span(20.0, 30.0, "muted"),
        Span(30.0, 33.0, "silent"),
    ]


def test_a_long_silence_is_drawn_on_both_sides_of_a_hold_within_it() -> None:
    held = marks(held=5.0, resumed=15.0)
    assert spans_of(found(), held, shape((6.0, 55.0))) == [
        Span(5.0, 15.0, "held"),
        Span(15.0, 55.0, "silent"),
    ]
    assert spans_of(found(), held, shape((1.0, 55.0))) == [
        Span(1.0, 5.0, "silent"),
        Span(5.0, 15.0, "held"),
        Span(15.0, 55.0, "silent"),
    ]


def test_what_nobody_ended_lasts_to_the_end_and_what_nobody_began_is_none() -> None:
    silent = shape(muted=((50.0, 60.0),))
    assert spans_of(found(), marks(resumed=1.0, muted=50.0), silent) == [Span(50.0, 60.0, "muted")]
    assert spans_of(found(answered_at=None), marks(held=1.0), shape()) == []
    handed_over = marks(held=5.0, transferred=8.0, answered=15.0)
    assert Span(5.0, 15.0, "held") in spans_of(found(), handed_over, shape())


@pytest.mark.parametrize(
    ("silent", "drawn"),
    [
        ((), [Span(20.0, 30.0, "heard")]),
        (((20.1, 30.2),), [Span(20.1, 30.0, "muted")]),
        (
            ((5.0, 6.0), (22.0, 25.0)),
            [Span(20.0, 22.0, "heard"), Span(22.0, 25.0, "muted"), Span(25.0, 30.0, "heard")],
        ),
    ],
)
def test_a_mute_that_failed_does_not_look_muted(silent: Spans, drawn: list[Span]) -> None:
    assert spans_of(found(), marks(muted=20.0, unmuted=30.0), shape(muted=silent)) == drawn
