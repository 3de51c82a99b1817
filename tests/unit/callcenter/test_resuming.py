"""A talk outlives its page: the same caller, the same seat, no fault of the agent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from callcenter import commands
from callcenter.call import CallState
from callcenter.events import Cause
from callcenter.outcome import Outcome
from callcenter.seat import SeatState
from tests.unit.callcenter import contract, scenes
from tests.unit.callcenter.askings import cancels_leg, joins, of, records, says
from tests.unit.callcenter.happenings import (
    arrives,
    fires,
    heard,
    joined,
    leaves,
    leg_ends,
    not_ready,
    opens_page,
    picks_up,
    ready,
    recorded,
    registers,
    unregisters,
)
from tests.unit.callcenter.playbook import After, Some, play
from tests.unit.callcenter.scenes import Scene

pytestmark = pytest.mark.unit

SAYS = replace(contract.FLOWS, interrupted="interrupted")
AGAIN = Some(commands.RingSeat, {"leg": "a~2", "seat": "seat-01", "resumes": True})


def talking(*, ready: int = 1) -> Scene:
    return scenes.talking(contract.campaign(flows=SAYS), ready=ready)


def reloaded(*, ready: int = 1) -> Scene:
    """The page of `seat-01` is opened anew and not registered yet; the caller waits."""
    scene = talking(ready=ready)
    play(scene.center, unregisters("seat-01"), at=scene.book.at)
    asked = play(scene.center, opens_page("seat-01"), at=scene.book.at)
    assert cancels_leg("a~1") in asked
    assert says("a~p2", "interrupted") in asked
    assert of(commands.RingSeat, asked) == []
    return scene


def test_a_new_page_is_rung_by_itself_for_the_same_caller_and_joined() -> None:
    scene = reloaded()
    book = scene.book
    asked = play(scene.center, registers("seat-01"), at=book.at)
    (ring,) = of(commands.RingSeat, asked)
    assert AGAIN.fits(ring)
    play(scene.center, leg_ends("a~1", Cause.CANCELLED), at=book.at)  # the old leg's end
    assert scene.call.state is CallState.OFFERED
    asked = play(scene.center, picks_up("a~2"), at=book.at)
    assert records("a~r3", "a~2") in asked
    asked = play(scene.center, recorded("a~r3"), at=book.at)
    assert joins("a~2") in asked
    play(scene.center, joined("a~2"), at=book.at)
    assert (scene.call.state, scene.seat()) == (CallState.TALKING, SeatState.TALKING)


def test_the_call_is_one_answered_call_whose_gap_is_hold() -> None:
    scene = reloaded()
    book = scene.book
    assert book >> After(3)
    at = book.at
    play(scene.center, registers("seat-01"), picks_up("a~2"), recorded("a~r3"), at=at)
    play(scene.center, joined("a~2"), at=at)
    assert book >> After(7)
    (closed,) = of(commands.CloseCall, play(scene.center, leaves("a"), at=book.at))
    assert (closed.outcome, closed.seat) == (Outcome.ANSWERED, "seat-01")
    assert closed.detail.split() == ["interrupted"]
    assert (closed.talk_s, closed.hold_s) == (7.0, 3.0)
    assert closed.ring_s == scenes.RING_S
    assert (closed.earlier_seat_recordings, closed.seat_recording) == (("a~r2",), "a~r3")
    whole = closed.guidance_s + closed.wait_s + closed.ring_s + closed.talk_s + closed.hold_s
    assert whole == (closed.ended_at - closed.arrived_at).total_seconds()


def test_only_its_own_seat_takes_up_the_talk_and_after_the_limit_anybody() -> None:
    scene = reloaded(ready=2)
    timer = scene.call.reserve_timer
    assert timer is not None
    assert scene.call.state is CallState.WAITING  # `seat-02` is free all the time
    other = Some(commands.RingSeat, {"seat": "seat-02", "resumes": False})
    at = scene.center.state.timers[timer]
    (ring,) = of(commands.RingSeat, play(scene.center, fires(timer), at=at))
    assert other.fits(ring)
    gone = scene.center.state.seats["seat-01"]
    assert (gone.state, gone.reason) == (SeatState.NOT_READY, "page_lost")


def test_an_interrupted_caller_is_first_whoever_waits() -> None:
    scene = talking(ready=1)
    at = scene.book.at
    play(scene.center, arrives("b"), heard("b~p1"), heard("b~p2"), at=at)
    play(scene.center, opens_page("seat-01"), at=at)
    assert scene.center.state.queue == ["a", "b"]
    asked = play(scene.center, registers("seat-01"), at=at)
    assert [each.call for each in of(commands.RingSeat, asked)] == ["a"]


def test_a_phone_that_falls_silent_is_waited_for_and_one_that_hangs_up_is_not() -> None:
    silent, left = talking(), talking()
    play(silent.center, leg_ends("a~1", Cause.SILENT), at=silent.book.at)
    assert silent.call.state is CallState.OFFERED  # it is registered still, and is rung again
    play(left.center, leg_ends("a~1", Cause.NORMAL), at=left.book.at)
    assert left.call.state is CallState.CLOSING


def test_who_gives_up_meanwhile_was_answered() -> None:
    scene = reloaded()
    (closed,) = of(commands.CloseCall, play(scene.center, leaves("a"), at=scene.book.at))
    assert (closed.outcome, closed.seat) == (Outcome.ANSWERED, "seat-01")
    assert scene.seat() is SeatState.READY


def test_a_seat_that_wanted_to_leave_does_so_when_its_caller_gave_up() -> None:
    scene = talking()
    at = scene.book.at
    play(scene.center, not_ready("seat-01", "lunch"), opens_page("seat-01"), leaves("a"), at=at)
    assert scene.seat() is SeatState.NOT_READY
    assert scene.center.state.seats["seat-01"].reason == "lunch"


def test_nobody_who_comes_back_at_all_ends_the_call_as_answered() -> None:
    scene = reloaded()
    limit = scene.call.limit_timer
    assert limit is not None
    at = scene.center.state.timers[limit]
    asked = play(scene.center, fires(str(scene.call.reserve_timer)), fires(limit), at=at)
    assert says("a~p3", "give_up") in asked
    (closed,) = of(commands.CloseCall, play(scene.center, leaves("a"), at=scene.book.at))
    assert closed.outcome is Outcome.ANSWERED
    assert closed.detail.split() == ["wait_limit", "interrupted"]


@pytest.mark.parametrize("scene", [scenes.ringing, scenes.joining, scenes.waiting])
def test_a_new_page_without_a_talk_changes_no_call(scene: Callable[[], Scene]) -> None:
    made = scene()
    before = made.call.state
    assert play(made.center, opens_page("seat-01"), at=made.book.at) == []
    assert made.call.state is before


def test_a_page_beside_a_sip_phone_that_talks_changes_nothing() -> None:
    scene = talking()
    assert play(scene.center, opens_page("seat-01", "seat-01w"), at=scene.book.at) == []
    assert scene.call.state is CallState.TALKING


def test_a_seat_that_does_not_take_its_talk_up_again_is_passed_over() -> None:
    scene = reloaded(ready=2)
    at = scene.book.at
    play(scene.center, registers("seat-01"), ready("seat-01"), at=at)
    asked = play(scene.center, leg_ends("a~2", Cause.NO_ANSWER), at=at)
    assert [each.seat for each in of(commands.RingSeat, asked)] == ["seat-02"]
