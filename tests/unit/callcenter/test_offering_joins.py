"""From the moment a seat picks up until two people talk: recordings first, then the join."""

from __future__ import annotations

from dataclasses import replace

import pytest

from callcenter import commands
from callcenter.call import CallState
from callcenter.campaign import Flows
from callcenter.events import Cause
from callcenter.outcome import Outcome
from callcenter.seat import SeatState
from tests.unit.callcenter import contract, scenes
from tests.unit.callcenter.askings import (
    cancels,
    cancels_leg,
    files,
    hangs_up,
    joins,
    music,
    of,
    opens,
    records,
    removes,
    rings_seat,
    sets,
)
from tests.unit.callcenter.happenings import (
    arrives,
    heard,
    join_refused,
    joined,
    leaves,
    leg_ends,
    picks_up,
    ready,
    recorded,
    recording_ends,
    registers,
    unrecorded,
    unregisters,
)
from tests.unit.callcenter.playbook import After, Playbook, play

pytestmark = pytest.mark.unit


def test_a_phone_that_unregisters_after_it_was_picked_up_is_joined_all_the_same() -> None:
    scene = scenes.joining()
    assert (
        scene.book
        >> unregisters("seat-01")
        >> recorded("a~r1")
        >> recorded("a~r2")
        << (joins("a~1"))
        >> joined("a~1")
        << cancels("a~t1")
    )
    assert scene.seat() is SeatState.TALKING


def test_both_recordings_run_before_the_seat_is_joined() -> None:
    scene = scenes.joining()
    assert scene.book >> recorded("a~r1") >> recorded("a~r2") << joins("a~1")


def test_a_refused_recording_does_not_keep_the_caller_from_being_joined() -> None:
    scene = scenes.joining()
    assert (
        scene.book
        >> unrecorded("a~r2")
        >> unrecorded("a~r1")
        << joins("a~1")
        >> joined("a~1")
        << cancels("a~t1")
        >> leaves("a")
        << files(
            "a",
            Outcome.ANSWERED,
            detail="unrecorded",
            caller_recording=None,
            seat_recording=None,
        )
        << cancels_leg("a~1")
        << removes("a")
    )


def test_a_call_that_was_not_recorded_says_so_whoever_hangs_up() -> None:
    scene = scenes.joining()
    play(scene.center, unrecorded("a~r2"), recorded("a~r1"), joined("a~1"))
    play(scene.center, leg_ends("a~1"))
    (closed,) = of(commands.CloseCall, play(scene.center, leaves("a")))
    assert isinstance(closed, commands.CloseCall)
    assert "unrecorded" in closed.detail
    assert "seat_left" in closed.detail
    assert (closed.caller_recording, closed.seat_recording) == ("a~r1", None)


def test_a_recording_that_breaks_off_in_mid_talk_is_kept_and_said() -> None:
    scene = scenes.talking()
    play(scene.center, unrecorded("a~r2", "disk"))
    (closed,) = of(commands.CloseCall, play(scene.center, leaves("a")))
    assert isinstance(closed, commands.CloseCall)
    assert closed.detail == "partly_recorded"
    assert (closed.caller_recording, closed.seat_recording) == ("a~r1", "a~r2")


def test_without_a_notice_for_those_who_wait_they_are_not_recorded() -> None:
    flows = replace(contract.FLOWS, notice=None)
    scene = scenes.told_all_are_busy(replace(contract.SAPPORO, flows=flows))
    play(scene.center, heard("a~p1"), registers("seat-01"), ready("seat-01"))
    assert scene.call.offer is not None
    assert scene.book >> picks_up("a~1") << joins("a~1")


def test_a_recording_that_ends_before_it_was_seen_to_start_is_waited_for_no_longer() -> None:
    scene = scenes.joining()
    assert scene.book >> recorded("a~r1") >> recording_ends("a~r2") << joins("a~1")


def test_without_recording_a_seat_is_joined_at_once() -> None:
    scene = scenes.ringing(contract.campaign(record=False))
    assert scene.book >> picks_up("a~1") << joins("a~1")


def test_the_second_seat_is_recorded_anew_and_the_caller_goes_on_being_recorded() -> None:
    scene = scenes.joining(ready=2)
    play(scene.center, recorded("a~r1"), recorded("a~r2"), leg_ends("a~1"))
    assert (
        scene.book
        >> picks_up("a~2")
        << records("a~r3", "a~2")
        >> recorded("a~r3")
        << (joins("a~2"))
    )


def test_a_second_seat_waits_for_the_callers_recording_too() -> None:
    scene = scenes.joining(ready=2)
    play(scene.center, leg_ends("a~1"))
    assert (
        scene.book
        >> picks_up("a~2")
        << records("a~r3", "a~2")
        >> recorded("a~r3")
        >> (recorded("a~r1"))
        << joins("a~2")
    )


def test_a_recording_refused_at_the_first_seat_is_no_flaw_of_the_talk_with_the_second() -> None:
    scene = scenes.joining(ready=2)
    play(scene.center, unrecorded("a~r1"), unrecorded("a~r2"), leg_ends("a~1"))
    play(scene.center, picks_up("a~2"), recorded("a~r3"), recorded("a~r4"), joined("a~2"))
    (closed,) = of(commands.CloseCall, play(scene.center, leaves("a")))
    assert isinstance(closed, commands.CloseCall)
    assert (closed.caller_recording, closed.seat_recording) == ("a~r3", "a~r4")
    assert closed.detail == ""


def test_a_leg_that_cannot_be_joined_is_ended_and_its_seat_passed_over() -> None:
    scene = scenes.joining(ready=2)
    play(scene.center, recorded("a~r1"), recorded("a~r2"))
    assert (
        scene.book
        >> join_refused("a~1", 422)
        << cancels_leg("a~1")
        >> leg_ends("a~1")
        << (music("a"))
        << sets("a~t2", 45)
        << cancels("a~t2")
        << rings_seat("a~2", "seat-02")
    )


@pytest.mark.parametrize("status", [404, 409, 500])
def test_a_call_that_no_seat_can_be_joined_to_ends_and_costs_no_seat(status: int) -> None:
    scene = scenes.joining(ready=2)
    play(scene.center, recorded("a~r1"), recorded("a~r2"))
    assert (
        scene.book
        >> join_refused("a~1", status)
        << cancels_leg("a~1")
        << cancels("a~t1")
        << hangs_up("a")
        >> leg_ends("a~1", Cause.CANCELLED)
        >> leaves("a")
        << files("a", Outcome.FAILED, detail=f"join_refused_{status}")
        << removes("a")
    )
    assert scene.center.state.seats["seat-01"].is_free
    assert scene.center.state.seats["seat-02"].is_free


def test_a_refused_join_of_an_earlier_leg_ends_that_leg_only() -> None:
    scene = scenes.ringing(ready=2)
    play(scene.center, leg_ends("a~1"))
    assert scene.book >> join_refused("a~1") << cancels_leg("a~1")
    assert scene.call.state is CallState.OFFERED


def test_a_seat_that_picks_up_and_puts_down_again_is_passed_over() -> None:
    scene = scenes.joining(ready=2)
    assert (
        scene.book
        >> leg_ends("a~1")
        << music("a")
        << sets("a~t2", 45)
        << cancels("a~t2")
        << (rings_seat("a~2", "seat-02"))
    )


def test_a_phone_picked_up_after_its_caller_left_is_put_down() -> None:
    scene = scenes.ringing()
    assert (
        scene.book
        >> After(2)
        >> leaves("a")
        << cancels("a~t1")
        << (
            files(
                "a", Outcome.ABANDONED_IN_QUEUE, ring_s=2.0, wait_s=0.0, guidance_s=10.0, seat=None
            )
        )
        << cancels_leg("a~1")
        << removes("a")
        >> picks_up("a~1")
        << cancels_leg("a~1")
    )
    assert scene.seat() is SeatState.RINGING
    assert scene.book >> leg_ends("a~1")
    assert scene.center.state.seats["seat-01"].is_free


def test_a_caller_who_left_while_being_joined_is_abandoned_in_the_queue() -> None:
    scene = scenes.joining()
    assert (
        scene.book
        >> leaves("a")
        << cancels("a~t1")
        << (files("a", Outcome.ABANDONED_IN_QUEUE, ring_s=5.0, caller_recording=None))
        << cancels_leg("a~1")
        << removes("a")
        >> joined("a~1")
        >> leg_ends("a~1")
    )
    assert scene.center.state.seats["seat-01"].is_free


def test_an_unanswered_caller_is_answered_with_the_join() -> None:
    center = contract.center(contract.campaign(flows=Flows(), record=False))
    assert (
        Playbook(center)
        >> arrives("a")
        << sets("a~t1", 300)
        << rings_seat("a~1", "seat-01")
        >> picks_up("a~1")
        << joins("a~1", answers_caller=True)
        << opens("a")
    )


def test_a_caller_who_was_answered_with_a_join_is_not_answered_again() -> None:
    made = contract.campaign(flows=Flows(), record=False)
    center = contract.center(made)
    play(center, arrives("a"), picks_up("a~1"))
    assert Playbook(center) >> leg_ends("a~1") << music("a")
