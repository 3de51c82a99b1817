"""Whom Asterisk's fallback served, or turned away, is one row with true times."""

from __future__ import annotations

from datetime import timedelta

import pytest

from callcenter import commands
from callcenter.events import TurnedAway
from callcenter.outcome import Outcome
from callcenter.seat import SeatState
from tests.unit.callcenter import contract, scenes
from tests.unit.callcenter.askings import cancels_leg, closed, of
from tests.unit.callcenter.happenings import (
    arrives,
    ended_there,
    fallback_is_seen,
    fallback_is_told,
    falls,
    is_found,
    joined,
    leaves,
    leg_ends,
    picked_up_there,
    ready,
    registers,
)
from tests.unit.callcenter.playbook import MONDAY, play

pytestmark = pytest.mark.unit

LATER = MONDAY + timedelta(seconds=60)
END = LATER + timedelta(seconds=30)


def test_a_call_is_found_once() -> None:
    center = contract.center()
    play(center, is_found("a"), at=MONDAY)
    row = closed(play(center, ended_there("a"), at=LATER))
    assert (row.outcome, row.detail, row.wait_s + row.guidance_s) == (
        Outcome.ABANDONED_IN_QUEUE,
        "fallback",
        60.0,
    )
    assert play(center, is_found("a"), ended_there("a"), at=END) == []
    assert play(center, arrives("a"), at=END) == []
    assert center.state.calls == {}


@pytest.mark.parametrize(
    ("told", "at", "outcome", "detail"),
    [
        (TurnedAway.LINES_FULL, "2026-02-02T10:00:00", Outcome.NO_LINE, "fallback"),
        (TurnedAway.GIVE_UP, "2026-02-02T10:00:00", Outcome.OVERFLOW, "wait_limit fallback"),
        (
            TurnedAway.AFTER_HOURS,
            "2026-02-02T18:00:10",
            Outcome.AFTER_HOURS,
            "after_closing fallback",
        ),
        (TurnedAway.HOLIDAY, "2026-02-11T10:00:00", Outcome.AFTER_HOURS, "holiday fallback"),
        (
            TurnedAway.AFTER_HOURS,
            "2026-02-02T10:00:00",
            Outcome.CLOSED_IN_HOURS,
            "after_hours fallback",
        ),
        (
            TurnedAway.NOT_YET_OPEN,
            "2026-02-01T10:00:00",
            Outcome.NOT_IN_OPERATION,
            "not_yet fallback",
        ),
        (TurnedAway.ENDED, "2026-05-30T10:00:00", Outcome.NOT_IN_OPERATION, "over fallback"),
    ],
)
def test_who_was_turned_away_there_is_filed_by_what_they_were_told(
    told: TurnedAway, at: str, outcome: Outcome, detail: str
) -> None:
    center = contract.center()
    then = contract.local(at)
    play(center, is_found("a", told=told), at=then)
    assert center.state.calls["a"].holds_line is False
    row = closed(play(center, ended_there("a", told=told), at=then + timedelta(seconds=5)))
    assert (row.outcome, row.detail) == (outcome, detail)


def test_who_ended_before_anybody_took_them_left_in_the_guidance() -> None:
    center = contract.center()
    play(center, is_found("a", is_heard=False), at=MONDAY)
    row = closed(play(center, ended_there("a"), at=MONDAY + timedelta(seconds=1)))
    assert row.outcome is Outcome.ABANDONED_IN_GUIDANCE
    night = contract.local("2026-02-02T20:00:00")
    play(center, is_found("b", is_heard=False), at=night)
    assert closed(play(center, ended_there("b"), at=night)).outcome is Outcome.AFTER_HOURS


def test_a_talk_in_the_fallback_is_a_row_with_its_seat_its_times_and_its_sound() -> None:
    at = scenes.waiting()
    play(at.center, ready("seat-02"), at=LATER)
    play(at.center, falls("a"), at=LATER)
    rang_at, joined_at = LATER + timedelta(seconds=3), LATER + timedelta(seconds=5)
    play(at.center, picked_up_there("a", "seat-02", rang_at=rang_at), at=joined_at)
    assert at.seat("seat-02") is SeatState.TALKING
    asked = play(at.center, ended_there("a", recordings=("a~f1c", "a~f1s")), at=END)
    row = closed(asked)
    assert (row.outcome, row.seat, row.detail) == (Outcome.ANSWERED, "seat-02", "fallback")
    assert (row.answered_at, row.ring_s, row.talk_s) == (joined_at, 2.0, 25.0)
    assert (row.caller_recording, row.seat_recording) == ("a~f1c", "a~f1s")
    assert at.seat("seat-02") is SeatState.WRAP_UP


def test_a_seat_that_was_not_ready_and_picked_up_there_is_not_ready_afterwards() -> None:
    at = scenes.waiting()
    play(at.center, falls("a"), at=LATER)
    play(at.center, picked_up_there("a", "seat-03", rang_at=LATER), at=LATER)
    assert at.seat("seat-03") is SeatState.TALKING
    play(at.center, ended_there("a"), at=END)
    assert at.seat("seat-03") is SeatState.NOT_READY


def test_a_seat_in_wrap_up_that_picks_up_there_begins_it_anew_after_the_talk() -> None:
    at = scenes.talking()
    play(at.center, leaves("a"), leg_ends("a~1"), at=LATER)
    timer = at.center.state.seats["seat-01"].timer
    play(at.center, is_found("b"), at=LATER)
    asked = play(at.center, picked_up_there("b", "seat-01", rang_at=LATER), at=LATER)
    assert of(commands.CancelTimer, asked) == [commands.CancelTimer(timer=timer or "")]
    assert at.seat() is SeatState.TALKING
    asked = play(at.center, ended_there("b"), at=END)
    assert at.seat() is SeatState.WRAP_UP
    (wrap_up,) = of(commands.SetTimer, asked)
    assert wrap_up.due == END + timedelta(seconds=at.center.campaign.wrap_up_s)


def test_a_seat_that_rang_for_another_and_picked_up_there_is_not_in_two_calls() -> None:
    at = scenes.ringing()
    play(at.center, is_found("b"), at=MONDAY)
    asked = play(at.center, picked_up_there("b", "seat-01", rang_at=LATER), at=LATER)
    assert cancels_leg("a~1") in asked
    assert of(commands.RingSeat, asked) == []
    assert at.center.state.seats["seat-01"].call == "b"
    assert at.center.state.queue == ["a"]
    assert play(at.center, joined("a~1"), at=LATER) == []


def test_nobody_is_rung_before_it_is_told_who_talks_there() -> None:
    at = scenes.waiting()
    asked = play(at.center, fallback_is_seen(), registers("seat-02"), ready("seat-02"), at=LATER)
    assert of(commands.RingSeat, asked) == []
    play(at.center, is_found("b"), at=MONDAY)
    asked = play(at.center, picked_up_there("b", "seat-02", rang_at=LATER), at=LATER)
    assert of(commands.RingSeat, asked) == []
    assert of(commands.RingSeat, play(at.center, fallback_is_told(), at=LATER)) == []
    assert at.seat("seat-02") is SeatState.TALKING


def test_who_waits_is_offered_to_whoever_does_not_talk_there() -> None:
    at = scenes.waiting()
    play(at.center, fallback_is_seen(), registers("seat-02"), ready("seat-02"), at=LATER)
    (rung,) = of(commands.RingSeat, play(at.center, fallback_is_told(), at=LATER))
    assert (rung.call, rung.seat) == ("a", "seat-02")
