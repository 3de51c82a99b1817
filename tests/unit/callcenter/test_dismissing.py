"""A guest that is sent away, and what was made for it."""

from __future__ import annotations

import pytest

from callcenter import commands, dismissing
from callcenter.guest import GuestState
from tests.unit.callcenter import contract, scenes
from tests.unit.callcenter.askings import cancels_leg, of
from tests.unit.callcenter.guest_scenes import SIDE, consulting, guest, listening
from tests.unit.callcenter.scenes import Scene

pytestmark = pytest.mark.unit


def dismissed(scene: Scene) -> list[commands.Command]:
    turn = contract.turn(scene.center, at=scene.book.at)
    dismissing.dismiss(turn, scene.call)
    return [each for each in turn.asked if not isinstance(each, commands.ShowSeat)]


def test_the_seat_is_brought_back_and_the_side_bridge_removed() -> None:
    scene = consulting()
    assert dismissed(scene) == [
        cancels_leg("a~2"),
        commands.ReturnLeg(call="a", leg="a~1", bridge="a~b1"),
        commands.CloseBridge(call="a", bridge=SIDE),
    ]
    assert guest(scene) is GuestState.LEAVING
    assert dismissed(scene) == []  # once is enough


def test_who_listened_hears_no_more() -> None:
    asked = dismissed(listening())
    assert of(commands.EndWatch, asked) == [commands.EndWatch(call="a", snoop="a~1~s2")]
    assert of(commands.ReturnLeg, asked) == []  # the seat never left its caller


def test_without_a_guest_there_is_nothing_to_do() -> None:
    assert dismissed(scenes.talking()) == []
