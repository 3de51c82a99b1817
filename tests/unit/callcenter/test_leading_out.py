"""A seat hands its caller over to an outside number of the campaign's list."""

from __future__ import annotations

from datetime import timedelta

import pytest

from callcenter import commands
from callcenter.call import CallState
from callcenter.campaign import CapacityRow
from callcenter.events import Cause
from callcenter.floor_wishes import CapacityBent
from callcenter.outcome import Outcome
from callcenter.seat import SeatState
from callcenter.wishes import OutsideTransferPressed
from tests.unit.callcenter import contract, scenes
from tests.unit.callcenter.askings import cancels_leg, hangs_up, of
from tests.unit.callcenter.happenings import joined, leaves, leg_ends, picks_up
from tests.unit.callcenter.playbook import NOW, After, play
from tests.unit.callcenter.scenes import Scene

pytestmark = pytest.mark.unit

CITY = {"city_hall": "+81112112111"}


def wants_out(to: str = "city_hall") -> OutsideTransferPressed:
    return OutsideTransferPressed(at=NOW, seat="seat-01", by="op-1", to=to)


def rung() -> Scene:
    """The seat's leg has ended, and the number rings."""
    scene = scenes.talking(contract.campaign(transfers=CITY), ready=2)
    at = scene.book.at
    assert play(scene.center, wants_out(), at=at) == [cancels_leg("a~1")]
    asked = play(scene.center, leg_ends("a~1", Cause.CANCELLED), at=at)
    (ring,) = of(commands.RingOutside, asked)
    assert (ring.number, ring.leg) == (CITY["city_hall"], "a~2")
    assert not of(commands.RingSeat, asked)  # no seat is offered meanwhile
    assert (scene.seat(), scene.call.state) == (SeatState.WRAP_UP, CallState.WAITING)
    return scene


def test_answered_two_people_talk_without_us_unrecorded() -> None:
    scene = rung()
    assert scene.book >> After(4)
    at = scene.book.at
    (join,) = of(commands.JoinLeg, play(scene.center, picks_up("a~2"), at=at))
    assert join.leg == "a~2"
    stopped = commands.StopRecording(call="a", recordings=("a~r1",))
    assert stopped in play(scene.center, joined("a~2"), at=at)
    assert scene.call.state is CallState.OUTSIDE
    assert hangs_up("a") in play(scene.center, leg_ends("a~2"), at=at)
    (closed,) = of(commands.CloseCall, play(scene.center, leaves("a"), at=at))
    assert (closed.outcome, closed.seat) == (Outcome.ANSWERED, "seat-01")
    assert closed.detail == "transferred_out transferred"


@pytest.mark.parametrize("cause", [Cause.BUSY, Cause.NO_ANSWER, Cause.UNREACHABLE])
def test_who_is_not_reached_leaves_the_caller_first_for_anybody(cause: Cause) -> None:
    scene = rung()
    asked = play(scene.center, leg_ends("a~2", cause), at=scene.book.at)
    (ring,) = of(commands.RingSeat, asked)
    assert ring.seat == "seat-02"
    assert scene.call.outside is None


def test_a_caller_who_hangs_up_ends_the_ringing() -> None:
    scene = rung()
    assert cancels_leg("a~2") in play(scene.center, leaves("a"), at=scene.book.at)
    assert scene.center.state.calls == {}


def test_only_what_is_listed_is_rung_and_only_on_a_free_line() -> None:
    scene = scenes.talking(contract.campaign(transfers=CITY), ready=2)
    unknown = commands.Refuse(reason="unknown_number")
    assert play(scene.center, wants_out("+81312345678"), at=scene.book.at) == [unknown]
    row = CapacityRow(contract.FIRST, 3, 1)
    later = CapacityRow(contract.FIRST + timedelta(days=60), 3, 2)
    full = scenes.talking(contract.campaign(transfers=CITY, capacity=(row, later)), ready=2)
    assert play(full.center, wants_out(), at=full.book.at) == [commands.Refuse(reason="lines_full")]
    day = full.book.at.date()
    play(full.center, CapacityBent(at=full.book.at, by="sv-1", day=day, seats=3, lines=2))
    assert commands.Refuse(reason="lines_full") not in play(
        full.center, wants_out(), at=full.book.at
    )
    idle = contract.center(contract.campaign(transfers=CITY), ready=1)
    assert play(idle, wants_out()) == [commands.Refuse(reason="no_talk")]
