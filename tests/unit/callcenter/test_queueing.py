"""From the first sound to the first offer, and the waiting: what is heard in which order."""

from __future__ import annotations

import pytest

from callcenter import commands
from callcenter.call import CallState
from callcenter.campaign import Flows, Relaxation
from callcenter.outcome import Outcome
from tests.unit.callcenter import contract, scenes
from tests.unit.callcenter.askings import (
    answers,
    cancels,
    cancels_leg,
    files,
    hangs_up,
    joins,
    music,
    of,
    opens,
    raises,
    records,
    removes,
    rings_seat,
    says,
    sets,
    stops,
)
from tests.unit.callcenter.happenings import (
    arrives,
    fires,
    heard,
    joined,
    leaves,
    leg_ends,
    picks_up,
    ready,
    recorded,
    refused,
    registers,
)
from tests.unit.callcenter.playbook import After, Due, Playbook, play

pytestmark = pytest.mark.unit


def test_with_no_free_seat_all_busy_is_first_then_the_notice_then_music_and_repeats() -> None:
    book = Playbook(contract.center(ready=0))
    assert (
        book
        >> arrives("a")
        << sets("a~t1", 300)
        << opens("a")
        << answers("a")
        << says("a~p1", "all_busy")
        >> After(6)
        >> heard("a~p1")
        << says("a~p2", "notice")
        >> After(4)
        >> heard("a~p2")
        << music("a")
        << sets("a~t2", 45)
        >> Due("a~t2")
        << says("a~p3", "waiting")
        >> After(5)
        >> heard("a~p3")
        << music("a")
        << sets("a~t3", 45)
    )


def test_at_the_wait_limit_a_caller_hears_a_polite_end_and_is_hung_up() -> None:
    scene = scenes.waiting()
    assert (
        scene.book
        >> Due("a~t1")
        << cancels("a~t2")
        << says("a~p3", "give_up")
        >> After(4)
        >> heard("a~p3")
        << hangs_up("a")
        >> leaves("a")
        << files("a", Outcome.OVERFLOW, detail="wait_limit", wait_s=304.0, guidance_s=0.0)
        << removes("a")
    )
    assert scene.center.state.queue == []


def test_the_wait_limit_cuts_an_announcement_short() -> None:
    scene = scenes.told_all_are_busy()
    assert (
        scene.book
        >> Due("a~t1")
        << stops("a~p1")
        << says("a~p2", "give_up")
        >> (heard("a~p1", to_its_end=False))
    )


def test_without_words_for_it_the_wait_limit_just_ends_the_call() -> None:
    made = contract.campaign(flows=Flows(all_busy="all_busy"), wait_limit_s=60.0)
    center = contract.center(made, ready=0)
    play(center, arrives("a"))
    assert Playbook(center) >> Due("a~t1") << stops("a~p1") << hangs_up("a")


def test_a_seat_is_offered_only_when_the_notice_was_heard() -> None:
    scene = scenes.told_all_are_busy()
    play(scene.center, registers("seat-01"), ready("seat-01"))
    assert (
        scene.book
        >> heard("a~p1")
        << says("a~p2", "notice")
        >> heard("a~p2")
        << (rings_seat("a~1", "seat-01"))
        << music("a")
    )


def test_a_caller_whose_seat_was_taken_meanwhile_hears_all_busy_after_the_welcome() -> None:
    center = contract.center(ready=2)
    play(center, arrives("a"), arrives("b"), heard("a~p1"))
    play(center, leg_ends("a~1"))
    assert center.state.calls["a"].state is CallState.OFFERED
    assert (
        Playbook(center)
        >> heard("b~p1")
        << sets("b~t1", 300)
        << says("b~p2", "all_busy")
        >> (heard("b~p2"))
        << music("b")
        << sets("b~t2", 45)
    )


def test_places_are_those_of_arrival_even_if_notices_end_in_another_order() -> None:
    center = contract.center(ready=0)
    play(center, arrives("a"), arrives("b"), arrives("c"))
    play(center, heard("c~p1"), heard("c~p2"), heard("b~p1"), heard("b~p2"))
    book = Playbook(center)
    play(center, registers("seat-01"))
    assert center.state.queue == ["a", "b", "c"]
    assert book >> ready("seat-01") << cancels("b~t2") << rings_seat("b~1", "seat-01")
    play(center, heard("a~p1"), heard("a~p2"))
    play(center, registers("seat-02"))
    assert book >> ready("seat-02") << cancels("a~t2") << rings_seat("a~1", "seat-02")
    assert center.state.queue == ["c"]


def test_two_callers_and_one_seat_the_second_gets_it_when_the_first_has_left() -> None:
    scene = scenes.ringing()
    play(scene.center, arrives("b"), heard("b~p1"), heard("b~p2"))
    assert (
        scene.book
        >> leaves("a")
        << cancels("a~t1")
        << (files("a", Outcome.ABANDONED_IN_QUEUE))
        << cancels_leg("a~1")
        << removes("a")
    )
    assert scene.book >> leg_ends("a~1") << cancels("b~t2") << rings_seat("b~1", "seat-01")


def test_an_unplayable_welcome_raises_an_alarm_and_the_talk_is_not_recorded() -> None:
    scene = scenes.guided()
    assert (
        scene.book
        >> heard("a~p1", to_its_end=False)
        << raises("sound_unplayable", "welcome")
        << sets("a~t1", 300)
        << rings_seat("a~1", "seat-01")
        << music("a")
        >> picks_up("a~1")
        << joins("a~1")
        >> leaves("a")
        << cancels("a~t1")
        << files("a", Outcome.ABANDONED_IN_QUEUE, detail="notice_unheard")
        << cancels_leg("a~1")
        << removes("a")
    )


def test_an_unplayable_notice_raises_an_alarm_and_the_caller_waits_on() -> None:
    scene = scenes.told_all_are_busy()
    assert (
        scene.book
        >> heard("a~p1")
        << says("a~p2", "notice")
        >> (heard("a~p2", to_its_end=False))
        << raises("sound_unplayable", "notice")
        << music("a")
        << sets("a~t2", 45)
    )
    assert scene.call.notice_failed


@pytest.mark.parametrize("flow", ["all_busy", "waiting"])
def test_another_sound_that_cannot_be_played_does_not_forbid_recording(flow: str) -> None:
    scene = scenes.told_all_are_busy() if flow == "all_busy" else scenes.waiting()
    if flow == "waiting":
        play(scene.center, fires("a~t2"))
    assert scene.call.playing is not None
    asked = play(scene.center, heard(scene.call.playing.playback, to_its_end=False))
    assert of(commands.RaiseAlarm, asked) == [raises("sound_unplayable", flow)]
    assert not scene.call.notice_failed
    assert scene.call.detail == ""


def test_an_alarm_for_a_sound_is_raised_once_and_cleared_when_it_is_heard_again() -> None:
    scene = scenes.waiting()
    assert scene.book >> Due("a~t2") << says("a~p3", "waiting")
    assert (
        scene.book
        >> heard("a~p3", to_its_end=False)
        << raises("sound_unplayable", "waiting")
        << (music("a"))
        << sets("a~t3", 45)
        >> Due("a~t3")
        << says("a~p4", "waiting")
    )
    assert scene.book >> heard("a~p4", to_its_end=False) << music("a") << sets("a~t4", 45)
    assert (
        scene.book
        >> Due("a~t4")
        << says("a~p5", "waiting")
        >> heard("a~p5")
        << (commands.ClearAlarm(kind="sound_unplayable", subject="waiting"))
        << music("a")
        << sets("a~t5", 45)
    )


def test_a_caller_who_cannot_be_answered_is_ended_as_failed() -> None:
    scene = scenes.guided()
    assert (
        scene.book
        >> refused("a", 500)
        << stops("a~p1")
        << hangs_up("a")
        >> leaves("a")
        << (files("a", Outcome.FAILED, detail="refused_500"))
        << removes("a")
    )


@pytest.mark.parametrize("status", [404, 409])
def test_a_refusal_because_the_caller_left_waits_for_the_word_that_they_did(status: int) -> None:
    scene = scenes.guided()
    assert (
        scene.book
        >> refused("a", status)
        >> leaves("a")
        << (files("a", Outcome.ABANDONED_IN_GUIDANCE, node="welcome"))
        << removes("a")
    )


def test_a_refusal_while_a_seat_rings_takes_the_offer_back() -> None:
    scene = scenes.ringing()
    assert (
        scene.book
        >> refused("a", 0)
        << cancels_leg("a~1")
        << cancels("a~t1")
        << hangs_up("a")
        >> leg_ends("a~1")
        >> leaves("a")
        << files("a", Outcome.FAILED, detail="refused_0")
        << removes("a")
    )
    assert scene.center.state.seats["seat-01"].is_free


def test_a_refusal_during_a_closing_announcement_hangs_up() -> None:
    book = Playbook(contract.center(), at=contract.local("2026-02-02T18:00:00"))
    play(book.center, arrives("a"), at=book.at)
    assert book >> refused("a", 500) << hangs_up("a")


def test_a_refusal_in_a_talk_is_no_reason_to_end_it() -> None:
    assert scenes.talking().book >> refused("a", 500)


def test_a_timer_of_an_earlier_wait_does_nothing() -> None:
    scene = scenes.waiting()
    assert scene.book >> Due("a~t2") << says("a~p3", "waiting") >> fires("a~t2")


def test_a_demand_that_relaxes_is_looked_at_again_in_time() -> None:
    steps = (Relaxation(0.0, 2), Relaxation(30.0, 1), Relaxation(60.0, 0))
    center = contract.center(contract.campaign(relaxation=steps), ready=1)
    book = Playbook(center)
    assert (
        book
        >> arrives("a")
        << sets("a~t1", 300)
        << sets("a~t2", 30)
        << opens("a")
        << answers("a")
        << says("a~p1", "all_busy")
        >> heard("a~p1")
        << says("a~p2", "notice")
        >> heard("a~p2")
        << music("a")
        << sets("a~t3", 45)
        >> Due("a~t2")
        << sets("a~t4", 30)
        << cancels("a~t3")
        << rings_seat("a~1", "seat-01")
    )


def test_a_talk_that_begins_forgets_what_the_caller_waited_for() -> None:
    steps = (Relaxation(0.0, 1), Relaxation(60.0, 0))
    scene = scenes.joining(contract.campaign(relaxation=steps))
    play(scene.center, recorded("a~r1"), recorded("a~r2"))
    assert scene.book >> joined("a~1") << cancels("a~t1") << cancels("a~t2")
    assert not [each for each in scene.center.state.timers if each.startswith("a~")]


def test_recording_waits_for_the_notice_of_this_very_caller() -> None:
    scene = scenes.told_all_are_busy()
    play(scene.center, registers("seat-01"), ready("seat-01"), heard("a~p1"), heard("a~p2"))
    assert scene.book >> picks_up("a~1") << records("a~r1", "a") << records("a~r2", "a~1")
