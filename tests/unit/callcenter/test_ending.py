"""How calls end: one outcome each, and times that add up to the time from arrival to end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from callcenter import commands, ending
from callcenter.call import CallState
from callcenter.events import Cause
from callcenter.outcome import Outcome
from tests.unit.callcenter import contract, scenes
from tests.unit.callcenter.askings import (
    cancels,
    cancels_leg,
    files,
    hangs_up,
    music,
    of,
    removes,
    says,
    sets,
    shows_call,
)
from tests.unit.callcenter.happenings import (
    arrives,
    fires,
    hands_over,
    heard,
    joined,
    leaves,
    leg_ends,
    picks_up,
    recorded,
    rings,
)
from tests.unit.callcenter.playbook import MONDAY, After, Due, Playbook, play
from tests.unit.callcenter.scenes import Scene

pytestmark = pytest.mark.unit


def test_a_hangup_in_the_guidance_is_abandoned_in_guidance() -> None:
    assert (
        scenes.guided().book
        >> After(4)
        >> leaves("a")
        << (files("a", Outcome.ABANDONED_IN_GUIDANCE, node="welcome", guidance_s=4.0, wait_s=0.0))
        << removes("a")
    )


def test_a_hangup_in_the_all_busy_announcement_is_abandoned_in_queue() -> None:
    assert (
        scenes.told_all_are_busy().book
        >> After(4)
        >> leaves("a")
        << cancels("a~t1")
        << (files("a", Outcome.ABANDONED_IN_QUEUE, node="all_busy", guidance_s=0.0, wait_s=4.0))
        << removes("a")
    )


def test_a_hangup_while_waiting_is_abandoned_in_queue() -> None:
    scene = scenes.waiting()
    assert (
        scene.book
        >> After(4)
        >> leaves("a")
        << cancels("a~t1")
        << cancels("a~t2")
        << (files("a", Outcome.ABANDONED_IN_QUEUE, node="notice/1", wait_s=14.0))
        << removes("a")
    )
    assert scene.center.state.queue == []


def test_a_hangup_in_a_repeated_announcement_is_filed_with_it() -> None:
    assert (
        scenes.waiting().book
        >> Due("a~t2")
        << says("a~p3", "waiting")
        >> leaves("a")
        << (cancels("a~t1"))
        << files("a", Outcome.ABANDONED_IN_QUEUE, node="waiting", wait_s=55.0)
        << removes("a")
    )


def test_a_hangup_while_a_seat_rings_is_abandoned_in_queue() -> None:
    assert (
        scenes.ringing().book
        >> rings("a~1")
        >> After(3)
        >> leaves("a")
        << (cancels("a~t1"))
        << (
            files(
                "a", Outcome.ABANDONED_IN_QUEUE, guidance_s=10.0, wait_s=0.0, ring_s=3.0, seat=None
            )
        )
        << cancels_leg("a~1")
        << removes("a")
    )


def test_a_hangup_while_being_joined_is_abandoned_in_queue() -> None:
    assert (
        scenes.joining().book
        >> After(1)
        >> leaves("a")
        << cancels("a~t1")
        << (files("a", Outcome.ABANDONED_IN_QUEUE, ring_s=6.0, talk_s=0.0, answered_at=None))
        << cancels_leg("a~1")
        << removes("a")
    )


def test_a_hangup_in_the_talk_is_an_answered_call() -> None:
    assert (
        scenes.talking().book
        >> After(90)
        >> leaves("a")
        << (files("a", Outcome.ANSWERED, talk_s=90.0, ring_s=5.0, seat="seat-01"))
        << cancels_leg("a~1")
        << removes("a")
    )


def test_who_had_gone_when_the_seat_joined_was_not_answered() -> None:
    assert (
        scenes.talking().book
        >> After(-0.002)
        >> leaves("a")
        << (files("a", Outcome.ABANDONED_IN_QUEUE, talk_s=0.0, answered_at=None, seat=None))
        << cancels_leg("a~1")
        << removes("a")
    )


def test_a_clock_set_back_makes_no_talk_an_abandoned_call() -> None:
    assert (
        scenes.talking().book
        >> After(-3600)
        >> leaves("a")
        << (files("a", Outcome.ANSWERED, talk_s=0.0, seat="seat-01"))
        << cancels_leg("a~1")
        << removes("a")
    )


def test_a_hangup_in_the_polite_end_is_still_an_overflow() -> None:
    assert (
        scenes.waiting().book
        >> Due("a~t1")
        << cancels("a~t2")
        << (says("a~p3", "give_up"))
        >> After(1)
        >> leaves("a")
        << (files("a", Outcome.OVERFLOW, detail="wait_limit", node="give_up", wait_s=301.0))
        << removes("a")
    )


def test_a_hangup_between_two_offers_counts_the_first_ring_as_waiting() -> None:
    assert (
        scenes.ringing().book
        >> After(20)
        >> leg_ends("a~1")
        << music("a")
        << (sets("a~t2", 45))
        >> After(5)
        >> leaves("a")
        << cancels("a~t1")
        << cancels("a~t2")
        << (files("a", Outcome.ABANDONED_IN_QUEUE, wait_s=25.0, ring_s=0.0))
        << removes("a")
    )


def test_a_caller_served_after_closing_time_is_answered() -> None:
    last = contract.local("2026-02-02T17:59:59")
    center = contract.center(contract.campaign(record=False), ready=1, at=last)
    book = Playbook(center, at=last)
    play(center, arrives("a"), at=last)
    assert (
        book
        >> After(10)
        >> heard("a~p1")
        << sets("a~t1", 300)
        << (
            commands.RingSeat(
                call="a",
                leg="a~1",
                seat="seat-01",
                endpoint="seat-01",
                ring_s=20.0,
                caller="person",
                withheld=None,
            )
        )
        << music("a")
    )
    play(center, picks_up("a~1"), joined("a~1"), at=book.at)
    assert (
        book
        >> After(60)
        >> leaves("a")
        << files("a", Outcome.ANSWERED, talk_s=60.0)
        << (cancels_leg("a~1"))
        << removes("a")
    )


def test_a_caller_still_waiting_after_closing_time_keeps_waiting() -> None:
    last = contract.local("2026-02-02T17:59:59")
    center = contract.center(ready=0, at=last)
    play(center, arrives("a"), heard("a~p1"), heard("a~p2"), at=last)
    closed = contract.local("2026-02-02T18:00:00")
    play(center, fires("center~t1"), at=closed)
    assert center.state.queue == ["a"]
    assert center.state.calls["a"].state is CallState.WAITING


def test_a_second_word_that_the_caller_left_is_not_filed_again() -> None:
    scene = scenes.talking()
    play(scene.center, leaves("a"))
    assert Playbook(scene.center, shows=True) >> leaves("a")


def test_an_ended_call_is_taken_off_the_board() -> None:
    scene = scenes.waiting()
    book = Playbook(scene.center, at=scene.book.at, shows=True)
    assert (
        book
        >> leaves("a")
        << cancels("a~t1")
        << cancels("a~t2")
        << (files("a", Outcome.ABANDONED_IN_QUEUE))
        << shows_call("a", "ended")
        << removes("a")
    )


def test_a_call_closed_by_us_is_out_of_the_queue_and_without_timers() -> None:
    scene = scenes.waiting()
    turn = contract.turn(scene.center, at=scene.book.at)
    ending.close(turn, scene.call, Outcome.OVERFLOW, detail="", flow=None)
    assert scene.center.state.queue == []
    assert not [each for each in scene.center.state.timers if each.startswith("a~")]
    assert of(commands.HangUpCaller, turn.asked) == [hangs_up("a")]


SCENES: list[Callable[[], Scene]] = [
    scenes.guided,
    scenes.told_all_are_busy,
    scenes.waiting,
    scenes.ringing,
    scenes.joining,
    scenes.talking,
]


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("after_s", [12.345678, 0.0, -3.0])
def test_the_times_add_up_wherever_a_call_ends_and_even_if_the_clock_steps_back(
    scene: Callable[[], Scene], after_s: float
) -> None:
    here = scene()
    at = here.book.at + timedelta(seconds=after_s)
    closed = next(
        each
        for each in play(here.center, leaves("a"), at=at)
        if isinstance(each, commands.CloseCall)
    )
    parts = [closed.guidance_s, closed.wait_s, closed.ring_s, closed.talk_s, closed.hold_s]
    assert min(parts) >= 0
    assert sum(parts) == pytest.approx((closed.ended_at - closed.arrived_at).total_seconds())


def test_a_call_that_ends_before_it_arrived_lasted_no_time() -> None:
    here = scenes.guided()
    asked = play(here.center, leaves("a"), at=MONDAY - timedelta(seconds=1))
    (closed,) = of(commands.CloseCall, asked)
    assert isinstance(closed, commands.CloseCall)
    assert closed.ended_at == closed.arrived_at
    assert closed.guidance_s == 0


def test_it_is_filed_when_each_seat_left_unless_its_leg_was_lost() -> None:
    scene = scenes.talking(ready=3)
    handed = scene.book.at + timedelta(seconds=7)
    lost = handed + timedelta(seconds=9)
    play(scene.center, hands_over("seat-01", "seat-02"), leg_ends("a~1"), at=handed)
    play(scene.center, picks_up("a~2"), recorded("a~r3"), joined("a~2"), at=handed)
    play(scene.center, leg_ends("a~2", Cause.SILENT), at=lost)
    play(scene.center, picks_up("a~3"), recorded("a~r4"), joined("a~3"), at=lost)
    asked = play(scene.center, leaves("a"), at=lost + timedelta(seconds=5))
    (filed,) = of(commands.CloseCall, asked)
    assert (filed.earlier_seat_recordings, filed.seat_recording) == (("a~r2", "a~r3"), "a~r4")
    assert filed.earlier_left_at == (handed, None)
    assert filed.left_at == lost + timedelta(seconds=5)


def test_recordings_of_a_call_that_was_never_answered_are_not_filed() -> None:
    scene = scenes.joining()
    play(scene.center, recorded("a~r1"))
    (closed,) = of(commands.CloseCall, play(scene.center, leaves("a")))
    assert isinstance(closed, commands.CloseCall)
    assert (closed.caller_recording, closed.seat_recording) == (None, None)


def test_each_state_of_a_living_call_but_closing_has_an_outcome_for_a_caller_who_leaves() -> None:
    ours = {CallState.CALLING_SEAT, CallState.DIALLING}  # they end in what the network answered
    assert set(ending.LEFT_IN) == set(CallState) - {CallState.CLOSING, CallState.ENDED} - ours
