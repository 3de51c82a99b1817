"""A supervisor at a talk: what is shown of it, and what changes how they are there."""

from __future__ import annotations

import pytest

from callcenter import commands
from callcenter.call import CallState
from callcenter.events import Cause
from callcenter.guest_wishes import Watch
from tests.unit.callcenter import contract
from tests.unit.callcenter.askings import cancels_leg, of
from tests.unit.callcenter.guest_scenes import (
    consulting,
    happen,
    listening,
)
from tests.unit.callcenter.happenings import (
    joined,
    leg_ends,
    recorded,
    watches,
)
from tests.unit.callcenter.scenes import Scene

pytestmark = pytest.mark.unit


def test_the_boards_show_who_talks_with_whom() -> None:
    scene = consulting()
    shown = {each.seat: (each.peer, each.tie) for each in _shown(scene)}
    assert shown["seat-01"] == ("seat-02", "consulting")
    assert shown["seat-02"] == ("seat-01", "consulting")
    scene = listening()
    shown = {each.seat: (each.peer, each.tie) for each in _shown(scene)}
    assert shown["seat-01"] == (None, "")  # who listens is not told to the seat
    assert shown["seat-02"] == ("seat-01", "listening")


def _shown(scene: Scene) -> list[commands.ShowSeat]:
    turn = contract.turn(scene.center, at=scene.book.at)
    for seat in scene.center.state.seats.values():
        turn.show_seat(seat)
    return of(commands.ShowSeat, turn.asked)


def test_what_a_supervisor_does_changes_how_the_guest_is_at_the_call() -> None:
    scene = listening()
    asked = happen(scene, watches("seat-02", "seat-01", Watch.WHISPER))
    (watch,) = of(commands.WatchLeg, asked)
    assert (watch.whispers, watch.seat_leg, watch.snoop) == (True, "a~1", "a~1~s3")
    assert commands.EndWatch(call="a", snoop="a~1~s2") in asked
    happen(scene, watches("seat-02", "seat-01", Watch.TAKE_OVER), recorded("a~r3"))
    asked = happen(scene, joined("a~2", "a~b1"))
    assert cancels_leg("a~1") in asked
    happen(scene, leg_ends("a~1", Cause.CANCELLED))
    assert (scene.call.answered_by, scene.call.state) == ("seat-02", CallState.TALKING)
