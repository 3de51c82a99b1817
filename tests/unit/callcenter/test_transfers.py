"""A caller is handed over from one seat to another, and nobody is lost on the way."""

from __future__ import annotations

import pytest

from callcenter import commands
from callcenter.call import CallState
from callcenter.events import Cause
from callcenter.outcome import Outcome
from callcenter.seat import SeatState
from tests.unit.callcenter import scenes
from tests.unit.callcenter.askings import cancels_leg, music, of
from tests.unit.callcenter.happenings import (
    hands_over,
    joined,
    leaves,
    leg_ends,
    not_ready,
    picks_up,
    recorded,
)
from tests.unit.callcenter.playbook import After, play
from tests.unit.callcenter.scenes import Scene

pytestmark = pytest.mark.unit


def handed_over() -> Scene:
    """`seat-01` handed over to `seat-02`, which rings."""
    scene = scenes.talking(ready=3)
    at = scene.book.at
    assert play(scene.center, hands_over("seat-01", "seat-02"), at=at) == [cancels_leg("a~1")]
    assert scene.call.state is CallState.TALKING  # until the seat's phone is free
    asked = play(scene.center, leg_ends("a~1", Cause.CANCELLED), at=at)
    assert music("a") in asked
    (ring,) = of(commands.RingSeat, asked)
    assert (ring.seat, ring.leg, ring.resumes) == ("seat-02", "a~2", False)
    return scene


def test_the_other_seat_takes_the_caller_and_the_first_one_wraps_up() -> None:
    scene = handed_over()
    assert scene.seat() is SeatState.WRAP_UP
    assert scene.book >> After(4)
    at = scene.book.at
    play(scene.center, picks_up("a~2"), recorded("a~r3"), joined("a~2"), at=at)
    assert scene.seat("seat-02") is SeatState.TALKING
    assert scene.book >> After(6)
    (closed,) = of(commands.CloseCall, play(scene.center, leaves("a"), at=scene.book.at))
    assert (closed.outcome, closed.seat, closed.detail) == (
        *(Outcome.ANSWERED, "seat-02", "transferred"),
    )
    assert (closed.talk_s, closed.hold_s) == (6.0, 4.0)
    assert (closed.earlier_seat_recordings, closed.seat_recording) == (("a~r2",), "a~r3")


def test_a_seat_that_does_not_take_it_leaves_the_caller_first_for_anybody() -> None:
    scene = handed_over()
    at = scene.book.at
    asked = play(scene.center, leg_ends("a~2", Cause.DECLINED), at=at)
    (ring,) = of(commands.RingSeat, asked)
    assert (ring.call, ring.seat) == ("a", "seat-03")


def test_a_caller_who_leaves_on_the_way_was_answered_by_the_first_seat() -> None:
    scene = handed_over()
    asked = play(scene.center, leaves("a"), at=scene.book.at)
    (closed,) = of(commands.CloseCall, asked)
    assert (closed.outcome, closed.seat) == (Outcome.ANSWERED, "seat-01")
    assert cancels_leg("a~2") in asked


@pytest.mark.parametrize("to", ["seat-01", "seat-02", "seat-99"])
def test_only_a_free_seat_can_be_handed_over_to(to: str) -> None:
    scene = scenes.talking(ready=2)
    play(scene.center, not_ready("seat-02"), at=scene.book.at)
    asked = play(scene.center, hands_over("seat-01", to), at=scene.book.at)
    assert asked == [commands.Refuse(reason="seat_not_free")]
    assert scene.call.state is CallState.TALKING


def test_without_a_talk_there_is_nothing_to_hand_over() -> None:
    scene = scenes.ringing(ready=2)
    asked = play(scene.center, hands_over("seat-01", "seat-02"), at=scene.book.at)
    assert asked == [commands.Refuse(reason="no_talk")]


def test_pressed_twice_it_is_done_once() -> None:
    scene = scenes.talking(ready=3)
    play(scene.center, hands_over("seat-01", "seat-02"), at=scene.book.at)
    assert play(scene.center, hands_over("seat-01", "seat-03"), at=scene.book.at) == []
    assert scene.call.transfer_to == "seat-02"
