"""Contacts: a seat is kept, the office asked, and only its word in time lets us dial."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from callcenter import commands
from callcenter.campaign import CapacityRow
from callcenter.center import Center
from callcenter.commands import ConfirmContact, MakeCitizen
from callcenter.contact import ContactState, Offered
from callcenter.events import ContactsOffered, OutboundPressed
from callcenter.seat import SeatState
from tests.unit.callcenter import contract
from tests.unit.callcenter.askings import of
from tests.unit.callcenter.happenings import (
    arrives,
    citizen_answers,
    confirmed,
    dials,
    fires,
    heard,
    leaves,
    picks_up,
)
from tests.unit.callcenter.playbook import MONDAY, NOW, play

pytestmark = pytest.mark.unit

OUT = "out.c1.1"


def after(seconds: float) -> datetime:
    return MONDAY + timedelta(seconds=seconds)


def offered(name: str = "c1", **other: object) -> Offered:
    made = Offered(
        id=name,
        attempt=f"out.{name}.1",
        person=f"p-{name}",
        due=MONDAY,
        latest=MONDAY + timedelta(hours=1),
    )
    return replace(made, **other)  # type: ignore[arg-type]


def offers(*contacts: Offered) -> ContactsOffered:
    return ContactsOffered(at=NOW, contacts=contacts)


def switched(is_on: bool) -> OutboundPressed:
    return OutboundPressed(at=NOW, by="sv-1", is_on=is_on)


def started(*, ready: int = 2, seats: int = 0, lines: int = 0) -> Center:
    """Contacts may be called; so many seats and lines stay free for callers."""
    row = CapacityRow(contract.FIRST, 3, 5, reserve_lines=lines, reserve_seats=seats)
    center = contract.center(contract.campaign(capacity=(row,)), ready=ready)
    play(center, switched(True))
    return center


def asked_for(center: Center) -> Center:
    """The office was just asked for `c1`."""
    play(center, offers(offered()))
    assert center.state.contacts["c1"].state is ContactState.RESERVED
    return center


def kept(center: Center) -> list[str]:
    return [each.id for each in center.state.seats.values() if each.kept_for is not None]


def test_a_seat_is_kept_the_office_asked_and_on_its_word_the_call_begins() -> None:
    center = started()
    asked = play(center, offers(offered(seat="seat-02")))
    question = ConfirmContact(attempt=OUT, contact="c1", seat="seat-02")
    assert of(ConfirmContact, asked) == [question]
    assert kept(center) == ["seat-02"]
    (timer,) = of(commands.SetTimer, asked)[:1]
    assert timer.due == after(2)
    asked = play(center, confirmed(OUT), at=after(1))
    assert of(MakeCitizen, asked) == [MakeCitizen(call=OUT, person="p-c1", line=contract.LINE)]
    assert kept(center) == []
    play(center, picks_up(f"{OUT}~1"), citizen_answers(OUT), at=after(5))
    (filed,) = of(commands.CloseDial, play(center, leaves(OUT), at=after(9)))
    assert (filed.contact, filed.kind, filed.by) == ("c1", "deficiency", "")
    assert not center.state.contacts


def test_no_answer_is_an_answer() -> None:
    center = asked_for(started())
    timer = center.state.contacts["c1"].timer
    assert timer is not None
    assert not of(MakeCitizen, play(center, fires(timer), at=after(2)))
    assert (kept(center), center.state.contacts) == ([], {})
    assert not of(MakeCitizen, play(center, confirmed(OUT), at=after(2.5)))


def test_what_is_no_longer_due_is_not_dialled() -> None:
    center = asked_for(started())
    assert not of(MakeCitizen, play(center, confirmed(OUT, is_due=False)))
    assert (kept(center), center.state.contacts) == ([], {})


def test_a_contact_that_is_not_offered_again_is_taken_back() -> None:
    center = asked_for(started())
    play(center, offers())
    assert (kept(center), center.state.contacts) == ([], {})
    assert not of(MakeCitizen, play(center, confirmed(OUT)))


def test_an_attempt_that_was_made_is_not_made_again() -> None:
    center = asked_for(started())
    play(center, confirmed(OUT), picks_up(f"{OUT}~1"), citizen_answers(OUT), leaves(OUT))
    assert not of(ConfirmContact, play(center, offers(offered())))


def test_a_caller_comes_first() -> None:
    center = asked_for(started(ready=1))
    play(center, arrives("b"))
    assert kept(center) == []
    assert not of(MakeCitizen, play(center, confirmed(OUT)))
    play(center, heard("b~p1"))
    assert center.state.seats["seat-01"].state is SeatState.RINGING
    assert center.state.seats["seat-01"].call == "b"


def test_who_dials_by_hand_leaves_the_contact_to_another_seat() -> None:
    center = asked_for(started())
    (seat,) = kept(center)
    play(center, dials("out.x.1", seat=seat))
    assert center.state.seats[seat].call == "out.x.1"
    assert not of(MakeCitizen, play(center, confirmed(OUT))) or kept(center) != [seat]


@pytest.mark.parametrize(
    ("ready", "seats", "lines", "begun"),
    [(3, 0, 0, 3), (3, 1, 0, 2), (3, 0, 3, 2), (1, 1, 0, 0), (3, 2, 4, 1)],
)
def test_what_is_reserved_for_callers_stays_free(
    ready: int, seats: int, lines: int, begun: int
) -> None:
    center = started(ready=ready, seats=seats, lines=lines)
    asked = play(center, offers(*(offered(f"c{count}") for count in range(4))))
    assert len(of(ConfirmContact, asked)) == begun


@pytest.mark.clause("SPR-V-4-3")
def test_nobody_is_called_while_the_calling_is_stopped() -> None:
    center = asked_for(started())
    play(center, switched(False))
    assert kept(center) == []
    assert not of(MakeCitizen, play(center, confirmed(OUT)))
    assert of(ConfirmContact, play(center, switched(True)))
    refused = play(center, switched(True))
    assert of(commands.Refuse, refused) == [commands.Refuse(reason="already_so")]


@pytest.mark.parametrize(
    ("clock", "is_called"),
    [("08:59:59", False), ("09:00", True), ("17:44:59", True), ("17:45", False)],
)
def test_it_is_called_in_its_hours_only(clock: str, is_called: bool) -> None:
    at = contract.local(f"2026-02-03T{clock}")
    center = started()
    contact = offered(due=at, latest=at + timedelta(hours=1))
    assert bool(of(ConfirmContact, play(center, offers(contact), at=at))) is is_called


def test_a_lease_that_has_ended_is_ours_no_more() -> None:
    center = started(ready=0)
    play(center, offers(offered(latest=after(60))))
    assert center.state.outbound_timer is not None
    play(center, fires(center.state.outbound_timer), at=after(61))
    assert not center.state.contacts
