"""A seat that leaves a talk takes along what was its own: its recording, and what muted it."""

from __future__ import annotations

import pytest

from callcenter import commands, parting
from tests.unit.callcenter import contract, scenes

pytestmark = pytest.mark.unit


def test_the_caller_waits_and_the_seats_recording_is_an_earlier_one() -> None:
    scene = scenes.talking()
    scene.call.muted_for = ["button"]
    turn = contract.turn(scene.center, at=scene.book.at)
    seat = parting.part(turn, scene.call)
    assert (seat.id, scene.call.offer, scene.call.held_at) == ("seat-01", None, scene.book.at)
    assert scene.call.earlier_seat_recordings == ["a~r2"]
    assert turn.asked == [commands.UnmuteRecording(call="a", recordings=("a~r1",))]
