"""Digital silence is explained by what happened in the call, or told of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from recordings.unexplained import unexplained
from storage.kept import Spans
from storage.sound_audit import Answered
from storage.vault_tables import CallMark

pytestmark = pytest.mark.unit

BEGAN = datetime(2026, 2, 2, tzinfo=UTC)
ALL = ((0.0, 30.0),)


def call(marks: dict[str, float], left_s: tuple[float, ...] = (), **silent: Spans) -> Answered:
    return Answered(
        call="c1",
        detail="",
        least_s=30.0,
        most_s=30.0,
        state="kept",
        why="",
        duration_s=30.0,
        name="n",
        sha256="",
        answered_at=BEGAN,
        silent=silent,
        marks=[
            CallMark(call="c1", n=n, kind=kind, at=BEGAN + timedelta(seconds=at_s))
            for n, (kind, at_s) in enumerate(marks.items())
        ],
        seats_left=[BEGAN + timedelta(seconds=each) for each in left_s],
    )


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (call({}), []),
        (call({}, both=((3.0, 6.0),)), ["silent from 3.0 s to 6.0 s"]),
        (call({"muted": 3.1, "unmuted": 5.8}, both=((3.0, 6.0),)), []),
        (call({"muted": 3.0, "unmuted": 5.0}, both=((3.0, 9.0),)), ["silent from 5.0 s to 9.0 s"]),
        (call({"muted": 3.0}, both=((3.0, 30.0),)), []),
        (call({"held": 3.0, "resumed": 9.0}, both=((4.0, 6.0),)), []),
        (
            call({"held": 3.0, "answered": 9.0}, both=((4.0, 20.0),)),
            ["silent from 9.0 s to 20.0 s"],
        ),
        (call({"noticed": 4.0}, both=((0.0, 4.2),)), []),
        (call({"begun": 4.0}, both=((0.0, 9.0),)), ["silent from 4.0 s to 9.0 s"]),
        (call({"transferred": 4.0, "answered": 9.0}, both=((4.0, 9.0),)), []),
        (call({"answered": 9.0}, (4.0,), both=((4.0, 9.0),)), []),
        (call({"interrupted": 4.0, "answered": 9.0}, both=((4.0, 9.0),)), []),
        (
            call({"interrupted": 4.0, "answered": 9.0}, both=((3.0, 20.0),)),
            ["silent from 3.0 s to 4.0 s", "silent from 9.0 s to 20.0 s"],
        ),
        # Who came to the two and leaves again leaves a talk that goes on.
        (
            call(
                {"held": 3.0, "resumed": 9.0, "three_way": 9.0, "guest_left": 15.0},
                (15.0,),
                both=((3.0, 9.0), (20.0, 29.0)),
            ),
            ["silent from 20.0 s to 29.0 s"],
        ),
        (
            call(
                {"three_way": 2.0, "muted": 3.0, "unmuted": 5.0, "guest_left": 5.0},
                (5.0,),
                both=((3.0, 30.0),),
            ),
            ["silent from 5.0 s to 30.0 s"],
        ),
        # A line that sends nothing while its caller listens is no fault; one that never sends is.
        (call({}, caller=((2.0, 25.0),)), []),
        (call({}, caller=ALL), ["caller: silent from beginning to end"]),
        (call({}, seat=ALL), ["seat: silent from beginning to end"]),
        (call({"held": 0.0}, seat=ALL), []),
    ],
)
def test_what_nothing_explains_is_told(given: Answered, told: list[str]) -> None:
    assert list(unexplained(given)) == told
