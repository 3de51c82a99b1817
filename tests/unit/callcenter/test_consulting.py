"""A seat asks another one, hands over, returns, gives its caller back to the queue."""

from __future__ import annotations

import pytest

from callcenter import commands
from callcenter.campaign import Desk
from callcenter.events import Cause
from callcenter.seat import SeatState
from tests.unit.callcenter import contract, scenes
from tests.unit.callcenter.askings import cancels_leg, of
from tests.unit.callcenter.guest_scenes import (
    SIDE,
    consulting,
    happen,
)
from tests.unit.callcenter.happenings import (
    brings_together,
    consults,
    gives_back,
    hands_over,
    joined,
    leaves,
    leg_ends,
    not_ready,
    picks_up,
    recorded,
    resumes,
)

pytestmark = pytest.mark.unit


def test_the_caller_hears_music_while_the_seats_talk_beside_and_then_all_three_talk() -> None:
    scene = scenes.talking(ready=2)
    asked = happen(scene, consults("seat-01", "seat-02"))
    assert commands.HoldCaller(call="a", recording="a~r2") in asked
    asked = happen(scene, picks_up("a~2"))
    meet = commands.MeetLeg(call="a", leg="a~2", seat_leg="a~1", bridge=SIDE)
    assert meet in asked
    happen(scene, joined("a~2", SIDE))
    assert scene.seat("seat-02") is SeatState.TALKING
    happen(scene, brings_together("seat-01"))
    (join,) = of(commands.JoinLeg, happen(scene, recorded("a~r3")))
    assert (join.leg, join.bridge) == ("a~2", "a~b1")
    asked = happen(scene, joined("a~2", "a~b1"))
    assert commands.ReturnLeg(call="a", leg="a~1", bridge="a~b1") in asked
    assert commands.ResumeCaller(call="a", recording="a~r2") in asked
    assert commands.CloseBridge(call="a", bridge=SIDE) in asked
    assert scene.call.held_at is None


def test_the_seat_returns_to_its_caller_and_the_guest_is_free() -> None:
    scene = consulting()
    asked = happen(scene, resumes("seat-01"))
    assert cancels_leg("a~2") in asked
    assert commands.ReturnLeg(call="a", leg="a~1", bridge="a~b1") in asked
    assert commands.ResumeCaller(call="a", recording="a~r2") in asked
    happen(scene, leg_ends("a~2", Cause.CANCELLED))
    assert (scene.seat("seat-02"), scene.seat()) == (SeatState.READY, SeatState.TALKING)


def test_the_queue_has_the_caller_first_and_for_what_is_asked() -> None:
    made = contract.campaign(desks=(Desk("seat-01"), Desk("seat-02", {"en": 1})))
    scene = scenes.talking(made, ready=2)
    assert happen(scene, gives_back("seat-01", "none")) == [commands.Refuse(reason="unknown_skill")]
    assert happen(scene, gives_back("seat-01", "en")) == [cancels_leg("a~1")]
    (ring,) = of(commands.RingSeat, happen(scene, leg_ends("a~1", Cause.CANCELLED)))
    assert (ring.seat, scene.call.priority, scene.call.reserved_for) == ("seat-02", -2, None)


def test_a_supervisor_who_takes_no_calls_is_reached_by_a_transfer() -> None:
    scene = scenes.talking(ready=2)
    happen(scene, not_ready("seat-02", "floor"))
    refused = [commands.Refuse(reason="seat_not_free")]
    assert happen(scene, hands_over("seat-01", "seat-02")) == refused
    asked = happen(scene, hands_over("seat-01", "seat-02", forced=True))
    assert cancels_leg("a~1") in asked
    happen(scene, leg_ends("a~1", Cause.CANCELLED), picks_up("a~2"), recorded("a~r3"))
    happen(scene, joined("a~2", "a~b1"), leaves("a"), leg_ends("a~2", Cause.CANCELLED))
    assert scene.center.state.seats["seat-02"].reason == "floor"


def test_only_a_seat_that_may_be_rung_is_asked() -> None:
    scene = scenes.talking(ready=1)
    for to in ("seat-01", "seat-02", "seat-99"):
        assert happen(scene, consults("seat-01", to)) == [commands.Refuse(reason="seat_not_free")]
    assert scene.call.held_at is None
