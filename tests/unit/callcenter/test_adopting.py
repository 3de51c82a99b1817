"""Going on with calls whose commands may never have been done: only what is missing is repeated."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from callcenter import commands
from callcenter.call import CallState
from callcenter.events import Cause
from callcenter.outcome import Outcome
from callcenter.seat import SeatState
from tests.unit.callcenter import contract, scenes
from tests.unit.callcenter.askings import cancels_leg, hangs_up, joins, of, rejects
from tests.unit.callcenter.happenings import arrives, heard, leaves, leg_ends, met, picks_up
from tests.unit.callcenter.playbook import MONDAY, play

pytestmark = pytest.mark.unit

LATER = MONDAY + timedelta(seconds=60)


def test_an_announcement_that_nobody_plays_is_begun_again_under_a_new_name() -> None:
    at = scenes.guided()
    asked = play(at.center, met("a", is_played=False), at=LATER)
    assert of(commands.Announce, asked) == [
        commands.Announce(call="a", bridge="a~b1", playback="a~p2", sounds=("welcome/0",))
    ]
    assert of(commands.AnswerCaller, asked) == []
    states = []
    for playback in ("a~p1", "a~p2"):
        play(at.center, heard(playback), at=LATER)
        states.append(at.call.state)
    assert states == [CallState.GUIDED, CallState.OFFERED]


def test_a_caller_who_was_not_answered_is_answered_into_a_new_bridge() -> None:
    at = scenes.guided()
    asked = play(at.center, met("a", is_bridged=False, is_played=False), at=LATER)
    assert of(commands.CloseBridge, asked) == [commands.CloseBridge(call="a", bridge="a~b1")]
    assert of(commands.AnswerCaller, asked) == [commands.AnswerCaller(call="a", bridge="a~b2")]
    assert of(commands.Announce, asked)[0].bridge == "a~b2"


def test_a_bridge_that_was_never_made_is_not_removed() -> None:
    at = scenes.guided()
    asked = play(at.center, met("a", is_bridged=False, has_bridge=False, is_played=False), at=LATER)
    assert of(commands.CloseBridge, asked) == []
    assert of(commands.OpenBridge, asked) == [commands.OpenBridge(call="a", bridge="a~b2")]


def test_music_that_may_not_play_is_begun_again() -> None:
    at = scenes.waiting()
    assert play(at.center, met("a", is_played=False), at=LATER) == [commands.StartMusic(call="a")]


def test_a_closing_that_is_not_heard_is_begun_again_and_one_that_is_over_is_ended() -> None:
    center = contract.center(at=contract.local("2026-02-02T20:00:00"))
    night = contract.local("2026-02-02T20:00:00")
    play(center, arrives("a"), at=night)
    asked = play(center, met("a", is_played=False), at=night)
    assert of(commands.Announce, asked)[0].playback == "a~p2"
    play(center, heard("a~p2"), at=night)
    assert play(center, met("a", is_played=False), at=night) == [hangs_up("a")]


@pytest.mark.parametrize(("line", "busy"), [("0999", False), (contract.LINE, True)])
def test_who_is_to_be_turned_away_is_turned_away_again(line: str, *, busy: bool) -> None:
    full = contract.campaign(announce_max=0)
    center = contract.center(full)
    night = contract.local("2026-02-02T20:00:00")
    play(center, arrives("a", line=line), at=night)
    lacking = met("a", is_bridged=False, has_bridge=False, is_played=False)
    assert play(center, lacking, at=night) == [rejects("a", busy=busy)]


def test_a_join_goes_on_with_the_recordings_that_run() -> None:
    at = scenes.joining()
    asked = play(at.center, met("a", recordings=("a~r1", "a~r2")), at=LATER)
    (join,) = of(commands.JoinLeg, asked)
    assert (join.leg, join.bridge, join.answers) == ("a~1", "a~b1", False)
    assert of(commands.RecordLeg, asked) == []


def test_who_waits_again_without_a_recording_is_recorded_for_the_next_seat() -> None:
    at = scenes.joining(ready=2)
    play(at.center, leg_ends("a~1"), met("a", is_played=False), picks_up("a~2"), at=LATER)
    assert at.call.awaited == ["a~r3", "a~r4"]


def test_a_recording_that_does_not_run_is_begun_anew_before_the_join() -> None:
    at = scenes.joining()
    asked = play(at.center, met("a", recordings=("a~r1",)), at=LATER)
    assert [(each.leg, each.recording) for each in of(commands.RecordLeg, asked)] == [
        ("a~1", "a~r3")
    ]
    assert of(commands.JoinLeg, asked) == []
    assert (at.call.caller_recording, at.call.seat_recording) == ("a~r1", "a~r3")
    asked = play(at.center, met("a", recordings=()), at=LATER)
    assert {each.recording for each in of(commands.RecordLeg, asked)} == {"a~r4"}


def test_a_caller_out_of_the_bridge_is_answered_with_the_join() -> None:
    at = scenes.joining()
    found = met("a", is_bridged=False, has_bridge=False, recordings=("a~r1", "a~r2"))
    asked = play(at.center, found, at=LATER)
    (join,) = of(commands.JoinLeg, asked)
    assert (join.bridge, join.answers) == ("a~b2", True)
    assert of(commands.OpenBridge, asked) == [commands.OpenBridge(call="a", bridge="a~b2")]


def test_two_who_talk_are_left_alone() -> None:
    at = scenes.talking()
    assert play(at.center, met("a", is_played=False), at=LATER) == []


def test_a_caller_whom_a_seat_waits_for_alone_is_brought_to_it() -> None:
    at = scenes.talking()
    asked = play(at.center, met("a", is_bridged=False, is_played=False), at=LATER)
    assert asked == [replace(joins("a~1", answers_caller=True), was_joined=True)]


def test_a_phone_that_rings_for_a_caller_who_left_is_ended_again() -> None:
    at = scenes.ringing()
    play(at.center, leaves("a"), at=LATER)
    assert at.call.state is CallState.ENDED
    assert play(at.center, met("a"), at=LATER) == [cancels_leg("a~1")]


def test_a_leg_that_was_lost_by_us_costs_its_seat_nothing() -> None:
    at = scenes.ringing()
    asked = play(at.center, leg_ends("a~1", Cause.LOST), at=LATER)
    assert at.seat() is SeatState.RINGING  # it is offered to the same caller again
    assert [each.leg for each in of(commands.RingSeat, asked)] == ["a~2"]


def test_the_time_after_the_seat_left_is_no_talk() -> None:
    at = scenes.talking()
    play(at.center, leg_ends("a~1"), at=LATER)
    asked = play(at.center, leaves("a"), at=LATER + timedelta(seconds=3))
    (row,) = of(commands.CloseCall, asked)
    assert (row.outcome, row.talk_s, row.hold_s) == (Outcome.ANSWERED, 45.0, 3.0)
