"""Calls that Asterisk serves by itself: they keep their place, their seat and their true times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from callcenter import commands, events
from callcenter.call import CallState
from callcenter.events import Cause
from callcenter.outcome import Outcome
from callcenter.seat import SeatState
from tests.unit.callcenter import contract, scenes
from tests.unit.callcenter.askings import cancels_leg, closed, leases, of
from tests.unit.callcenter.happenings import (
    arrives,
    asterisk_dies,
    asterisk_ends,
    ended_there,
    falls,
    heard,
    is_left,
    leaves,
    leg_ends,
    met,
    picked_up_there,
    refused,
    returns,
)
from tests.unit.callcenter.playbook import MONDAY, Playbook, play
from tests.unit.callcenter.scenes import Scene

pytestmark = pytest.mark.unit

LATER = MONDAY + timedelta(seconds=60)
END = LATER + timedelta(seconds=30)


@pytest.mark.parametrize("scene", [scenes.guided, scenes.waiting, scenes.ringing, scenes.joining])
def test_whoever_does_not_talk_falls_and_is_let_go(scene: Callable[[], Scene]) -> None:
    at = scene()
    asked = play(at.center, falls("a"), at=LATER)
    assert at.call.state is CallState.FALLBACK
    assert (at.call.is_leased, at.call.playing, at.call.bridge) == (False, None, None)
    assert at.center.state.queue == []
    assert [each for each in at.center.state.timers if each.startswith("a~")] == []
    assert of(commands.CloseBridge, asked) == [commands.CloseBridge(call="a", bridge="a~b1")]


def test_who_is_told_why_not_falls_and_is_ended_when_they_return() -> None:
    night = contract.local("2026-02-02T20:00:00")
    center = contract.center(at=night)
    play(center, arrives("a"), falls("a"), at=night)
    assert center.state.calls["a"].state is CallState.FALLBACK
    asked = play(center, returns("a"), at=night + timedelta(seconds=3))
    assert of(commands.HangUpCaller, asked) == [commands.HangUpCaller(call="a")]
    row = closed(play(center, leaves("a"), at=night + timedelta(seconds=4)))
    assert (row.outcome, row.detail) == (Outcome.AFTER_HOURS, "after_closing fallback")


def test_an_answer_that_is_refused_because_the_caller_fell_ends_nothing() -> None:
    at = scenes.guided()
    assert play(at.center, falls("a"), refused("a", 409), at=LATER) == []
    assert (at.call.state, at.call.outcome) == (CallState.FALLBACK, None)
    play(at.center, returns("a"), at=END)
    assert at.call.state is CallState.OFFERED


def test_the_leaving_of_who_fell_is_told_by_the_fallback_alone() -> None:
    at = scenes.waiting()
    play(at.center, falls("a"), picked_up_there("a", "seat-02", rang_at=LATER), at=LATER)
    assert play(at.center, leaves("a"), at=LATER) == []
    row = closed(play(at.center, ended_there("a"), at=END))
    assert (row.outcome, row.seat, row.talk_s) == (Outcome.ANSWERED, "seat-02", 30.0)
    assert at.seat("seat-02") is SeatState.NOT_READY


@pytest.mark.parametrize("fell", [True, False])
def test_who_returns_after_the_row_was_filed_is_ended_and_filed_once(*, fell: bool) -> None:
    at = scenes.waiting()
    last = (falls("a"), ended_there("a")) if fell else (leaves("a"),)
    closed(play(at.center, *last, at=LATER))
    assert play(at.center, returns("a"), at=END) == [commands.HangUpCaller(call="a")]
    assert at.center.state.calls == {}
    assert play(at.center, leaves("a"), at=END) == []


def test_a_return_that_is_heard_after_the_join_cuts_no_talk() -> None:
    at = scenes.talking()
    assert play(at.center, falls("a"), returns("a"), at=LATER) == []
    assert at.call.state is CallState.TALKING


def test_the_seat_that_rang_for_who_returns_too_late_is_offered_to_the_next() -> None:
    center = contract.center(ready=1)
    play(center, arrives("a"), heard("a~p1"), arrives("b"), heard("b~p1"), heard("b~p2"))
    play(center, falls("a"), at=LATER)
    late = MONDAY + timedelta(seconds=center.campaign.wait_limit_s + 1)
    asked = play(center, returns("a"), at=late)
    assert [each.call for each in of(commands.RingSeat, asked)] == ["b"]


def test_what_was_recorded_of_a_talk_is_kept_if_the_caller_falls_after_it() -> None:
    at = scenes.talking()
    play(at.center, leg_ends("a~1"), falls("a"), at=LATER)
    row = closed(play(at.center, ended_there("a"), at=END))
    assert (row.caller_recording, row.seat_recording) == ("a~r1", "a~r2")
    assert (row.outcome, row.detail) == (Outcome.ANSWERED, "seat_left fallback")


def test_two_who_talk_do_not_fall() -> None:
    at = scenes.talking()
    assert play(at.center, falls("a"), at=LATER) == []
    assert at.call.state is CallState.TALKING


def test_whom_the_seat_left_unseen_waits_first_and_the_talk_there_is_of_the_same_row() -> None:
    at = scenes.talking()
    play(at.center, arrives("b"))
    asked = play(at.center, is_left("a"), at=LATER)
    assert (at.call.state, at.seat()) == (CallState.FALLBACK, SeatState.WRAP_UP)
    assert of(commands.HangUpCaller, asked) == []
    later = LATER + timedelta(seconds=10)
    play(at.center, picked_up_there("a", "seat-02", rang_at=later), at=later)
    row = closed(play(at.center, ended_there("a", recordings=("a~f1c", "a~f1s")), at=END))
    assert (row.outcome, row.seat, row.detail) == (Outcome.ANSWERED, "seat-02", "fallback")
    assert row.hold_s == 10
    assert row.talk_s == pytest.approx((END - (row.answered_at or END)).total_seconds() - 10)
    assert row.caller_recording == "a~r1"  # it goes on there, and has both talks
    assert (row.earlier_seat_recordings, row.seat_recording) == (("a~r2",), "a~f1s")


def test_whom_the_seat_left_unseen_is_offered_before_everybody_else_when_they_are_back() -> None:
    at = scenes.talking()
    play(at.center, arrives("b"), heard("b~p1"), is_left("a"), at=LATER)
    play(at.center, returns("a"), at=END)
    assert at.center.state.queue[0] == "a"
    play(at.center, leaves("a"), at=END + timedelta(seconds=5))
    assert "a" not in at.center.state.calls


def test_a_phone_that_rang_for_a_fallen_caller_is_cancelled_again() -> None:
    at = scenes.ringing()
    play(at.center, falls("a"), at=LATER)
    asked = play(at.center, met("a"), at=LATER)
    assert cancels_leg("a~1") in asked


def test_the_phone_that_rang_for_a_fallen_caller_is_free_when_its_leg_has_ended() -> None:
    at = scenes.ringing()
    asked = play(at.center, falls("a"), at=LATER)
    assert cancels_leg("a~1") in asked
    assert at.seat() is SeatState.RINGING
    play(at.center, leg_ends("a~1", Cause.CANCELLED), at=LATER)
    assert at.seat() is SeatState.READY


def test_who_returns_finds_the_old_place_and_is_leased_again() -> None:
    center = contract.center(ready=0)
    play(center, arrives("a"), heard("a~p1"), heard("a~p2"))
    play(center, arrives("b"), at=MONDAY + timedelta(seconds=1))
    play(center, falls("a"), at=LATER)
    assert center.state.queue == ["b"]
    asked = play(center, returns("a"), at=END)
    assert center.state.queue == ["a", "b"]
    assert leases("a") in asked
    assert of(commands.AnswerCaller, asked) == [
        commands.AnswerCaller(call="a", bridge="a~b2")
    ]  # a bridge of its own: no id is used twice
    assert of(commands.StartMusic, asked) == [commands.StartMusic(call="a")]


def test_the_wait_limit_counts_the_time_in_the_fallback() -> None:
    at = scenes.waiting()
    limit_s = at.center.campaign.wait_limit_s
    queued_at = at.call.queued_at
    assert queued_at is not None
    play(at.center, falls("a"), at=LATER)
    asked = play(at.center, returns("a"), at=LATER + timedelta(seconds=5))
    (timer,) = [each for each in of(commands.SetTimer, asked) if each.timer == at.call.limit_timer]
    assert timer.due == queued_at + timedelta(seconds=limit_s)
    play(at.center, falls("a"), at=END)
    asked = play(at.center, returns("a"), at=queued_at + timedelta(seconds=limit_s + 1))
    assert of(commands.Announce, asked)[0].sounds == ("give_up/0",)
    assert at.call.outcome is Outcome.OVERFLOW


def test_who_returns_from_a_ringing_seat_is_offered_the_next_one() -> None:
    at = scenes.ringing(ready=2)
    play(at.center, falls("a"), at=LATER)
    (ring,) = of(commands.RingSeat, play(at.center, returns("a"), at=END))
    states = {name: at.seat(name) for name in ("seat-01", "seat-02")}
    assert states.pop(ring.seat) is SeatState.RINGING
    assert list(states.values()) == [SeatState.READY]


def test_a_stranger_who_returns_is_taken_in_by_the_time_of_arrival() -> None:
    center = contract.center(ready=0)
    play(center, arrives("b"), at=MONDAY + timedelta(seconds=5))
    asked = play(center, returns("a", arrived_at=MONDAY, is_noticed=False), at=LATER)
    assert center.state.queue == ["a", "b"]
    assert of(commands.Announce, asked)[0].sounds == ("notice/0",)
    play(center, heard("a~p1"), at=LATER)
    asked = play(center, leaves("a"), at=END)
    row = closed(asked)
    assert (row.arrived_at, row.outcome) == (MONDAY, Outcome.ABANDONED_IN_QUEUE)
    assert row.detail == "fallback"


def test_a_stranger_on_no_line_of_ours_is_ended() -> None:
    center = contract.center(ready=1)
    asked = play(center, returns("a", line="0999"), at=LATER)
    assert of(commands.HangUpCaller, asked) == [commands.HangUpCaller(call="a")]
    assert closed(play(center, leaves("a"), at=END)).outcome is Outcome.FAILED


def test_a_fallen_call_that_dies_with_asterisk_has_failed() -> None:
    at = scenes.waiting()
    play(at.center, falls("a"), at=LATER)
    row = closed(play(at.center, asterisk_dies(), at=END))
    assert (row.outcome, row.detail) == (Outcome.FAILED, "asterisk_lost fallback")


def test_a_recording_is_whole_if_asterisk_was_told_to_end() -> None:
    at = scenes.talking()
    assert closed(play(at.center, asterisk_ends(), at=LATER)).detail == "asterisk_lost"


def test_who_was_cut_off_by_asterisks_death_comes_first_for_ten_minutes() -> None:
    center = contract.center(ready=0)
    play(center, arrives("a", caller="p-a"))
    play(center, asterisk_dies(), at=LATER)
    play(center, arrives("b", caller="p-b"), at=END)
    play(center, arrives("a2", caller="p-a"), at=END + timedelta(seconds=1))
    assert center.state.queue == ["a2", "b"]
    assert center.state.redialers == {}


def test_after_ten_minutes_nobody_comes_first_any_more() -> None:
    center = contract.center(ready=0)
    play(center, arrives("a", caller="p-a"))
    play(center, asterisk_dies(), at=LATER)
    late = LATER + timedelta(minutes=10, seconds=1)
    play(center, arrives("b", caller="p-b"), at=late)
    play(center, arrives("a2", caller="p-a"), at=late + timedelta(seconds=1))
    assert center.state.queue == ["b", "a2"]


def test_what_was_met_is_remembered() -> None:
    center = contract.center()
    event = events.AsteriskMet(at=MONDAY, started="then", book="b00c", book_offset=7)
    assert center.handle(event) == []
    state = center.state
    assert (state.asterisk, state.book, state.book_offset) == ("then", "b00c", 7)


def test_a_caller_is_leased_until_two_people_talk() -> None:
    book = Playbook(contract.center(), shows=True)
    play(book.center, arrives("a"))
    call = book.center.state.calls["a"]
    assert call.is_leased
    at = scenes.joining()
    assert at.call.is_leased
    at = scenes.talking()
    assert not at.call.is_leased


def test_who_is_passed_over_in_mid_join_is_leased_again() -> None:
    at = scenes.joining()
    play(at.center, *(events.RecordingStarted(at=LATER, call="a", recording=r) for r in R))
    assert not at.call.is_leased
    asked = play(at.center, leg_ends("a~1"), at=LATER)
    assert leases("a") in asked


R = ("a~r1", "a~r2")


@pytest.mark.parametrize("is_admitted", [True, False])
def test_whom_nobody_has_judged_is_judged_when_they_come_back(is_admitted: bool) -> None:
    """Asterisk had no plan yet: it offered them again and again, and let nobody in."""
    center = contract.center()
    night = contract.local("2026-02-02T18:30:00")
    play(center, returns("a", arrived_at=night, is_admitted=is_admitted), at=night)
    call = center.state.calls["a"]
    assert (call.outcome is Outcome.AFTER_HOURS, call.holds_line) == (
        not is_admitted,
        is_admitted,
    )
