"""A side of a talk that is not recorded: shown from the instant at which it is known, and filed."""

from __future__ import annotations

import pytest

from callcenter.center import Center
from callcenter.commands import CloseCall, Command, ShowSeat
from callcenter.events import Event
from tests.unit.callcenter import scenes
from tests.unit.callcenter.askings import of
from tests.unit.callcenter.happenings import (
    brings_together,
    consults,
    hands_over,
    joined,
    leaves,
    leg_ends,
    picks_up,
    recorded,
    refuses_recording,
    unrecorded,
)
from tests.unit.callcenter.playbook import play

pytestmark = pytest.mark.unit


def shown(asked: list[Command]) -> dict[str, str]:
    return {each.seat: each.unrecorded for each in of(ShowSeat, asked)}


def filed(made: Center, *events: Event) -> CloseCall:
    (closed,) = of(CloseCall, play(made, *events, leaves("a")))
    return closed


@pytest.mark.parametrize(("fails", "begins"), [("a~r1", "a~r2"), ("a~r2", "a~r1")])
def test_one_side_that_is_not_recorded_is_shown_as_they_begin_to_talk(
    fails: str, begins: str
) -> None:
    center = scenes.joining().center
    asked = play(center, unrecorded(fails), recorded(begins), joined("a~1"))
    assert shown(asked)["seat-01"] == "failed"
    assert filed(center).detail == "unrecorded"


def test_one_that_breaks_off_is_shown_at_once_and_only_once() -> None:
    center = scenes.talking().center
    assert shown(play(center, unrecorded("a~r1", "disk"))) == {"seat-01": "failed"}
    assert shown(play(center, unrecorded("a~r1", "disk"))) == {}
    assert filed(center).detail == "partly_recorded"


def test_who_takes_over_and_is_not_recorded_is_shown_and_filed() -> None:
    center = scenes.talking(ready=2).center
    play(center, hands_over("seat-01", "seat-02"), leg_ends("a~1"), picks_up("a~2"))
    asked = play(center, unrecorded("a~r3"), joined("a~2"))
    assert shown(asked)["seat-02"] == "failed"
    closed = filed(center)
    assert (closed.caller_recording, closed.seat_recording) == ("a~r1", "a~r2")
    assert closed.detail == "transferred partly_recorded"


def test_of_three_who_talk_the_one_who_is_not_recorded_is_shown() -> None:
    center = scenes.talking(ready=2).center
    play(center, consults("seat-01", "seat-02"), picks_up("a~2"), joined("a~2", "a~b2"))
    play(center, brings_together("seat-01"), unrecorded("a~r3"))
    asked = play(center, joined("a~2"))
    assert shown(asked) == {"seat-01": "failed", "seat-02": "failed"}
    assert "partly_recorded" in filed(center).detail


def test_what_somebody_refused_does_not_fail() -> None:
    center = scenes.talking().center
    play(center, refuses_recording("seat-01"))
    assert shown(play(center, unrecorded("a~r1"))) == {}
    assert filed(center).detail == "recording_refused"
