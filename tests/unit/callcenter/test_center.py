"""The whole way of a call, in scripts; and what is early, late, twice or for nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from callcenter import commands, events
from callcenter.outcome import Outcome
from tests.unit.callcenter import contract, scenes
from tests.unit.callcenter.askings import (
    answers,
    cancels,
    cancels_leg,
    files,
    hangs_up,
    joins,
    leases,
    music,
    of,
    opens,
    records,
    removes,
    rings_seat,
    says,
    sets,
    shows_call,
    shows_seat,
)
from tests.unit.callcenter.happenings import (
    arrives,
    asterisk_dies,
    fires,
    heard,
    join_refused,
    joined,
    leaves,
    leg_ends,
    not_ready,
    picks_up,
    ready,
    recorded,
    recording_ends,
    refused,
    registers,
    rings,
    starts,
    unrecorded,
    unregisters,
)
from tests.unit.callcenter.playbook import MONDAY, NOW, After, Due, Playbook, Some, play

pytestmark = pytest.mark.unit


def test_a_caller_hears_the_welcome_then_a_seat_rings_is_recorded_and_talks() -> None:
    book = Playbook(contract.center(ready=1))
    assert (
        book
        >> arrives("a")
        << opens("a")
        << answers("a")
        << says("a~p1", "welcome")
        >> After(10)
        >> heard("a~p1")
        << sets("a~t1", 300)
        << rings_seat("a~1", "seat-01")
        << music("a")
        >> After(1)
        >> rings("a~1")
        >> After(4)
        >> picks_up("a~1")
        << records("a~r1", "a")
        << records("a~r2", "a~1")
        >> recorded("a~r2")
        >> recorded("a~r1")
        << joins("a~1")
        >> joined("a~1")
        << cancels("a~t1")
        >> After(60)
        >> leg_ends("a~1")
        << sets("seat-01~t1", 30)
        << hangs_up("a")
        >> leaves("a")
        << files(
            "a",
            Outcome.ANSWERED,
            detail="seat_left",
            seat="seat-01",
            guidance_s=10.0,
            wait_s=0.0,
            ring_s=5.0,
            talk_s=60.0,
            hold_s=0.0,
            caller_recording="a~r1",
            seat_recording="a~r2",
        )
        << removes("a")
        >> recording_ends("a~r1")
        >> Due("seat-01~t1")
    )
    assert book.center.state.calls == {}
    assert book.center.state.seats["seat-01"].is_free
    assert list(book.center.state.timers) == ["center~t1"]


def test_the_caller_may_hang_up_first_and_the_seat_is_free_when_its_leg_has_ended() -> None:
    scene = scenes.talking()
    assert (
        scene.book
        >> After(30)
        >> leaves("a")
        << files("a", Outcome.ANSWERED, detail="", talk_s=30.0)
        << cancels_leg("a~1")
        << removes("a")
        >> After(0.1)
        >> leg_ends("a~1")
        << sets("seat-01~t1", 30)
    )
    assert scene.center.state.calls == {}


def test_boards_are_shown_each_step_of_call_and_seat() -> None:
    book = Playbook(contract.center(ready=1), shows=True)
    assert (
        book
        >> arrives("a")
        << leases("a")
        << opens("a")
        << answers("a")
        << says("a~p1", "welcome")
        << (shows_call("a", "guided", holds_line=True, seat=None))
    )
    assert (
        book
        >> heard("a~p1")
        << shows_call("a", "waiting")
        << sets("a~t1", 300)
        << (shows_call("a", "offered", seat="seat-01"))
        << shows_seat("seat-01", "ringing", call="a")
        << rings_seat("a~1", "seat-01")
        << music("a")
    )


def test_an_instance_that_starts_shows_its_seats_and_calls_and_sets_the_day_timer() -> None:
    center = scenes.talking(ready=2).center
    book = Playbook(center, shows=True)
    assert (
        book
        >> starts()
        << shows_seat("seat-01", "talking", call="a", registered=True)
        << shows_seat("seat-02", "ready", registered=True)
        << shows_seat("seat-03", "not_ready", registered=False)
        << shows_call("a", "talking", seat="seat-01")
        << Some(commands.ShowFloor, {"seats": 10, "lines": 12, "is_bent": False})
        << cancels("center~t1")
        << sets("center~t2", 8 * 3600)
    )


def test_a_new_desk_of_the_campaign_becomes_a_seat_at_the_next_start() -> None:
    old = contract.center(contract.campaign(seats=1), ready=1)
    made = contract.campaign(seats=2)
    center = type(old)(made, contract.Speaker(), old.state)
    play(center, starts())
    assert list(center.state.seats) == ["seat-01", "seat-02"]
    assert center.state.seats["seat-01"].is_free


def test_a_desk_that_the_campaign_gave_up_is_no_seat_any_more_but_ends_its_talk_first() -> None:
    old = scenes.talking(contract.campaign(seats=2), ready=2).center
    made = replace(contract.campaign(seats=2), desks=())
    center = type(old)(made, contract.Speaker(), old.state)
    play(center, starts())
    assert list(center.state.seats) == ["seat-01"]


def test_a_step_of_the_clock_is_written_down_and_asks_for_nothing() -> None:
    book = Playbook(scenes.talking().center)
    assert book >> events.ClockStepped(at=NOW, by_s=-3600.0)


@pytest.mark.parametrize("event", [ready("seat-99"), not_ready("seat-99", "lunch")])
def test_what_is_asked_for_an_unknown_seat_is_refused(event: events.Event) -> None:
    assert Playbook(contract.center()) >> event << commands.Refuse(reason="unknown_seat")


@pytest.mark.parametrize("event", [registers("seat-99"), unregisters("seat-99")])
def test_phones_of_unknown_seats_are_nobodys(event: events.Event) -> None:
    assert Playbook(contract.center(), shows=True) >> event


@pytest.mark.parametrize(
    "event",
    [
        leaves("gone"),
        refused("gone"),
        heard("gone~p1"),
        rings("gone~1"),
        joined("gone~1"),
        join_refused("gone~1"),
        leg_ends("gone~1"),
        recorded("gone~r1"),
        recording_ends("gone~r1"),
        unrecorded("gone~r1"),
        fires("gone~t1"),
        fires("seat-01~t9"),
        fires("center~t9"),
    ],
)
def test_what_comes_too_late_for_a_call_changes_nothing(event: events.Event) -> None:
    center = scenes.talking().center
    before = center.state.to_plain()
    assert Playbook(center, shows=True) >> event
    assert center.state.to_plain() == before


def test_a_phone_picked_up_after_its_call_is_gone_is_put_down() -> None:
    assert Playbook(contract.center()) >> picks_up("gone~1") << cancels_leg("gone~1")


@pytest.mark.parametrize(
    "event",
    [
        arrives("a"),
        heard("a~p1"),
        rings("a~1"),
        picks_up("a~1"),
        joined("a~1"),
        recorded("a~r1"),
        recorded("a~r2"),
        fires("a~t1"),
    ],
)
def test_what_is_heard_twice_changes_nothing(event: events.Event) -> None:
    center = scenes.talking().center
    before = center.state.to_plain()
    assert Playbook(center, shows=True) >> event
    assert center.state.to_plain() == before


def test_a_phone_reported_picked_up_twice_is_not_put_down_while_it_is_joined() -> None:
    scene = scenes.joining()
    assert scene.book >> picks_up("a~1") >> recorded("a~r1") >> recorded("a~r2") << joins("a~1")


def test_asterisk_lost_in_a_talk_ends_the_call_as_failed_and_frees_the_seat() -> None:
    scene = scenes.talking()
    assert (
        scene.book
        >> After(7)
        >> asterisk_dies()
        << files(
            "a",
            Outcome.FAILED,
            detail="asterisk_lost partly_recorded",
            talk_s=7.0,
            seat="seat-01",
        )
        << cancels_leg("a~1")
        << removes("a")
        << sets("seat-01~t1", 30)
    )
    assert scene.center.state.calls == {}


def test_asterisk_lost_ends_every_call_whatever_it_was_doing() -> None:
    center = scenes.ringing(ready=1).center
    play(center, arrives("b"), arrives("closing", line="0999"))
    asked = play(center, asterisk_dies(), at=MONDAY)
    closed = {
        each.call: (each.outcome, each.detail)
        for each in asked
        if isinstance(each, commands.CloseCall)
    }
    assert closed == {
        "a": (Outcome.FAILED, "asterisk_lost"),
        "b": (Outcome.FAILED, "asterisk_lost"),
        "closing": (Outcome.FAILED, "asterisk_lost"),
    }
    assert center.state.calls == {}
    assert center.state.queue == []
    assert center.state.seats["seat-01"].is_free


def test_a_call_ends_when_asterisk_died_whatever_was_tried_with_it_until_that_was_known() -> None:
    scene, died_at = scenes.guided(), MONDAY + timedelta(seconds=5)
    known_at = died_at + timedelta(seconds=1)
    play(scene.center, heard("a~p1"), at=known_at)  # it is queued, and announced to
    row = of(commands.CloseCall, play(scene.center, asterisk_dies(), at=died_at))[0]
    assert (row.outcome, row.ended_at) == (Outcome.FAILED, died_at)
    assert row.guidance_s + row.wait_s + row.ring_s == 5


def test_asterisk_lost_while_a_seats_leg_is_still_ending_frees_the_seat_and_files_nothing() -> None:
    scene = scenes.talking()
    play(scene.center, leaves("a"), at=scene.book.at)
    assert scene.book >> asterisk_dies() << sets("seat-01~t1", 30)
    assert scene.center.state.calls == {}


def test_a_lost_asterisk_gives_everybody_it_had_not_decided_about_the_outcome_failed() -> None:
    scene = scenes.guided()
    play(scene.center, leaves("a"))
    after_hours = contract.local("2026-02-02T18:00:00")
    play(scene.center, arrives("late"), at=after_hours)
    book = Playbook(scene.center, at=after_hours)
    assert book >> asterisk_dies() << files("late", Outcome.AFTER_HOURS) << removes("late")
