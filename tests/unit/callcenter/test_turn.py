"""The work on one event: timers, boards, and durations that are never below 0."""

from __future__ import annotations

from datetime import timedelta

import pytest

from callcenter import commands
from callcenter.call import CallHappening
from callcenter.seat import SeatHappening
from tests.unit.callcenter import contract, scenes
from tests.unit.callcenter.playbook import MONDAY

pytestmark = pytest.mark.unit

LATER = MONDAY + timedelta(seconds=30)


def test_a_timer_gets_a_fresh_name_each_time_and_is_remembered() -> None:
    scene = scenes.guided()
    turn = contract.turn(scene.center)
    names = [turn.set_call_timer(scene.call, 30), turn.set_call_timer(scene.call, 30)]
    names.append(turn.set_seat_timer(scene.center.state.seats["seat-01"], 30))
    assert names == ["a~t1", "a~t2", "seat-01~t1"]
    assert turn.asked == [commands.SetTimer(timer=each, due=LATER) for each in names]
    assert {each: scene.center.state.timers[each] for each in names} == dict.fromkeys(names, LATER)


def test_a_timer_is_forgotten_once() -> None:
    scene = scenes.guided()
    turn = contract.turn(scene.center)
    name = turn.set_call_timer(scene.call, 30)
    turn.cancel_timer(name)
    turn.cancel_timer(name)
    turn.cancel_timer(None)
    assert turn.asked[1:] == [commands.CancelTimer(timer=name)]
    assert name not in scene.center.state.timers


def test_a_duration_counts_to_now_and_is_never_below_zero() -> None:
    turn = contract.turn(contract.center(), at=LATER)
    assert turn.since(MONDAY) == 30
    assert contract.turn(contract.center(), at=MONDAY).since(LATER) == 0
    assert turn.since(None) == 0


def test_moving_a_call_or_a_seat_shows_it() -> None:
    scene = scenes.talking()
    turn = contract.turn(scene.center, at=LATER)
    turn.move_call(scene.call, CallHappening.CLOSED)
    turn.move_seat(scene.center.state.seats["seat-01"], SeatHappening.RELEASED, "why")
    assert turn.asked == [
        commands.ShowCall(
            call="a",
            state="closing",
            since=LATER,
            line=contract.LINE,
            arrived_at=MONDAY,
            seat="seat-01",
            holds_line=True,
            caller=scene.call.caller,
            skill="general",
            place=1,
        ),
        commands.ShowSeat(
            seat="seat-01",
            state="wrap_up",
            since=LATER,
            reason="why",
            call="a",
            registered=True,
        ),
    ]


def test_the_day_timer_is_due_at_the_next_boundary() -> None:
    center = contract.center()
    turn = contract.turn(center)
    turn.set_day_timer()
    assert center.state.day_timer == "center~t2"
    assert center.state.timers["center~t2"] == contract.local("2026-02-02T18:00:00")
