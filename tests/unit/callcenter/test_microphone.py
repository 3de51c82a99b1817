"""A seat whose microphone is lost gets no call, and is an alarm until it is back."""

from __future__ import annotations

import pytest

from callcenter import commands
from callcenter.commands import RingSeat, ShowSeat
from callcenter.state import State
from tests.unit.callcenter import contract, scenes
from tests.unit.callcenter.askings import of, raises
from tests.unit.callcenter.happenings import (
    arrives,
    heard,
    microphone,
    registers,
    unregisters,
)
from tests.unit.callcenter.playbook import MONDAY, Playbook, play

pytestmark = pytest.mark.unit

LOST = raises("seat_microphone", "seat-01")
BACK = commands.ClearAlarm(kind="seat_microphone", subject="seat-01")


def test_a_lost_microphone_is_an_alarm_and_its_caller_rings_when_it_is_back() -> None:
    center = contract.center(contract.campaign(record=False), ready=1)
    assert (
        Playbook(center)
        >> microphone("seat-01", is_lost=True)
        << LOST
        >> microphone("seat-01", is_lost=True)
    )
    assert of(RingSeat, play(center, arrives("a"))) == []
    assert BACK in play(center, microphone("seat-01", is_lost=False))
    rung = of(RingSeat, play(center, heard("a~p1"), heard("a~p2")))
    assert [each.seat for each in rung] == ["seat-01"]


def test_a_microphone_that_is_lost_in_mid_talk_ends_nothing() -> None:
    scene = scenes.talking()
    asked = play(scene.center, microphone("seat-01", is_lost=True), at=scene.book.at)
    assert [(each.state, each.voiceless) for each in of(ShowSeat, asked)] == [("talking", True)]
    assert [each for each in asked if not isinstance(each, ShowSeat)] == [LOST]


def test_it_matters_only_while_that_phone_rings_and_is_remembered_through_a_restart() -> None:
    center = contract.center(contract.campaign(record=False), ready=1)
    play(center, registers("seat-01", "seat-01w"), microphone("seat-01", "seat-01w", is_lost=True))
    again = State.from_plain(center.state.to_plain()).seats["seat-01"]
    assert (again.is_voiceless, again.voiceless_since) == (True, MONDAY)
    assert play(center, microphone("seat-01", "another", is_lost=False)) == []
    gone = play(center, unregisters("seat-01", "seat-01w"))
    assert BACK in gone  # the desk's own telephone rings now
    assert not of(ShowSeat, gone)[-1].voiceless
    assert LOST in play(center, registers("seat-01", "seat-01w"))
