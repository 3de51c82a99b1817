"""Callers first: a seat that is about to call an applicant is theirs until a number is dialled."""

from __future__ import annotations

from datetime import timedelta

import pytest

from callcenter import commands
from callcenter.campaign import CapacityRow, SeatCap
from callcenter.center import Center
from callcenter.commands import CancelLeg, CloseDial, Command, DialCitizen, RingSeat
from callcenter.events import CallbackPromised
from tests.unit.callcenter import contract
from tests.unit.callcenter.askings import of
from tests.unit.callcenter.happenings import (
    arrives,
    confirmed,
    dials,
    heard,
    leg_ends,
    not_ready,
    picks_up,
)
from tests.unit.callcenter.playbook import MONDAY, NOW, play
from tests.unit.callcenter.test_last_look import LEG, ringing
from tests.unit.callcenter.test_outbound import OUT, offered, offers, started, switched

pytestmark = pytest.mark.unit

OFF = [CancelLeg(call=OUT, leg=LEG)]


def waits(center: Center, call: str = "b") -> list[Command]:
    """Somebody calls and has heard all that comes before the queue; gives all commands."""
    asked = play(center, arrives(call))
    return asked + [each for n in (1, 2) for each in play(center, heard(f"{call}~p{n}"))]


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_caller_gets_the_seat_whose_phone_rings_for_an_applicant(by_hand: bool) -> None:
    center = started(ready=1) if by_hand else ringing()
    if by_hand:
        play(center, dials(OUT, person="p-c1", contact="c1"))
    assert of(CancelLeg, waits(center)) == OFF
    asked = play(center, leg_ends(LEG))
    (filed,) = of(CloseDial, asked)
    assert (filed.result, filed.dialled_at, filed.detail) == ("cancelled", None, "caller_waits")
    assert [(each.call, each.seat) for each in of(RingSeat, asked)] == [("b", "seat-01")]
    assert not of(DialCitizen, play(center, picks_up(LEG)))


def test_as_many_are_called_off_as_callers_wait() -> None:
    center = started(ready=2)
    play(center, offers(offered(), offered("c2")))
    play(center, confirmed(OUT), confirmed("out.c2.1"))
    assert len(of(CancelLeg, waits(center))) == 1
    assert len(of(CancelLeg, waits(center, "d"))) == 1
    assert not of(CancelLeg, waits(center, "e"))


def test_who_finds_another_seat_free_stops_nobody() -> None:
    center = started(ready=2)
    play(center, offers(offered()), confirmed(OUT))
    asked = waits(center)
    assert not of(CancelLeg, asked)
    assert [each.call for each in of(RingSeat, asked)] == ["b"]
    assert of(DialCitizen, play(center, picks_up(LEG)))


def test_the_contracts_number_of_seats_is_the_callers_first() -> None:
    row = CapacityRow(contract.FIRST, seats=1, lines=5)
    capped = contract.campaign(seat_cap=SeatCap.CONTRACT, capacity=(row,))
    center = contract.center(capped, ready=2)
    play(center, switched(True), offers(offered()), confirmed(OUT))
    assert of(CancelLeg, waits(center)) == OFF
    assert [each.call for each in of(RingSeat, play(center, leg_ends(LEG)))] == ["b"]


def test_who_is_still_in_guidance_is_counted_when_the_seat_picks_up() -> None:
    center = ringing()
    assert not of(CancelLeg, play(center, arrives("b")))
    asked = play(center, picks_up(LEG), at=MONDAY + timedelta(seconds=2))
    assert (of(CancelLeg, asked), of(DialCitizen, asked)) == (OFF, [])


def test_a_desk_that_serves_no_caller_goes_on() -> None:
    center = started(ready=1)
    play(center, not_ready("seat-01", "back_office"), dials(OUT, person="p-c1", contact="c1"))
    assert not of(CancelLeg, waits(center))
    assert of(DialCitizen, play(center, picks_up(LEG)))


def test_a_promised_callback_keeps_its_place_before_who_came_later() -> None:
    center = contract.center(ready=1)
    play(center, CallbackPromised(at=NOW, by="op", callback="b1", person="p", due=MONDAY))
    assert not of(CancelLeg, waits(center))
    assert of(commands.DialCitizen, play(center, picks_up("out.b1.1~1")))
