"""Who and what Asterisk has that nobody remembers, or remembers otherwise."""

from __future__ import annotations

from datetime import datetime

import pytest

from callcenter import events
from callcenter.call import CallState, Offer
from callcenter.events import Cause
from callcenter.seat import Seat
from callcenter.state import State
from telephony import leftovers, leg_cause, reconcile
from telephony.ari_signals import CallOffered
from telephony.reconcile import Channel
from tests.unit.telephony.test_reconcile import (
    AT,
    LEFT_ALONE,
    LONG_AGO,
    MEANWHILE,
    PLAYING,
    WHERE,
    left,
    remembered,
    seen,
)

pytestmark = pytest.mark.unit


def test_callers_whom_nobody_remembers_are_told_in_their_order() -> None:
    def arrived(call: str, at: datetime) -> events.CallArrived:
        return events.CallArrived(at=at, call=call, line="", caller=None, withheld=None)

    late, early = arrived("x", AT), arrived("y", MEANWHILE)
    told = reconcile.missed_events(remembered(CallState.WAITING), seen(strangers=(late, early)))
    assert told == [early, late, left(AT)] or told == [early, left(AT), late]


@pytest.mark.parametrize("context", ["offer", "back"])
def test_who_is_offered_to_all_is_to_be_claimed_unless_they_are_ours(context: str) -> None:
    there = {each: Channel(each, is_up=False, context=context) for each in ("a", "b", "c", "d~1")}
    found = seen(channels=there, ours=frozenset(("a", "d~1")))
    assert reconcile.offered(State(), found) == [
        CallOffered(at=AT, channel="b"),
        CallOffered(at=AT, channel="c"),
    ]
    assert reconcile.offered(remembered(CallState.WAITING), found) == [
        CallOffered(at=AT, channel="b")
    ]
    assert CallOffered(at=AT, channel="c") in reconcile.offered(
        remembered(CallState.FALLBACK), found
    )


def test_whom_the_seat_left_is_claimed_as_they_are_given_back_but_not_as_they_fall() -> None:
    state = remembered(CallState.TALKING)
    back, falling = (
        seen("c", ours=frozenset(), channels=WHERE[each], book=LEFT_ALONE)
        for each in ("back", "offer")
    )
    assert reconcile.offered(state, back) == [CallOffered(at=AT, channel="c")]
    assert reconcile.offered(state, falling) == []


def test_who_is_elsewhere_in_the_dialplan_is_left_there() -> None:
    assert reconcile.offered(State(), seen(channels={"b": Channel("b", True, "fallback")})) == []


def test_what_must_be_asked_one_by_one_is_of_calls_that_live() -> None:
    state = remembered(CallState.GUIDED, playing=PLAYING, awaited=["c~r1"])
    assert reconcile.questions(state) == reconcile.Questions(("c~p1",), ("c~r1",))
    state.calls["c"].state = CallState.ENDED
    assert reconcile.questions(state) == reconcile.Questions()


@pytest.mark.parametrize(
    ("q850", "is_answered", "cause"),
    [
        (16, True, Cause.NORMAL),
        (16, False, Cause.CANCELLED),
        (17, False, Cause.BUSY),
        (19, False, Cause.NO_ANSWER),
        (20, False, Cause.UNREACHABLE),
        (21, False, Cause.DECLINED),
        (26, False, Cause.CANCELLED),
        (127, True, Cause.LOST),
    ],
)
def test_the_book_says_why_a_leg_ended(q850: int, is_answered: bool, cause: Cause) -> None:
    assert leg_cause.of_book(q850, is_answered=is_answered) is cause


def test_what_belongs_to_no_living_call_is_an_orphan() -> None:
    state = remembered(CallState.TALKING)
    made = ["c", "c~1", "c~b1", "x", "x~1", "x~1~s1", "foreign"]
    assert leftovers.orphans(state, made) == ["x~1", "x~1~s1"]
    assert leftovers.orphans(remembered(CallState.ENDED), made)[:2] == ["c~1", "c~b1"]


def test_a_leg_that_its_call_let_go_of_before_we_died_is_ended() -> None:
    state = remembered(CallState.OFFERED, offer=Offer("seat-01", "seat-01", "c~2", LONG_AGO))
    there = ["c", "c~1", "c~2", "c~s1", "c~2~s1", "x~1"]
    assert leftovers.strays(state, there) == ["c~1"]


def test_a_leg_that_was_made_after_we_gave_it_up_is_told_while_all_is_well() -> None:
    state = remembered(CallState.WAITING)
    rings = events.LegRang(at=AT, call="c", leg="c~7")
    assert reconcile.missed_events(state, seen("c", "c~7")) == [rings]
    assert reconcile.missed_events(state, seen("c", "c~7", began_at=LONG_AGO)) == []


def test_phones_that_came_or_went_are_told() -> None:
    seat = Seat(id="seat-01", skills={}, since=AT, idle_since=AT, phones=["seat-01"])
    state = State(seats={"seat-01": seat})
    seats = {"seat-01": "seat-01", "seat-01w": "seat-01", "seat-02": "seat-02"}
    online = {"seat-01w": True, "stranger": True}
    assert list(reconcile.missed_registrations(state, online, seats, AT)) == [
        events.PhoneUnregistered(at=AT, seat="seat-01", endpoint="seat-01"),
        events.PhoneRegistered(at=AT, seat="seat-01", endpoint="seat-01w"),
    ]
