"""Sensitive parts are silence on all legs; who refuses is recorded no more."""

from __future__ import annotations

import pytest

from callcenter import commands
from callcenter.events import Event
from callcenter.outcome import Outcome
from tests.unit.callcenter import guest_scenes, scenes
from tests.unit.callcenter.askings import cancels_leg, files, removes, shows_seat
from tests.unit.callcenter.happenings import (
    hands_over,
    holds,
    leaves,
    leg_ends,
    mutes,
    refuses_recording,
    resumes,
)
from tests.unit.callcenter.playbook import After, Playbook, play
from tests.unit.callcenter.scenes import Scene

pytestmark = pytest.mark.unit

BOTH = ("a~r1", "a~r2")
MUTES = commands.MuteRecording(call="a", recordings=BOTH, why="button")
UNMUTES = commands.UnmuteRecording(call="a", recordings=BOTH)
STOPS = commands.StopRecording(call="a", recordings=BOTH)


def test_all_legs_are_silent_as_long_as_any_reason_stands_and_the_board_shows_it() -> None:
    scene = scenes.talking()
    book = Playbook(scene.center, at=scene.book.at, shows=True)
    assert (
        book
        >> mutes("seat-01")
        << MUTES
        << shows_seat("seat-01", "talking", muted=True)
        >> mutes("seat-01", "account_field")
        >> mutes("seat-01", on=False)
        >> mutes("seat-01", "account_field", on=False)
        << UNMUTES
        << shows_seat("seat-01", "talking", muted=False)
        >> mutes("seat-01", "account_field", on=False)
    )


def test_a_hold_in_a_sensitive_part_neither_ends_it_nor_is_ended_by_it() -> None:
    book = scenes.talking().book
    assert (
        book
        >> mutes("seat-01")
        << MUTES
        >> holds("seat-01")
        << commands.HoldCaller(call="a", recording="a~r2")
        >> resumes("seat-01")
        << commands.ResumeCaller(call="a", recording=None)
        >> holds("seat-01")
        << commands.HoldCaller(call="a", recording="a~r2")
        >> mutes("seat-01", on=False)
        << commands.UnmuteRecording(call="a", recordings=("a~r1",))
        >> resumes("seat-01")
        << commands.ResumeCaller(call="a", recording="a~r2")
    )


def test_who_refuses_is_recorded_no_more_and_the_call_says_so() -> None:
    book = scenes.talking().book
    assert (
        book
        >> refuses_recording("seat-01")
        << STOPS
        >> refuses_recording("seat-01")
        >> mutes("seat-01")
        << commands.Refuse(reason="not_recorded")
        >> After(5)
        >> leaves("a")
        << files("a", Outcome.ANSWERED, detail="recording_refused", caller_recording="a~r1")
        << cancels_leg("a~1")
        << removes("a")
    )


def test_a_part_that_is_muted_ends_with_its_seat_and_the_next_one_is_recorded() -> None:
    scene = scenes.talking(ready=2)
    assert (
        scene.book
        >> mutes("seat-01")
        << MUTES
        >> hands_over("seat-01", "seat-02")
        << cancels_leg("a~1")
    )
    asked = play(scene.center, leg_ends("a~1"), at=scene.book.at)
    assert commands.UnmuteRecording(call="a", recordings=("a~r1",)) in asked


ALL = (*BOTH, "a~r3")


def happen(scene: Scene, *what: Event) -> list[commands.Command]:
    """Let it happen; gives what is commanded of the recordings."""
    told = commands.MuteRecording | commands.UnmuteRecording | commands.StopRecording
    asked = guest_scenes.happen(scene, *what)
    return [each for each in asked if isinstance(each, told | commands.Refuse)]


def test_whoever_talks_with_the_caller_mutes_all_three_until_nobody_wants_it() -> None:
    scene = guest_scenes.three_way()
    muted = commands.MuteRecording(call="a", recordings=ALL, why="account_field")
    assert happen(scene, mutes("seat-02", "account_field")) == [muted]
    assert happen(scene, mutes("seat-01"), mutes("seat-02", "account_field", on=False)) == []
    unmuted = commands.UnmuteRecording(call="a", recordings=ALL)
    assert happen(scene, mutes("seat-01", on=False)) == [unmuted]


def test_a_seat_that_is_asked_beside_the_caller_mutes_nothing() -> None:
    no = commands.Refuse(reason="no_talk")
    for wish in (mutes("seat-02"), refuses_recording("seat-02")):
        assert happen(guest_scenes.consulting(), wish) == [no]


def test_who_is_left_with_the_caller_is_heard_again_unless_they_want_the_silence() -> None:
    scene = guest_scenes.three_way()
    happen(scene, mutes("seat-01"))
    unmuted = commands.UnmuteRecording(call="a", recordings=("a~r1", "a~r3"))
    assert happen(scene, leg_ends("a~1")) == [unmuted]

    scene = guest_scenes.three_way()
    happen(scene, mutes("seat-01"), mutes("seat-02", "account_field"))
    assert happen(scene, leg_ends("a~1")) == []
    assert scene.call.mutes == ["account_field"]
    assert happen(scene, mutes("seat-02", "account_field", on=False)) == [unmuted]

    scene = guest_scenes.three_way()
    happen(scene, mutes("seat-02"))
    assert happen(scene, leg_ends("a~2")) == [UNMUTES]


def test_a_refusal_told_to_the_guest_ends_the_recording_of_all_three() -> None:
    scene = guest_scenes.three_way()
    stopped = commands.StopRecording(call="a", recordings=ALL)
    assert happen(scene, mutes("seat-02"), refuses_recording("seat-02"))[-1] == stopped
    assert (scene.call.mutes, scene.call.has_refused) == ([], True)
    assert happen(scene, leg_ends("a~2")) == []


def test_without_a_talk_there_is_nothing_to_be_muted_or_refused() -> None:
    for wish in (mutes("seat-01"), refuses_recording("seat-01")):
        assert play(scenes.ringing().center, wish) == [commands.Refuse(reason="no_talk")]
