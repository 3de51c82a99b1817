"""Callbacks: taken, promised, dialled at their turn, tried again, and ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from callcenter import callbacks, commands
from callcenter.call import Call, CallState
from callcenter.callbacks import ALREADY, TAKEN, UNAVAILABLE
from callcenter.campaign import CapacityRow, Outbound
from callcenter.center import Center
from callcenter.commands import CloseDial, MakeCitizen, RingSeat, ShowCallback
from callcenter.contact import ContactState
from callcenter.events import CallbackCancelled, CallbackPromised, Cause
from callcenter.floor_wishes import CapacityBent
from callcenter.outcome import DialResult, Outcome
from tests.unit.callcenter import contract
from tests.unit.callcenter.askings import of
from tests.unit.callcenter.happenings import (
    arrives,
    citizen_answers,
    dial_ends,
    fallback_is_seen,
    fallback_is_told,
    fires,
    heard,
    joined,
    leaves,
    leg_ends,
    not_ready,
    picks_up,
    ready,
    recorded,
)
from tests.unit.callcenter.playbook import MONDAY, NOW, play

pytestmark = pytest.mark.unit

RULES = Outbound(tries=2, gap_s=600.0)
OUT = "out.a.c1.1"
TAKEN_AT, NIGHT = "2026-02-06T17:50:00", timedelta(hours=6)


def after(seconds: float) -> datetime:
    return MONDAY + timedelta(seconds=seconds)


def busy(**changed: Any) -> Center:
    """One seat, which talks to somebody; `a` waits."""
    made = contract.campaign(outbound=RULES, wrap_up_s=0.0, repeat_s=1e6, **changed)
    center = contract.center(made)
    play(center, arrives("t", caller="other"), heard("t~p1"), picks_up("t~1"))
    play(center, recorded("t~r1"), recorded("t~r2"), joined("t~1"))
    play(center, arrives("a", caller="citizen"), heard("a~p1"), heard("a~p2"), at=after(1))
    return center


def take(center: Center, call: str = "a", person: str | None = "citizen") -> str:
    """The flow of a waiting caller wants the promise, and then ends."""
    turn = contract.turn(center, at=after(2))
    return callbacks.take(turn, center.state.calls[call], person)


def promise(due: datetime, *, name: str = "cb-1", seat: str | None = None) -> CallbackPromised:
    return CallbackPromised(
        at=NOW, by="op-1", callback=name, person="citizen", due=due, skill="", seat=seat
    )


def waiting(center: Center) -> Call:
    return center.state.calls["a"]


def test_a_taken_callback_ends_the_waiting_and_keeps_the_place() -> None:
    center = busy()
    assert take(center) == TAKEN
    assert (waiting(center).outcome, center.state.queue) == (Outcome.CALLBACK_TAKEN, [])
    (filed,) = of(commands.CloseCall, play(center, leaves("a"), at=after(3)))
    assert filed.outcome is Outcome.CALLBACK_TAKEN
    play(center, leg_ends("t~1"), leaves("t"), at=after(60))
    assert center.state.calls[OUT].state is CallState.CALLING_SEAT
    assert center.state.contacts["a~c1"].place == 2


def test_who_came_before_is_served_before_and_who_came_after_waits() -> None:
    center = busy()
    take(center)
    play(center, leaves("a"), at=after(3))
    play(center, arrives("late", caller="third"), at=after(5))
    play(center, heard("late~p1"), heard("late~p2"), at=after(9))
    play(center, leg_ends("t~1"), leaves("t"), at=after(60))
    assert center.state.calls["late"].state is CallState.WAITING
    assert center.state.calls[OUT].state is CallState.CALLING_SEAT


def test_on_lines_that_were_raised_for_the_day_neither_waits_for_the_other() -> None:
    """Callers on more lines than the contract's: the callback in its place, they after it."""
    row = CapacityRow(contract.FIRST, 1, 3)
    later = CapacityRow(contract.FIRST + timedelta(days=60), 1, 6)
    center = busy(capacity=(row, later))
    raised = CapacityBent(at=after(1), by="sv-1", day=MONDAY.date(), seats=1, lines=6)
    play(center, raised, at=after(1))
    take(center)
    play(center, leaves("a"), at=after(3))
    for n, call in enumerate(("l1", "l2", "l3"), 5):
        play(center, arrives(call, caller=call), at=after(n))
        play(center, heard(f"{call}~p1"), heard(f"{call}~p2"), at=after(n))
    play(center, leg_ends("t~1"), leaves("t"), at=after(60))
    assert center.state.calls[OUT].state is CallState.CALLING_SEAT
    assert center.state.queue == ["l1", "l2", "l3"]


def test_a_number_has_one_open_promise() -> None:
    center = busy()
    assert take(center, person=None) == UNAVAILABLE
    assert take(center) == TAKEN
    play(center, leaves("a"), at=after(3))
    play(center, arrives("b", caller="citizen"), heard("b~p1"), heard("b~p2"), at=after(4))
    assert take(center, "b") == ALREADY
    refused = play(center, promise(MONDAY), at=after(5))
    assert refused == [commands.Refuse(reason=callbacks.ALREADY_PROMISED)]


def test_who_calls_again_and_is_served_needs_no_callback() -> None:
    center = busy()
    take(center)
    play(center, leaves("a"), at=after(3))
    center.state.contacts["a~c1"].due = after(9999)
    play(center, leg_ends("t~1"), leaves("t"), at=after(10))
    play(center, arrives("b", caller="citizen"), heard("b~p1"), picks_up("b~1"), at=after(20))
    joined_at = after(21)
    play(center, recorded("b~r1"), recorded("b~r2"), at=joined_at)
    (shown,) = of(ShowCallback, play(center, joined("b~1"), at=joined_at))
    assert (shown.state, shown.why) == (ContactState.CANCELLED, "called_again")
    assert not center.state.contacts


def test_a_promise_waits_for_its_hour_and_its_seat() -> None:
    center = contract.center(contract.campaign(outbound=RULES), ready=2)
    asked = play(center, promise(after(300), seat="seat-02"))
    (timer,) = of(commands.SetTimer, asked)
    assert timer.due == after(300)
    assert not center.state.calls
    asked = play(center, fires(timer.timer), at=after(300))
    (ring,) = of(RingSeat, asked)
    assert (ring.seat, ring.call) == ("seat-02", "out.cb-1.1")
    play(center, picks_up("out.cb-1.1~1"), citizen_answers("out.cb-1.1"), at=after(305))
    asked = play(center, leaves("out.cb-1.1"), at=after(320))
    (filed,), (shown,) = of(CloseDial, asked), of(ShowCallback, asked)
    assert (filed.contact, filed.result) == ("cb-1", DialResult.ANSWERED)
    assert (shown.state, shown.tries) == (ContactState.REACHED, 1)
    assert not center.state.contacts


def test_nobody_is_called_before_it_is_told_who_talks_in_the_fallback() -> None:
    center = contract.center(contract.campaign(outbound=RULES), ready=2)
    (timer,) = of(commands.SetTimer, play(center, promise(after(300), seat="seat-02")))
    play(center, fallback_is_seen(), at=after(299))
    assert not of(RingSeat, play(center, fires(timer.timer), at=after(300)))
    (ring,) = of(RingSeat, play(center, fallback_is_told(), at=after(301)))
    assert (ring.seat, ring.call) == ("seat-02", "out.cb-1.1")


def test_who_is_not_reached_is_tried_again_after_the_gap_and_given_up_in_the_end() -> None:
    center = contract.center(contract.campaign(outbound=RULES, wrap_up_s=0.0), ready=1)
    play(center, promise(MONDAY))
    play(center, picks_up("out.cb-1.1~1"), at=after(5))
    asked = play(center, dial_ends("out.cb-1.1", DialResult.NO_ANSWER), at=after(30))
    (shown,) = of(ShowCallback, asked)
    assert (shown.state, shown.due) == (ContactState.DUE, after(630))
    play(center, leg_ends("out.cb-1.1~1"), at=after(31))
    assert not center.state.calls
    assert center.state.outbound_timer is not None
    asked = play(center, fires(center.state.outbound_timer), at=after(630))
    assert [each.call for each in of(MakeCitizen, asked)] == ["out.cb-1.2"]
    play(center, picks_up("out.cb-1.2~1"), at=after(631))
    (shown,) = of(ShowCallback, play(center, dial_ends("out.cb-1.2"), at=after(640)))
    assert (shown.state, shown.tries) == (ContactState.GIVEN_UP, 2)


@pytest.mark.parametrize(
    ("free_at", "dialled_at"),
    [
        # Taken at 17:50, the hours end at 18:00: kept like the place of who stayed on the line.
        ("2026-02-06T18:20:00", "2026-02-06T18:20:00"),
        # Half an hour after the closing nobody is called any more, but first on the next day.
        ("2026-02-06T18:30:00", "2026-02-09T09:00:00"),
    ],
)
def test_a_promise_from_before_the_closing_is_kept_that_evening_or_first_on_the_next_day(
    free_at: str, dialled_at: str
) -> None:
    taken, free, dialled = (contract.local(each) for each in (TAKEN_AT, free_at, dialled_at))
    center = contract.center(contract.campaign(outbound=RULES), at=taken)
    play(center, not_ready("seat-01"), at=taken)
    play(center, arrives("a", caller="citizen"), heard("a~p1"), heard("a~p2"), at=taken)
    turn = contract.turn(center, at=taken)
    assert callbacks.take(turn, center.state.calls["a"], "citizen") == TAKEN
    play(center, leaves("a"), at=taken)
    asked = play(center, ready("seat-01"), at=free)
    if free != dialled:
        assert not of(RingSeat, asked)
        play(center, ready("seat-01"), at=dialled - NIGHT)  # anything that happens in the morning
        assert center.state.outbound_due == dialled
        asked = play(center, fires(center.state.outbound_timer or ""), at=dialled)
    assert [each.call for each in of(RingSeat, asked)] == [OUT]


def test_a_seat_that_is_not_there_costs_the_citizen_no_try() -> None:
    center = contract.center(contract.campaign(outbound=RULES), ready=1)
    play(center, promise(MONDAY))
    asked = play(center, leg_ends("out.cb-1.1~1", Cause.NO_ANSWER), at=after(20))
    (shown,) = of(ShowCallback, asked)
    assert (shown.state, shown.tries) == (ContactState.DUE, 0)
    asked = play(center, ready("seat-01"), at=after(60))
    assert [each.call for each in of(MakeCitizen, asked)] == ["out.cb-1.2"]


def test_a_number_that_nobody_has_is_not_tried_again() -> None:
    center = contract.center(contract.campaign(outbound=RULES), ready=1)
    play(center, promise(MONDAY), picks_up("out.cb-1.1~1"))
    (shown,) = of(ShowCallback, play(center, dial_ends("out.cb-1.1", DialResult.NOT_IN_USE)))
    assert shown.state is ContactState.GIVEN_UP


def test_somebody_may_cancel_a_promise_unless_it_is_being_dialled() -> None:
    center = contract.center(contract.campaign(outbound=RULES), ready=1)
    cancel = CallbackCancelled(at=NOW, by="op-1", callback="cb-1")
    unknown = commands.Refuse(reason=callbacks.UNKNOWN_CALLBACK)
    assert unknown in play(center, cancel)
    play(center, promise(after(300)))
    (shown,) = of(ShowCallback, play(center, cancel))
    assert (shown.state, shown.why) == (ContactState.CANCELLED, "withdrawn")
    play(center, promise(MONDAY, name="cb-2"))
    dialled = CallbackCancelled(at=NOW, by="op-1", callback="cb-2")
    assert commands.Refuse(reason=callbacks.BEING_DIALLED) in play(center, dialled)
