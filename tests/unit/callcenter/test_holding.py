"""A caller is held by the seat: music, a silent recording, and time that is no talk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from callcenter import commands
from callcenter.events import Event
from callcenter.outcome import Outcome
from tests.unit.callcenter import scenes
from tests.unit.callcenter.askings import cancels_leg, files, hangs_up, removes, shows_seat
from tests.unit.callcenter.happenings import (
    holds,
    leaves,
    leg_ends,
    presses_hang_up,
    resumes,
)
from tests.unit.callcenter.playbook import After, Playbook, play

pytestmark = pytest.mark.unit

HOLDS = commands.HoldCaller(call="a", recording="a~r2")
RESUMES = commands.ResumeCaller(call="a", recording="a~r2")
NO_TALK = commands.Refuse(reason="no_talk")


def test_a_held_caller_hears_music_and_the_seat_is_not_recorded_until_it_talks_on() -> None:
    scene = scenes.talking()
    book = Playbook(scene.center, at=scene.book.at, shows=True)
    assert (
        book
        >> holds("seat-01")
        << HOLDS
        << shows_seat("seat-01", "talking", held=True)
        >> holds("seat-01")
        >> resumes("seat-01")
        << RESUMES
        << shows_seat("seat-01", "talking", held=False)
        >> resumes("seat-01")
    )


def test_the_time_of_every_hold_is_hold_and_the_rest_is_talk() -> None:
    book = scenes.talking().book
    assert (
        book
        >> After(10)
        >> holds("seat-01")
        << HOLDS
        >> After(4)
        >> resumes("seat-01")
        << RESUMES
        >> After(10)
        >> holds("seat-01")
        << HOLDS
        >> After(3)
        >> leaves("a")
        << files("a", Outcome.ANSWERED, talk_s=20.0, hold_s=7.0)
        << cancels_leg("a~1")
        << removes("a")
    )


def test_who_is_left_on_hold_is_on_hold_until_the_call_ends() -> None:
    scene = scenes.talking()
    play(scene.center, holds("seat-01"), at=scene.book.at)
    at = scene.book.at + timedelta(seconds=4)
    play(scene.center, leg_ends("a~1"), at=at)
    assert scene.call.held_s == 4.0
    assert scene.call.held_at is None
    asked = play(scene.center, leaves("a"), at=at)
    (closed,) = [each for each in asked if isinstance(each, commands.CloseCall)]
    assert (closed.talk_s, closed.hold_s) == (0.0, 4.0)


def test_a_talk_is_ended_by_the_page_as_by_the_phone() -> None:
    scene = scenes.talking()
    assert scene.book >> presses_hang_up("seat-01") << cancels_leg("a~1")
    asked = play(scene.center, leg_ends("a~1"), at=scene.book.at)
    assert hangs_up("a") in asked


@pytest.mark.parametrize("wish", [holds, resumes, presses_hang_up])
def test_nothing_is_to_be_held_without_a_talk(wish: Callable[[str], Event]) -> None:
    assert play(scenes.ringing().center, wish("seat-01")) == [NO_TALK]
    assert play(scenes.waiting().center, wish("seat-02")) == [NO_TALK]
    unknown = commands.Refuse(reason="unknown_seat")
    assert play(scenes.waiting().center, wish("seat-99")) == [unknown]
