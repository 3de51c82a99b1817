"""The centre closed within its hours by somebody, and opened again."""

from __future__ import annotations

import pytest

from callcenter import commands, events
from callcenter.call import CallState
from callcenter.campaign import Flows
from callcenter.center import Center
from callcenter.events import Cause
from callcenter.outcome import Outcome
from tests.unit.callcenter import contract, scenes
from tests.unit.callcenter.askings import files, hangs_up, of, raises, rejects, says
from tests.unit.callcenter.happenings import arrives, falls, heard, leaves, leg_ends, returns
from tests.unit.callcenter.playbook import NOW, Playbook, play

pytestmark = pytest.mark.unit

CLOSED = events.CenterClosed(at=NOW, by="sv-1")
REOPENED = events.CenterReopened(at=NOW, by="sv-1")
FLOWS = Flows(welcome="welcome", emergency="emergency")


def center() -> Center:
    return contract.center(contract.campaign(flows=FLOWS), ready=1)


def test_new_callers_hear_why_and_their_calls_count_as_closed_in_hours() -> None:
    made = center()
    book = Playbook(made)
    assert book >> CLOSED << raises("emergency", "center")
    asked = play(made, arrives("a"))
    assert says("a~p1", "emergency") in asked
    assert not made.state.calls["a"].holds_line
    assert (
        book
        >> heard("a~p1")
        << hangs_up("a")
        >> leaves("a")
        << files("a", Outcome.CLOSED_IN_HOURS, detail="emergency")
        << commands.CloseBridge(call="a", bridge="a~b1")
    )


def test_without_an_announcement_new_callers_hear_busy() -> None:
    made = contract.center(ready=1)
    play(made, CLOSED)
    assert rejects("a") in play(made, arrives("a"))


def test_who_talks_or_waits_already_is_served() -> None:
    scene = scenes.waiting()
    play(scene.center, CLOSED)
    assert scene.call.state is CallState.WAITING


EMERGENCY = events.CenterClosed(at=NOW, by="sv-1", ends_waiting=True)


def test_in_an_emergency_who_waits_is_told_and_their_call_ends() -> None:
    made = center()
    play(made, arrives("a"), heard("a~p1"), arrives("b"), heard("b~p1"))
    assert made.state.calls["a"].state is CallState.OFFERED
    assert made.state.calls["b"].state is CallState.WAITING
    asked = play(made, EMERGENCY)
    (told,) = of(commands.Announce, asked)
    assert (told.call, told.sounds) == ("b", ("emergency/0",))
    (closed,) = of(commands.CloseCall, play(made, leaves("b")))
    assert (closed.outcome, closed.detail.split()[0]) == (Outcome.CLOSED_IN_HOURS, "emergency")
    # whose seat rang may be answered; if it is not, they are told as well
    asked = play(made, leg_ends("a~1", Cause.NO_ANSWER))
    assert [each.sounds for each in of(commands.Announce, asked)] == [("emergency/0",)]


def test_who_comes_back_from_the_fallback_is_told_too() -> None:
    made = center()
    play(made, arrives("a"), falls("a"), EMERGENCY)
    asked = play(made, returns("a"))
    assert [each.sounds for each in of(commands.Announce, asked)] == [("emergency/0",)]


def test_an_interrupted_talk_still_waits_for_its_own_seat() -> None:
    scene = scenes.talking()
    play(scene.center, leg_ends("a~1", Cause.SILENT))
    assert scene.call.state in (CallState.WAITING, CallState.OFFERED)
    play(scene.center, EMERGENCY)
    assert scene.call.state in (CallState.WAITING, CallState.OFFERED)


def test_opened_again_callers_are_let_in_and_the_alarm_is_over() -> None:
    made = center()
    play(made, CLOSED)
    book = Playbook(made)
    assert book >> REOPENED << commands.ClearAlarm(kind="emergency", subject="center")
    play(made, arrives("a"))
    assert made.state.calls["a"].state is CallState.GUIDED


def test_closing_twice_or_opening_what_is_open_is_refused() -> None:
    made = center()
    assert of(commands.Refuse, play(made, REOPENED)) == [commands.Refuse(reason="not_closed")]
    assert of(commands.Refuse, play(made, CLOSED, CLOSED)) == [
        commands.Refuse(reason="already_closed")
    ]


def test_the_calendar_decides_before_the_closing() -> None:
    night = contract.local("2026-02-02T20:00:00")
    made = contract.center(contract.campaign(flows=FLOWS), at=night)
    play(made, CLOSED, arrives("a"), at=night)
    assert made.state.calls["a"].outcome is Outcome.AFTER_HOURS
