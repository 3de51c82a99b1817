"""Calling somebody: the seat first, then the number, and exactly one filed attempt."""

from __future__ import annotations

from datetime import timedelta

import pytest

from callcenter import commands, dialling
from callcenter.call import CallState
from callcenter.campaign import CapacityRow
from callcenter.center import Center
from callcenter.commands import CloseDial
from callcenter.events import AsteriskLost, Cause
from callcenter.outcome import DialResult
from callcenter.seat import SeatState
from callcenter.wishes import HangUpPressed
from tests.unit.callcenter import contract
from tests.unit.callcenter.askings import of
from tests.unit.callcenter.happenings import (
    arrives,
    citizen_answers,
    citizen_rings,
    dial_ends,
    dials,
    leaves,
    leg_ends,
    not_ready,
    picks_up,
    recorded,
)
from tests.unit.callcenter.playbook import MONDAY, NOW, Due, Playbook, SetsTimer, Some, play

pytestmark = pytest.mark.unit

OUT = "out.x.1"
LEG = f"{OUT}~1"
REFUSED = commands.Refuse


def dialling_center() -> Center:
    """The seat listens, and the number is dialled."""
    center = contract.center(ready=2)
    play(center, dials(OUT), picks_up(LEG))
    return center


def talking_center() -> Center:
    center = dialling_center()
    play(center, citizen_answers(OUT), recorded(f"{OUT}~r1"), recorded(f"{OUT}~r2"))
    return center


def state(center: Center, seat: str = "seat-01") -> SeatState:
    return center.state.seats[seat].state


def test_from_the_seat_to_the_talk_and_its_end() -> None:
    book = Playbook(contract.center(ready=2))
    assert (
        book
        >> dials(OUT)
        << commands.MakeCitizen(call=OUT, person="person", line=contract.LINE)
        << Some(commands.RingSeat, {"leg": LEG, "seat": "seat-01", "resumes": True})
        >> picks_up(LEG)
        << SetsTimer(f"{OUT}~t1", 35.0)
        << commands.OpenBridge(call=OUT, bridge=f"{OUT}~b1")
        << commands.DialCitizen(
            call=OUT, leg=LEG, bridge=f"{OUT}~b1", line=contract.LINE, ring_s=30.0
        )
        >> citizen_rings(OUT)
        >> citizen_answers(OUT)
        << commands.CancelTimer(timer=f"{OUT}~t1")
        << Some(commands.RecordLeg, {"leg": OUT})
        << Some(commands.RecordLeg, {"leg": LEG})
        >> recorded(f"{OUT}~r1")
        >> recorded(f"{OUT}~r2")
        >> leaves(OUT)
        << Some(CloseDial, {"call": OUT, "result": DialResult.ANSWERED, "detail": ""})
        << commands.CancelLeg(call=OUT, leg=LEG)
        << commands.CloseBridge(call=OUT, bridge=f"{OUT}~b1")
        >> leg_ends(LEG)
        << SetsTimer("seat-01~t1", 30.0)
    )
    assert state(book.center) is SeatState.WRAP_UP
    assert not book.center.state.calls


@pytest.mark.parametrize("result", [each for each in DialResult if each != "answered"])
def test_what_the_network_answers_is_filed_and_the_seat_wraps_up(result: DialResult) -> None:
    center = dialling_center()
    asked = play(center, dial_ends(OUT, result), at=MONDAY + timedelta(seconds=7))
    (filed,) = of(CloseDial, asked)
    assert (filed.result, filed.answered_at, filed.dialled_at) == (result, None, MONDAY)
    assert (filed.ring_s, filed.talk_s, filed.seat, filed.by) == (7.0, 0.0, "seat-01", "op-1")
    assert commands.CancelLeg(call=OUT, leg=LEG) in asked
    play(center, leg_ends(LEG))
    assert state(center) is SeatState.WRAP_UP
    assert not play(center, dial_ends(OUT, result))


@pytest.mark.parametrize(
    ("cause", "seat"), [(Cause.NO_ANSWER, SeatState.NOT_READY), (Cause.CANCELLED, SeatState.READY)]
)
def test_a_seat_that_is_not_there_calls_nobody(cause: Cause, seat: SeatState) -> None:
    center = contract.center(ready=2)
    play(center, dials(OUT))
    asked = play(center, leg_ends(LEG, cause))
    (filed,) = of(CloseDial, asked)
    assert (filed.result, filed.dialled_at) == (DialResult.CANCELLED, None)
    assert commands.HangUpCaller(call=OUT) in asked
    assert not of(commands.DialCitizen, asked)
    assert state(center) is seat


def test_who_was_not_ready_is_not_so_afterwards_either() -> None:
    center = contract.center(ready=2)
    play(center, not_ready("seat-01", reason="back_office"), dials(OUT), picks_up(LEG))
    play(center, dial_ends(OUT), leg_ends(LEG))
    seat = center.state.seats["seat-01"]
    assert (seat.state, seat.reason) == (SeatState.NOT_READY, "back_office")


def test_the_person_at_the_seat_changes_their_mind() -> None:
    center = dialling_center()
    asked = play(center, HangUpPressed(at=NOW, seat="seat-01", by="op-1"))
    assert of(commands.CancelLeg, asked) == [commands.CancelLeg(call=OUT, leg=LEG)]
    asked = play(center, leg_ends(LEG))
    assert commands.HangUpCaller(call=OUT) in asked
    assert center.state.calls[OUT].state is CallState.CLOSING
    (filed,) = of(CloseDial, play(center, dial_ends(OUT, DialResult.NO_ANSWER)))
    assert filed.result is DialResult.CANCELLED
    assert not center.state.calls


def test_a_phone_that_rings_beyond_the_limit_is_hung_up_on() -> None:
    book = Playbook(dialling_center())
    assert book >> Due(f"{OUT}~t1") << commands.HangUpCaller(call=OUT)
    (filed,) = of(CloseDial, play(book.center, dial_ends(OUT, DialResult.CANCELLED)))
    assert filed.result is DialResult.NO_ANSWER


def test_it_takes_a_line_and_meets_the_contracts_limit() -> None:
    row = CapacityRow(start=contract.FIRST, seats=1, lines=1)
    center = contract.center(contract.campaign(capacity=(row,)), ready=2)
    play(center, dials(OUT))
    asked = play(center, dials("out.y.1", seat="seat-02"))
    assert of(REFUSED, asked) == [REFUSED(reason=dialling.LINES_FULL)]
    assert of(commands.RejectCall, play(center, arrives("b")))


def test_nobody_is_dialled_twice_under_one_name() -> None:
    center = dialling_center()
    again = [REFUSED(reason=dialling.ALREADY_DIALLED)]
    assert of(REFUSED, play(center, dials(OUT, seat="seat-02"))) == again
    play(center, dial_ends(OUT), leg_ends(LEG))
    assert of(REFUSED, play(center, dials(OUT, seat="seat-02"))) == again
    assert not of(commands.DialCitizen, play(center, picks_up(LEG)))


def test_a_seat_in_a_call_or_without_a_phone_cannot_dial() -> None:
    center = dialling_center()
    busy = play(center, dials("out.y.1"))
    without = play(center, dials("out.z.1", seat="seat-03"))
    assert of(REFUSED, busy) == [REFUSED(reason=dialling.SEAT_IN_CALL)]
    assert of(REFUSED, without) == [REFUSED(reason=dialling.NO_PHONE)]


def test_an_interrupted_talk_waits_for_its_seat_without_a_lease() -> None:
    center = talking_center()
    asked = play(center, leg_ends(LEG, Cause.SILENT))
    assert center.state.calls[OUT].state in (CallState.WAITING, CallState.OFFERED)
    assert not of(commands.Lease, asked)


def test_asterisks_death_files_it_and_makes_nobody_a_redialer() -> None:
    center = dialling_center()
    (filed,) = of(CloseDial, play(center, AsteriskLost(at=NOW)))
    assert (filed.result, filed.detail) == (DialResult.FAILED, "asterisk_lost")
    assert not center.state.redialers
    assert not center.state.calls
