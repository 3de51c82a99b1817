"""An agent's dial of a contact keeps the rules of ours; callers and promises come first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from callcenter import commands, sparing
from callcenter.campaign import CapacityRow, Desk
from callcenter.center import Center
from callcenter.commands import ConfirmContact, MakeCitizen
from callcenter.contact import ContactState
from callcenter.events import CallbackCancelled, CallbackPromised, OutboundPaused
from callcenter.floor_wishes import CapacityBent
from config.campaign import load_campaign
from tests.unit.callcenter import contract
from tests.unit.callcenter.askings import of
from tests.unit.callcenter.happenings import (
    arrives,
    confirmed,
    dial_ends,
    dials,
    heard,
    leg_ends,
    not_ready,
    picks_up,
    ready,
    registers,
)
from tests.unit.callcenter.playbook import MONDAY, NOW, play
from tests.unit.callcenter.test_outbound import OUT, kept, offered, offers, started, switched
from tests.unit.config.test_campaign import FLOWS

pytestmark = pytest.mark.unit

PREVIEW = dials(OUT, person="p-c1", contact="c1")


def refused(center: Center, *, seat: str = "seat-01") -> list[str]:
    """Dial the contact from its page; gives why it was refused."""
    asked = play(center, replace(PREVIEW, seat=seat))
    why = [each.reason for each in of(commands.Refuse, asked)]
    assert bool(of(MakeCitizen, asked)) is not bool(why)
    return why


def promised(callback: str = "b1", person: str = "p-c1") -> CallbackPromised:
    due = MONDAY + timedelta(hours=2)
    return CallbackPromised(at=NOW, by="op-1", callback=callback, person=person, due=due)


def skilled(skill: str) -> Center:
    """Two desks at work, of which the second alone has the outbound skill."""
    desks = (Desk("seat-01", {"general": 1}), Desk("seat-02", {"general": 1, "outbound": 1}))
    rules = replace(contract.SAPPORO.outbound, skill=skill)
    center = contract.center(contract.campaign(desks=desks, outbound=rules), ready=2)
    play(center, switched(True))
    return center


def test_a_contact_is_dialled_from_a_seat_with_the_outbound_skill_alone() -> None:
    center = skilled("outbound")
    assert refused(center) == [sparing.NO_OUTBOUND_SKILL]
    assert not of(commands.Refuse, play(center, dials("out.x.1")))  # a number is anybody's to call
    assert refused(center, seat="seat-02") == []
    asked = play(skilled("outbound"), offers(offered(seat="seat-01")))
    assert [each.seat for each in of(ConfirmContact, asked)] == ["seat-02"]


def test_without_that_skill_in_the_rules_any_seat_dials_contacts() -> None:
    assert refused(skilled("")) == []


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (switched(False), "calling_off"),
        (OutboundPaused(at=NOW, by="sv-1"), "calling_paused"),
        (arrives("b"), sparing.KEPT_FOR_CALLERS),
        (promised(), sparing.PERSON_EXPECTED),
        (promised(person="p-other"), None),
    ],
)
def test_what_holds_for_our_dials_holds_for_an_agents(happens: object, why: str | None) -> None:
    center = started()
    play(center, happens)  # type: ignore[arg-type]
    assert refused(center) == ([why] if why else [])


@pytest.mark.parametrize(
    ("ready", "seats", "lines", "is_back_office", "may"),
    [
        (2, 1, 0, False, True),
        (1, 1, 0, False, False),
        (2, 0, 5, False, False),
        (2, 1, 3, True, True),  # it takes a line from callers, but no seat
        (2, 1, 4, True, False),
    ],
)
def test_an_agents_dial_leaves_callers_their_reserve(
    ready: int, seats: int, lines: int, *, is_back_office: bool, may: bool
) -> None:
    center = started(ready=ready, seats=seats, lines=lines)
    if is_back_office:
        play(center, not_ready("seat-01", "back_office"), arrives("b"))
    assert refused(center) == ([] if may else [sparing.KEPT_FOR_CALLERS])


def test_lines_that_were_raised_for_the_day_are_there_for_calling_too() -> None:
    """By an agent's hand, and by the system."""
    row = CapacityRow(contract.FIRST, 2, 2, reserve_lines=2)
    later = replace(row, start=contract.FIRST + timedelta(days=60), lines=3)
    center = contract.center(contract.campaign(capacity=(row, later)), ready=2)
    play(center, switched(True), offers(offered()))
    assert kept(center) == []
    assert refused(center) == [sparing.KEPT_FOR_CALLERS]
    bent = CapacityBent(at=NOW, by="sv-1", day=MONDAY.date(), seats=2, lines=3)
    play(center, bent)
    assert kept(center) == ["seat-01"]
    play(center, offers())
    assert refused(center) == []


def test_who_dials_from_a_seat_that_is_kept_gives_the_contact_back() -> None:
    center = started(ready=1)
    play(center, offers(offered()))
    assert kept(center) == ["seat-01"]
    play(center, dials("out.c2.1", person="p-c2", contact="c2"))
    contact = center.state.contacts["c1"]
    assert (contact.state, contact.reserved, contact.timer) == (ContactState.DUE, None, None)


def test_a_promise_is_kept_by_hand_though_the_calling_is_stopped() -> None:
    center = started()
    play(center, switched(False), promised())
    asked = play(center, dials("out.0a1b.1", person="p-c1", contact="b1"))
    assert of(MakeCitizen, asked)
    over = dials("out.0a1c.1", seat="seat-02", person="p-x", contact="b-over")
    assert of(MakeCitizen, play(center, over))


def test_who_was_promised_a_callback_is_not_called_for_a_deficiency_as_well() -> None:
    center = started()
    play(center, promised())
    assert not of(ConfirmContact, play(center, offers(offered(), offered("c2")))[:1])
    assert center.state.contacts["c1"].state is ContactState.DUE
    assert center.state.contacts["c2"].state is ContactState.RESERVED
    asked = play(center, CallbackCancelled(at=NOW, by="op-1", callback="b1"))
    assert [each.contact for each in of(ConfirmContact, asked)] == ["c1"]


def test_who_was_promised_a_callback_while_the_office_was_asked_is_not_dialled() -> None:
    center = started()
    play(center, offers(offered()))
    assert kept(center)
    asked = play(center, promised(), confirmed(OUT))
    assert not of(MakeCitizen, asked)
    assert kept(center) == []


def test_who_is_in_a_call_is_not_called_for_a_deficiency() -> None:
    center = started()
    play(center, arrives("b", caller="p-c1"), heard("b~p1"))
    play(center, picks_up("b~1"))
    assert not of(ConfirmContact, play(center, offers(offered())))
    assert refused(center, seat="seat-02") == [sparing.PERSON_EXPECTED]


def test_a_promise_to_a_number_that_is_just_called_waits_until_that_is_over() -> None:
    center = started()
    play(center, offers(offered()), confirmed(OUT), picks_up(f"{OUT}~1"))
    now = replace(promised(), due=MONDAY)
    assert not of(MakeCitizen, play(center, now))
    by_hand = dials("out.0a1b.1", seat="seat-02", person="p-c1", contact="b1")
    assert of(commands.Refuse, play(center, by_hand)) == [
        commands.Refuse(reason=sparing.PERSON_EXPECTED)
    ]
    asked = play(center, dial_ends(OUT), leg_ends(f"{OUT}~1"))
    assert [each.call for each in of(MakeCitizen, asked)] == ["out.b1.1"]


def test_who_waits_in_the_queue_is_served_there_and_their_promise_takes_no_seat_from_them() -> None:
    center = started(ready=0)
    play(center, replace(promised(), due=MONDAY), arrives("b", caller="p-c1"), heard("b~p1"))
    asked = play(center, heard("b~p2"), registers("seat-01"), ready("seat-01"))
    assert not of(MakeCitizen, asked)
    assert [each.call for each in of(commands.RingSeat, asked)] == ["b"]


def test_a_promise_takes_the_seat_that_is_only_kept_for_a_deficiency() -> None:
    center = started(ready=1)
    play(center, offers(offered()))
    assert kept(center) == ["seat-01"]
    asked = play(center, replace(promised(person="p-other"), due=MONDAY))
    assert [each.call for each in of(MakeCitizen, asked)] == ["out.b1.1"]
    assert not of(MakeCitizen, play(center, confirmed(OUT)))


def test_two_persons_with_one_number_are_called_one_after_the_other() -> None:
    center = started()
    both = offers(offered(person="p-home"), offered("c2", person="p-home"))
    assert [each.contact for each in of(ConfirmContact, play(center, both))] == ["c1"]
    assert not of(ConfirmContact, play(center, confirmed(OUT), picks_up(f"{OUT}~1")))
    asked = play(center, dial_ends(OUT), leg_ends(f"{OUT}~1"))
    assert [each.contact for each in of(ConfirmContact, asked)] == ["c2"]


def with_office_desk(*, ready: int) -> Center:
    """Two desks that take callers, and one of 申請事務 that only calls."""
    both = {"general": 1, "outbound": 1}
    desks = (Desk("jimu-01", {"outbound": 1}), Desk("seat-01", both), Desk("seat-02", both))
    rules = replace(contract.SAPPORO.outbound, skill="outbound")
    row = CapacityRow(contract.FIRST, 2, 4, reserve_seats=1)
    made = contract.campaign(desks=desks, outbound=rules, capacity=(row,))
    center = contract.center(made, ready=ready)
    play(center, switched(True))
    return center


def test_a_desk_that_only_calls_is_no_ready_seat_and_no_seat_of_the_contract() -> None:
    center = with_office_desk(ready=2)
    assert sparing.floor(contract.turn(center)).ready_seats == 1
    assert "seats_below_contract" in center.state.alarms
    assert not of(ConfirmContact, play(center, offers(offered())))  # the one ready seat is kept
    assert refused(center) == [sparing.KEPT_FOR_CALLERS]
    assert refused(center, seat="jimu-01") == []


def test_a_desk_that_only_calls_gets_no_caller() -> None:
    center = with_office_desk(ready=1)
    asked = play(center, arrives("b"), heard("b~p1"), heard("b~p2"))
    assert not of(commands.RingSeat, asked)


def test_sapporos_office_work_calls_as_shipped_and_its_supervisors_desks_do_not() -> None:
    shipped = load_campaign("sapporo", flows=FLOWS)
    assert not isinstance(shipped, list)
    center = contract.center(shipped, ready=3)  # of whom two are kept for callers
    play(center, switched(True), not_ready("seat-01", "back_office"), registers("sv-01"))
    assert refused(center, seat="sv-01") == [sparing.NO_OUTBOUND_SKILL]
    assert refused(center, seat="seat-02") == [sparing.KEPT_FOR_CALLERS]
    assert refused(center, seat="seat-01") == []
