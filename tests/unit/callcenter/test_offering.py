"""Which seat is offered when, and what becomes of offers that fail; nobody loses the place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from callcenter import commands, events, offering
from callcenter.call import CallState
from callcenter.campaign import CapacityRow, Desk, Line, Relaxation, SeatCap
from callcenter.events import Cause, Withheld
from callcenter.outcome import Outcome
from callcenter.routing import Reason
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
    removes,
    rings_seat,
    says,
    sets,
    shows_call,
    shows_seat,
)
from tests.unit.callcenter.happenings import (
    arrives,
    heard,
    joined,
    leaves,
    leg_ends,
    not_ready,
    picks_up,
    ready,
    registers,
    rings,
    unregisters,
)
from tests.unit.callcenter.playbook import MONDAY, After, Due, Playbook, play

pytestmark = pytest.mark.unit

MISSES = [Cause.BUSY, Cause.DECLINED, Cause.NO_ANSWER, Cause.UNREACHABLE, Cause.FAILED]


@pytest.mark.clause("SUI-11-1-エ")
def test_who_chose_a_language_waits_for_who_speaks_it_and_then_for_anybody() -> None:
    made = replace(
        contract.SAPPORO,
        desks=(Desk("seat-01", {"general": 1}), Desk("seat-02", {"general": 1, "en": 1})),
        languages={"en": "en"},
        relaxation=(Relaxation(0.0, 1), Relaxation(20.0, 0)),
    )
    center = contract.center(made, ready=1)
    turn = contract.turn(center)
    call = replace(scenes.waiting().call, language="en", queued_at=MONDAY)
    assert offering.decide(turn, call).seat is None
    assert offering.decide(turn, replace(call, language="ja")).seat == "seat-01"
    play(center, registers("seat-02"), ready("seat-02"))
    assert offering.decide(turn, call).seat == "seat-02"
    late = replace(call, queued_at=MONDAY - timedelta(seconds=20))
    assert offering.decide(turn, late).seat == "seat-01"


def test_a_ringing_seat_is_told_who_calls_and_how_long_to_ring() -> None:
    scene = scenes.guided()
    asked = play(scene.center, heard("a~p1"))
    assert of(commands.RingSeat, asked) == [
        commands.RingSeat(
            call="a",
            leg="a~1",
            seat="seat-01",
            endpoint="seat-01",
            ring_s=20.0,
            caller="person",
            withheld=None,
        )
    ]


def test_a_withheld_caller_stays_so_on_the_seats_phone() -> None:
    center = contract.center()
    play(center, arrives("a", caller=None, withheld=Withheld.ANONYMOUS))
    (ring,) = of(commands.RingSeat, play(center, heard("a~p1")))
    assert isinstance(ring, commands.RingSeat)
    assert (ring.caller, ring.withheld) == (None, Withheld.ANONYMOUS)


@pytest.mark.parametrize("cause", MISSES)
def test_a_seat_that_does_not_take_its_call_is_passed_over_and_not_ready(cause: Cause) -> None:
    scene = scenes.ringing(ready=2)
    assert (
        scene.book
        >> After(20)
        >> leg_ends("a~1", cause)
        << music("a")
        << sets("a~t2", 45)
        << (cancels("a~t2"))
        << rings_seat("a~2", "seat-02")
    )
    seat = scene.center.state.seats["seat-01"]
    assert (seat.state, seat.reason, seat.call) == (SeatState.NOT_READY, cause, None)


def test_a_board_is_shown_why_a_seat_is_not_ready() -> None:
    scene = scenes.ringing()
    book = Playbook(scene.center, at=scene.book.at, shows=True)
    assert (
        book
        >> leg_ends("a~1", Cause.NO_ANSWER)
        << (shows_seat("seat-01", "not_ready", reason="no_answer", call=None))
        << shows_call("a", "waiting", seat=None)
        << music("a")
        << sets("a~t2", 45)
    )


def test_a_phone_that_unregisters_while_it_rings_ends_the_offer() -> None:
    scene = scenes.ringing(ready=2)
    assert (
        scene.book
        >> unregisters("seat-01")
        << cancels_leg("a~1")
        << music("a")
        << (sets("a~t2", 45))
        << cancels("a~t2")
        << rings_seat("a~2", "seat-02")
    )
    seat = scene.center.state.seats["seat-01"]
    assert (seat.state, seat.reason, seat.phones) == (SeatState.NOT_READY, "unreachable", [])
    assert scene.book >> leg_ends("a~1", Cause.CANCELLED) >> picks_up("a~1") << cancels_leg("a~1")


def test_a_phone_that_rings_for_an_offer_that_was_given_up_is_let_go_of() -> None:
    scene = scenes.ringing()
    play(scene.center, leg_ends("a~1", Cause.FAILED))
    assert play(scene.center, rings("a~1")) == [cancels_leg("a~1")]


def test_another_phone_of_the_seat_may_come_and_go_while_one_rings() -> None:
    scene = scenes.ringing()
    assert scene.book >> registers("seat-01", "seat-01w") >> unregisters("seat-01", "seat-01w")
    assert scene.seat() is SeatState.RINGING


def test_a_phone_that_unregisters_in_a_talk_leaves_it_alone() -> None:
    scene = scenes.talking()
    assert scene.book >> unregisters("seat-01")
    assert scene.seat() is SeatState.TALKING


def test_the_phone_that_registered_last_rings() -> None:
    center = contract.center()
    play(center, registers("seat-01", "seat-01w"), arrives("a"))
    (ring,) = of(commands.RingSeat, play(center, heard("a~p1")))
    assert isinstance(ring, commands.RingSeat)
    assert ring.endpoint == "seat-01w"


def test_a_caller_who_was_passed_over_keeps_the_place() -> None:
    scene = scenes.ringing()
    play(scene.center, arrives("b"), heard("b~p1"), heard("b~p2"))
    play(scene.center, leg_ends("a~1", Cause.NO_ANSWER))
    assert scene.center.state.queue == ["a", "b"]
    assert scene.book >> ready("seat-01") << cancels("a~t2") << rings_seat("a~2", "seat-01")


def test_a_withdrawn_offer_does_not_cost_a_seat_its_turn() -> None:
    scene = scenes.ringing(ready=2)
    idle_since = scene.center.state.seats["seat-01"].idle_since
    play(scene.center, leaves("a"), leg_ends("a~1"))
    assert scene.center.state.seats["seat-01"].idle_since == idle_since
    play(scene.center, arrives("b"))
    assert (
        Playbook(scene.center)
        >> heard("b~p1")
        << sets("b~t1", 300)
        << (rings_seat("b~1", "seat-01"))
        << music("b")
    )


def test_the_wait_limit_while_a_seat_rings_lets_it_ring_to_its_end() -> None:
    scene = scenes.ringing(contract.campaign(wait_limit_s=10.0), ready=2)
    assert (
        scene.book
        >> Due("a~t1")
        >> After(10)
        >> leg_ends("a~1", Cause.NO_ANSWER)
        << says("a~p2", "give_up")
        >> heard("a~p2")
        << hangs_up("a")
        >> leaves("a")
        << files("a", Outcome.OVERFLOW, detail="wait_limit", wait_s=20.0, ring_s=0.0)
        << removes("a")
    )
    assert scene.center.state.seats["seat-02"].is_free


def test_the_wait_limit_while_a_seat_rings_does_not_hinder_it_from_picking_up() -> None:
    scene = scenes.ringing(contract.campaign(wait_limit_s=10.0, record=False))
    assert scene.book >> Due("a~t1") >> picks_up("a~1") << joins("a~1") >> joined("a~1")
    assert scene.call.state is CallState.TALKING


def test_ringing_of_earlier_offers_counts_as_waiting() -> None:
    scene = scenes.ringing(ready=2)
    assert (
        scene.book
        >> After(20)
        >> leg_ends("a~1", Cause.NO_ANSWER)
        << music("a")
        << (sets("a~t2", 45))
        << cancels("a~t2")
        << rings_seat("a~2", "seat-02")
    )
    assert (
        scene.book
        >> After(7)
        >> leaves("a")
        << cancels("a~t1")
        << (files("a", Outcome.ABANDONED_IN_QUEUE, guidance_s=10.0, wait_s=20.0, ring_s=7.0))
        << cancels_leg("a~2")
        << removes("a")
    )


def test_the_longest_idle_seat_rings_first() -> None:
    center = contract.center(ready=3)
    for call in ("a", "b", "c"):
        play(center, arrives(call), heard(f"{call}~p1"))
    assert [center.state.seats[f"seat-0{n}"].call for n in (1, 2, 3)] == ["a", "b", "c"]


SKILLED = contract.campaign(
    lines=(Line(contract.LINE), Line("+81110000101", skill="english")),
    relaxation=(Relaxation(0.0, 2), Relaxation(30.0, 1)),
)


def test_a_better_caller_for_a_seat_may_overtake_one_whom_it_does_not_suit() -> None:
    desks = (Desk("seat-01", {"english": 2}),)
    made = replace(SKILLED, desks=desks)
    center = contract.center(made, ready=0)
    play(center, arrives("a"), heard("a~p1"), heard("a~p2"))
    play(center, arrives("b", line="+81110000101"), heard("b~p1"), heard("b~p2"))
    play(center, registers("seat-01"))
    assert Playbook(center) >> ready("seat-01") << cancels("b~t3") << rings_seat("b~1", "seat-01")
    assert center.state.queue == ["a"]


def test_a_decision_relaxes_with_the_time_waited() -> None:
    made = replace(SKILLED, desks=(Desk("seat-01", {"general": 1}),))
    center = contract.center(made, ready=1)
    play(center, arrives("a"), heard("a~p1"), heard("a~p2"))
    assert center.state.queue == ["a"]
    play(center, events.TimerFired(at=center.state.timers["a~t2"], timer="a~t2"))
    assert center.state.calls["a"].state is CallState.OFFERED


@pytest.mark.clause("SPR-II-3-1-イ-②")
def test_with_seat_cap_contract_no_more_seats_are_in_calls_than_the_row_says() -> None:
    row = (CapacityRow(start=MONDAY.date(), seats=1, lines=12),)
    made = contract.campaign(seat_cap=SeatCap.CONTRACT, capacity=row)
    scene = scenes.talking(made, ready=3)
    asked = play(scene.center, arrives("b"), heard("b~p1"), heard("b~p2"))
    assert of(commands.RingSeat, asked) == []
    assert (
        scene.book
        >> leg_ends("a~1")
        << sets("seat-01~t1", 30)
        << hangs_up("a")
        << (cancels("b~t2"))
        << rings_seat("b~1", "seat-02")
    )


def test_with_seat_cap_none_every_ready_seat_may_talk() -> None:
    row = (CapacityRow(start=MONDAY.date(), seats=1, lines=12),)
    scene = scenes.talking(contract.campaign(capacity=row), ready=3)
    play(scene.center, arrives("b"))
    assert (
        Playbook(scene.center)
        >> heard("b~p1")
        << sets("b~t1", 300)
        << (rings_seat("b~1", "seat-02"))
        << music("b")
    )


def test_a_higher_row_at_midnight_lets_more_seats_take_calls() -> None:
    rows = (CapacityRow(MONDAY.date(), 1, 12), CapacityRow(date(2026, 2, 3), 2, 12))
    made = contract.campaign(seat_cap=SeatCap.CONTRACT, capacity=rows)
    scene = scenes.talking(made, ready=2)
    evening = contract.local("2026-02-02T17:59:00")
    play(scene.center, arrives("b"), heard("b~p1"), heard("b~p2"), at=evening)
    book = Playbook(scene.center, at=evening)
    assert book >> Due("center~t1") << sets("center~t2", 6 * 3600)
    assert (
        book
        >> Due("center~t2")
        << sets("center~t3", 9 * 3600)
        << cancels("b~t2")
        << (rings_seat("b~1", "seat-02"))
    )


def test_a_seat_that_becomes_ready_takes_the_waiting_caller() -> None:
    scene = scenes.waiting()
    play(scene.center, ready("seat-01"))
    assert scene.book >> registers("seat-01") << cancels("a~t2") << rings_seat("a~1", "seat-01")


def test_a_seat_that_is_ready_without_a_phone_is_offered_nothing() -> None:
    assert scenes.waiting().book >> ready("seat-01")


def test_a_declined_call_is_not_offered_to_the_same_seat_again() -> None:
    scene = scenes.ringing()
    assert scene.book >> leg_ends("a~1", Cause.DECLINED) << music("a") << sets("a~t2", 45)
    assert scene.book >> registers("seat-01")


def test_the_reasons_of_a_decision_name_every_seat() -> None:
    scene = scenes.ringing(ready=2)
    turn = contract.turn(scene.center)
    decision = offering.decide(turn, scene.call)
    assert decision.seat == "seat-02"
    reasons = [decision.reason(each) for each in decision.seats]
    assert reasons == [Reason.BUSY, Reason.LONGEST_IDLE, Reason.NOT_READY]


def test_a_caller_is_told_all_busy_when_the_seat_free_for_them_is_gone() -> None:
    center = contract.center(ready=1)
    play(center, arrives("a"), not_ready("seat-01", "lunch"))
    assert Playbook(center) >> heard("a~p1") << sets("a~t1", 300) << says("a~p2", "all_busy")
    assert of(commands.StopAnnouncement, play(center, heard("a~p2"))) == []
    assert Playbook(center) >> Due("a~t1") << cancels("a~t2") << says("a~p3", "give_up")
    assert Playbook(center) >> leaves("a") << files("a", Outcome.OVERFLOW) << removes("a")
