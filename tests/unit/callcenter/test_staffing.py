"""Seats as places of work: readied, left, wrapped up, and counted against the contract."""

from __future__ import annotations

from datetime import timedelta

import pytest

from callcenter import commands
from callcenter.campaign import CapacityRow
from callcenter.seat import SeatState
from tests.unit.callcenter import contract, scenes
from tests.unit.callcenter.askings import (
    cancels,
    hangs_up,
    of,
    raises,
    rings_seat,
    sets,
    shows_seat,
)
from tests.unit.callcenter.happenings import (
    arrives,
    citizen_answers,
    dials,
    extends_wrap_up,
    fires,
    heard,
    leaves,
    leg_ends,
    not_ready,
    picks_up,
    raises_hand,
    ready,
    registers,
    starts,
    unregisters,
)
from tests.unit.callcenter.playbook import MONDAY, After, Due, Playbook, play

pytestmark = pytest.mark.unit

TWO = (CapacityRow(start=MONDAY.date(), seats=2, lines=12),)
LOW = raises("seats_below_contract", "center", "1/2")
ENOUGH = commands.ClearAlarm(kind="seats_below_contract", subject="center")


def test_a_seat_starts_not_ready_and_is_shown_ready_when_somebody_presses_ready() -> None:
    book = Playbook(contract.center(ready=0), shows=True)
    assert book.center.state.seats["seat-01"].state is SeatState.NOT_READY
    assert book >> ready("seat-01") << shows_seat("seat-01", "ready", registered=False)


def test_a_raised_hand_is_shown_until_somebody_has_seen_to_it() -> None:
    scene = scenes.talking()
    book = Playbook(scene.center, at=scene.book.at, shows=True)
    assert (
        book
        >> raises_hand("seat-01")
        << shows_seat("seat-01", "talking", hand=book.at)
        >> After(5)
        >> raises_hand("seat-01")
        >> raises_hand("seat-01", is_up=False)
        << shows_seat("seat-01", "talking", hand=None)
        >> raises_hand("seat-01", is_up=False)
    )


def test_a_seat_is_shown_with_the_reason_why_it_is_not_ready() -> None:
    book = Playbook(contract.center(), shows=True)
    assert (
        book
        >> not_ready("seat-01", "lunch")
        << (shows_seat("seat-01", "not_ready", reason="lunch"))
        >> not_ready("seat-01", "training")
        << (shows_seat("seat-01", "not_ready", reason="training"))
        >> ready("seat-01")
        << shows_seat("seat-01", "ready", reason="")
    )


def test_ready_pressed_twice_changes_nothing() -> None:
    book = Playbook(contract.center(), shows=True)
    idle_since = book.center.state.seats["seat-01"].idle_since
    assert book >> After(60) >> ready("seat-01")
    assert book.center.state.seats["seat-01"].idle_since == idle_since


def test_a_phone_that_comes_or_goes_is_shown_once() -> None:
    book = Playbook(contract.center(), shows=True)
    assert (
        book
        >> registers("seat-01", "seat-01w")
        >> unregisters("seat-01", "seat-01w")
        >> unregisters("seat-01")
        << shows_seat("seat-01", "ready", registered=False)
        >> unregisters("seat-01")
        >> registers("seat-01")
        << shows_seat("seat-01", "ready", registered=True)
    )


def test_wrap_up_ends_by_its_timer() -> None:
    scene = scenes.talking()
    assert scene.book >> leg_ends("a~1") << sets("seat-01~t1", 30) << hangs_up("a")
    assert scene.seat() is SeatState.WRAP_UP
    assert scene.book >> Due("seat-01~t1")
    assert scene.seat() is SeatState.READY


def test_a_seat_whose_wrap_up_is_over_takes_the_waiting_caller() -> None:
    scene = scenes.talking()
    play(scene.center, leg_ends("a~1"), leaves("a"))
    play(scene.center, arrives("b"), heard("b~p1"), heard("b~p2"))
    assert scene.book >> Due("seat-01~t1") << cancels("b~t2") << rings_seat("b~1", "seat-01")


def test_wrap_up_ends_early_when_ready_is_pressed() -> None:
    scene = scenes.talking()
    play(scene.center, leg_ends("a~1"))
    assert scene.book >> ready("seat-01") << cancels("seat-01~t1") >> fires("seat-01~t1")
    assert scene.seat() is SeatState.READY


def test_a_wrap_up_is_extended_up_to_the_campaigns_limit_and_no_further() -> None:
    scene = scenes.talking(contract.campaign(wrap_up_s=30.0, wrap_up_max_s=70.0))
    longer = extends_wrap_up("seat-01")
    assert scene.book >> longer << commands.Refuse(reason="no_wrap_up")
    assert scene.book >> leg_ends("a~1") << sets("seat-01~t1", 30) << hangs_up("a")
    assert scene.book >> longer << cancels("seat-01~t1") << sets("seat-01~t2", 60)
    assert scene.book >> After(20) >> longer << cancels("seat-01~t2") << sets("seat-01~t3", 50)
    assert scene.book >> longer << commands.Refuse(reason="wrap_up_limit")
    assert scene.seat() is SeatState.WRAP_UP
    assert scene.book >> Due("seat-01~t3")
    assert scene.seat() is SeatState.READY


def test_a_campaign_that_names_no_limit_extends_no_wrap_up() -> None:
    scene = scenes.talking()
    play(scene.center, leg_ends("a~1"))
    assert play(scene.center, extends_wrap_up("seat-01")) == [
        commands.Refuse(reason="wrap_up_limit")
    ]


def test_not_ready_in_wrap_up_ends_it() -> None:
    scene = scenes.talking()
    play(scene.center, leg_ends("a~1"))
    assert (
        scene.book
        >> not_ready("seat-01", "lunch")
        << cancels("seat-01~t1")
        >> (fires("seat-01~t1"))
    )
    seat = scene.center.state.seats["seat-01"]
    assert (seat.state, seat.reason) == (SeatState.NOT_READY, "lunch")


def test_without_wrap_up_a_seat_is_free_at_once() -> None:
    scene = scenes.talking(contract.campaign(wrap_up_s=0.0))
    assert scene.book >> leg_ends("a~1") << hangs_up("a")
    assert scene.center.state.seats["seat-01"].is_free


def test_not_ready_asked_while_talking_comes_true_when_the_call_is_over() -> None:
    scene = scenes.talking()
    assert scene.book >> not_ready("seat-01", "lunch")
    assert scene.seat() is SeatState.TALKING
    assert scene.book >> leg_ends("a~1") << hangs_up("a")
    seat = scene.center.state.seats["seat-01"]
    assert (seat.state, seat.reason, seat.leaving) == (SeatState.NOT_READY, "lunch", None)


def test_ready_pressed_in_the_talk_takes_a_wish_to_leave_back() -> None:
    scene = scenes.talking()
    assert (
        scene.book
        >> not_ready("seat-01", "lunch")
        >> ready("seat-01")
        >> leg_ends("a~1")
        << (sets("seat-01~t1", 30))
        << hangs_up("a")
    )


def test_not_ready_asked_while_ringing_comes_true_when_the_offer_is_withdrawn() -> None:
    scene = scenes.ringing()
    assert scene.book >> not_ready("seat-01", "lunch")
    play(scene.center, leaves("a"))
    assert scene.book >> leg_ends("a~1")
    seat = scene.center.state.seats["seat-01"]
    assert (seat.state, seat.reason) == (SeatState.NOT_READY, "lunch")


def test_a_missed_offer_overrides_a_wish_to_leave() -> None:
    scene = scenes.ringing()
    play(scene.center, not_ready("seat-01", "lunch"), leg_ends("a~1"))
    seat = scene.center.state.seats["seat-01"]
    assert (seat.state, seat.reason, seat.leaving) == (SeatState.NOT_READY, "normal", None)


def test_fewer_staffed_seats_than_the_contract_raises_an_alarm_and_enough_clears_it() -> None:
    center = contract.center(contract.campaign(capacity=TWO), ready=2)
    assert (
        Playbook(center)
        >> not_ready("seat-02", "lunch")
        << LOW
        >> not_ready("seat-02", "training")
        >> ready("seat-02")
        << ENOUGH
        >> unregisters("seat-02")
        << LOW
        >> registers("seat-02")
        << ENOUGH
    )


def test_a_missed_offer_counts_as_a_seat_that_is_not_staffed() -> None:
    scene = scenes.ringing(contract.campaign(capacity=TWO), ready=2)
    asked = play(scene.center, leg_ends("a~1"))
    assert of(commands.RaiseAlarm, asked) == [LOW]


def test_a_seat_in_wrap_up_is_staffed() -> None:
    scene = scenes.talking(contract.campaign(capacity=TWO), ready=2)
    assert of(commands.RaiseAlarm, play(scene.center, leg_ends("a~1"))) == []
    assert "seats_below_contract" not in scene.center.state.alarms


def test_a_back_office_seat_is_no_seat_of_the_contract_while_it_calls_somebody() -> None:
    """From the dial to its end, unless its person is ready meanwhile (申請事務)."""
    center = contract.center(contract.campaign(capacity=TWO), ready=2)
    assert of(commands.RaiseAlarm, play(center, not_ready("seat-01", "back_office"))) == [LOW]
    course = (dials("out.x.1"), picks_up("out.x.1~1"), citizen_answers("out.x.1"))
    assert of(commands.ClearAlarm, play(center, *course)) == []
    seat = center.state.seats["seat-01"]
    assert (seat.state, seat.is_staffed) == (SeatState.TALKING, False)
    assert center.state.alarms == ["seats_below_contract"]
    assert of(commands.ClearAlarm, play(center, leaves("out.x.1"), leg_ends("out.x.1~1"))) == []
    assert (seat.state, seat.is_back_office) == (SeatState.NOT_READY, False)
    play(center, dials("out.y.1"))
    assert of(commands.ClearAlarm, play(center, ready("seat-01"))) == [ENOUGH]


def test_who_leaves_after_a_talk_is_missed_by_the_contract() -> None:
    scene = scenes.talking(contract.campaign(capacity=TWO), ready=2)
    play(scene.center, not_ready("seat-01", "lunch"))
    assert of(commands.RaiseAlarm, play(scene.center, leg_ends("a~1"))) == [LOW]


def test_outside_hours_nobody_need_be_there() -> None:
    center = contract.center(contract.campaign(capacity=TWO), ready=1)
    assert center.state.alarms == ["seats_below_contract"]
    book = Playbook(center)
    assert book >> Due("center~t1") << sets("center~t2", 6 * 3600) << ENOUGH
    assert book >> Due("center~t2") << sets("center~t3", 9 * 3600)
    assert book >> Due("center~t3") << sets("center~t4", 9 * 3600) << LOW


def test_an_instance_that_starts_in_hours_looks_at_once_whether_enough_are_there() -> None:
    early = MONDAY - timedelta(hours=2)
    center = contract.center(contract.campaign(capacity=TWO), ready=0, at=early)
    assert of(commands.RaiseAlarm, play(center, starts(), at=MONDAY)) == [
        raises("seats_below_contract", "center", "0/2")
    ]


def test_a_lower_row_makes_enough_of_what_was_too_few() -> None:
    made = contract.campaign(seats=7)
    center = contract.center(made, ready=6, at=contract.local("2026-03-31T17:00:00"))
    assert center.state.alarms == ["seats_below_contract"]
    book = Playbook(center, at=contract.local("2026-04-01T09:00:00"))
    asked = play(center, fires("center~t1"), at=book.at)
    assert of(commands.ClearAlarm, asked) == [ENOUGH]
