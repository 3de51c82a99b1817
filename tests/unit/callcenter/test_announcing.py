"""What a caller hears, and that they are answered only when there is something to hear."""

from __future__ import annotations

import pytest

from callcenter import commands
from callcenter.campaign import Flows
from callcenter.events import Event
from tests.unit.callcenter import contract, scenes
from tests.unit.callcenter.askings import (
    answers,
    music,
    of,
    opens,
    records,
    rings_seat,
    says,
    sets,
    stops,
)
from tests.unit.callcenter.happenings import (
    arrives,
    fires,
    heard,
    heard_late,
    leg_ends,
    picks_up,
    ready,
    recorded,
    registers,
)
from tests.unit.callcenter.playbook import After, Due, Playbook, play

pytestmark = pytest.mark.unit


def test_a_caller_is_answered_once_however_many_sounds_are_played() -> None:
    book = Playbook(contract.center(ready=0, lengths={"all_busy": 3}))
    assert (
        book
        >> arrives("a")
        << sets("a~t1", 300)
        << opens("a")
        << answers("a")
        << commands.Announce(call="a", bridge="a~b1", playback="a~p1", sounds=("all_busy/0",))
        >> heard("a~p1")
        << commands.Announce(call="a", bridge="a~b1", playback="a~p2", sounds=("all_busy/1",))
        >> heard("a~p2")
        << commands.Announce(call="a", bridge="a~b1", playback="a~p3", sounds=("all_busy/2",))
        >> heard("a~p3")
        << says("a~p4", "notice")
    )


def test_a_flow_that_says_nothing_is_passed_by() -> None:
    lengths = {"all_busy": 0, "notice": 0}
    book = Playbook(contract.center(ready=0, lengths=lengths))
    assert (
        book
        >> arrives("a")
        << sets("a~t1", 300)
        << opens("a")
        << answers("a")
        << music("a")
        << sets("a~t2", 45)
    )


def test_the_waiting_announcement_is_repeated_after_each_time_of_music() -> None:
    scene = scenes.waiting()
    assert (
        scene.book
        >> Due("a~t2")
        << says("a~p3", "waiting")
        >> After(6)
        >> heard("a~p3")
        << music("a")
        << sets("a~t3", 45)
        >> Due("a~t3")
        << says("a~p4", "waiting")
    )


def test_without_a_waiting_flow_there_is_only_music() -> None:
    made = contract.campaign(flows=Flows(all_busy="all_busy", notice="notice"))
    center = contract.center(made, ready=0)
    play(center, arrives("a"), heard("a~p1"))
    assert Playbook(center) >> heard("a~p2") << music("a")


def test_a_seat_that_picks_up_cuts_the_announcement_short() -> None:
    scene = scenes.waiting()
    assert scene.book >> Due("a~t2") << says("a~p3", "waiting")
    play(scene.center, *_comes_to_work(), at=scene.book.at)
    assert (
        scene.book
        >> picks_up("a~1")
        << stops("a~p3")
        << records("a~r1", "a")
        << (records("a~r2", "a~1"))
        >> heard("a~p3", to_its_end=False)
    )


def test_an_announcement_that_ends_while_a_seat_rings_is_followed_by_music_only() -> None:
    scene = scenes.waiting()
    assert scene.book >> Due("a~t2") << says("a~p3", "waiting")
    play(scene.center, *_comes_to_work(), at=scene.book.at)
    assert scene.book >> heard("a~p3") << music("a")


def test_a_seat_that_is_missed_during_an_announcement_leaves_it_playing() -> None:
    scene = scenes.waiting()
    assert scene.book >> Due("a~t2") << says("a~p3", "waiting")
    play(scene.center, *_comes_to_work(), at=scene.book.at)
    assert scene.book >> leg_ends("a~1") >> heard("a~p3") << music("a") << sets("a~t3", 45)


def test_with_a_free_seat_and_nothing_to_say_the_caller_is_answered_by_the_seat() -> None:
    center = contract.center(contract.campaign(flows=Flows()), ready=1)
    asked = play(center, arrives("a"))
    assert of(commands.AnswerCaller, asked) == []
    assert of(commands.StartMusic, asked) == []
    assert Playbook(center) >> leg_ends("a~1") << opens("a") << answers("a") << music("a")


def test_with_nothing_to_say_no_bridge_is_made_before_somebody_picks_up() -> None:
    book = Playbook(contract.center(contract.campaign(flows=Flows()), ready=1))
    assert book >> arrives("a") << sets("a~t1", 300) << rings_seat("a~1", "seat-01")


def test_a_sound_that_may_come_late_is_left_behind_in_its_bridge() -> None:
    center = scenes.guided().center
    asked = play(center, heard_late("a~p1"))
    assert of(commands.CloseBridge, asked) == [commands.CloseBridge(call="a", bridge="a~b1")]
    assert of(commands.AnswerCaller, asked) == [commands.AnswerCaller(call="a", bridge="a~b2")]
    assert of(commands.Announce, asked) == [
        commands.Announce(call="a", bridge="a~b2", playback="a~p2", sounds=("welcome/0",))
    ]
    asked = play(center, heard_late("a~p2"))
    assert of(commands.Announce, asked) == []
    assert of(commands.StartMusic, asked) == [music("a")]


def test_what_is_said_after_a_sound_that_may_come_late_is_said_in_the_next_bridge() -> None:
    center = contract.center(ready=0, lengths={"all_busy": 2})
    asked = play(center, arrives("a"), heard_late("a~p1"), heard_late("a~p2"))
    assert [each.bridge for each in of(commands.Announce, asked)] == ["a~b3"]
    asked = play(center, heard_late("a~p3"))
    assert [each.sounds for each in of(commands.Announce, asked)] == [("all_busy/1",)]


def test_who_hears_something_else_by_then_hears_it_again_in_the_next_bridge() -> None:
    scene = scenes.waiting()
    assert of(commands.StartMusic, play(scene.center, heard_late("a~p1"))) == [music("a")]
    assert scene.call.bridge == "a~b2"
    play(scene.center, fires("a~t2"))
    asked = play(scene.center, heard_late("a~p1"))
    assert of(commands.Announce, asked) == [
        commands.Announce(call="a", bridge="a~b3", playback="a~p4", sounds=("waiting/0",))
    ]


def test_whom_a_seat_is_being_recorded_for_is_joined_in_the_next_bridge() -> None:
    scene = scenes.ringing()
    late = play(scene.center, picks_up("a~1"), heard_late("a~p1"))
    asked = play(scene.center, recorded("a~r1"), recorded("a~r2"))
    assert of(commands.StartMusic, late) == []
    assert [each.bridge for each in of(commands.JoinLeg, asked)] == ["a~b2"]


def test_two_who_talk_keep_their_bridge_whatever_comes_late() -> None:
    assert play(scenes.talking().center, heard_late("a~p1")) == []


def _comes_to_work() -> tuple[Event, ...]:
    return registers("seat-01"), ready("seat-01")
