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
from tests.unit.callcenter.happenings import arrives, heard, leg_ends, picks_up, ready, registers
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


def _comes_to_work() -> tuple[Event, ...]:
    return registers("seat-01"), ready("seat-01")
