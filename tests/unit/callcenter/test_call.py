"""The life of a call, cell by cell, and the names that it gives."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta

import pytest

from callcenter.call import TRANSITIONS, Call, CallHappening, CallState, Offer
from callcenter.errors import IllegalTransition
from tests.unit.callcenter.contract import LINE
from tests.unit.callcenter.playbook import MONDAY

pytestmark = pytest.mark.unit

LATER = MONDAY + timedelta(seconds=9)
LEGAL = {
    tuple(each.split())
    for each in (
        "guided queued waiting",
        "guided led_out outside",
        "guided closed closing",
        "guided fell fallback",
        "guided caller_left ended",
        "calling_seat connected dialling",
        "calling_seat caller_left ended",
        "dialling joined talking",
        "dialling closed closing",
        "dialling caller_left ended",
        "waiting offered offered",
        "waiting led_out outside",
        "waiting closed closing",
        "waiting fell fallback",
        "waiting caller_left ended",
        "offered picked_up joining",
        "offered passed_over waiting",
        "offered closed closing",
        "offered fell fallback",
        "offered caller_left ended",
        "joining joined talking",
        "joining passed_over waiting",
        "joining closed closing",
        "joining fell fallback",
        "joining caller_left ended",
        "talking closed closing",
        "talking interrupted waiting",
        "talking rings_on offered",
        "talking handed_on joining",
        "talking caller_left ended",
        "closing led_out outside",
        "talking fell fallback",
        "closing fell fallback",
        "closing caller_left ended",
        "outside closed closing",
        "outside caller_left ended",
        "fallback returned waiting",
        "fallback caller_left ended",
    )
}


def a_call(state: CallState = CallState.GUIDED) -> Call:
    return Call(
        id="a",
        line=LINE,
        skill="general",
        caller=None,
        withheld=None,
        arrived_at=MONDAY,
        place=1,
        state=state,
        since=MONDAY,
        holds_line=True,
        notice_due=True,
    )


@pytest.mark.parametrize("state", CallState)
@pytest.mark.parametrize("happening", CallHappening)
def test_every_cell_of_the_table(state: CallState, happening: CallHappening) -> None:
    call = a_call(state)
    after = {to for begun, happened, to in LEGAL if (begun, happened) == (state, happening)}
    if after:
        call.advance(happening, LATER)
        assert ({call.state}, call.since) == (after, LATER)
        return
    before = asdict(call)
    with pytest.raises(IllegalTransition) as caught:
        call.advance(happening, LATER)
    assert asdict(call) == before
    assert caught.value.what == "call a"
    assert (caught.value.state, caught.value.happening) == (state, happening)


def test_every_state_has_its_row_and_the_last_one_is_empty() -> None:
    assert list(TRANSITIONS) == list(CallState)
    assert TRANSITIONS[CallState.ENDED] == {}


def test_every_happening_stands_somewhere() -> None:
    assert {each for row in TRANSITIONS.values() for each in row} == set(CallHappening)


def test_a_caller_may_leave_every_living_call() -> None:
    leaving = {state for state, row in TRANSITIONS.items() if CallHappening.CALLER_LEFT in row}
    assert leaving == set(CallState) - {CallState.ENDED}


def test_names_are_counted_by_kind_and_never_given_twice() -> None:
    call = a_call()
    assert [call.next_leg(), call.next_leg()] == ["a~1", "a~2"]
    assert [call.next_bridge(), call.next_bridge()] == ["a~b1", "a~b2"]
    assert [call.next_playback(), call.next_playback()] == ["a~p1", "a~p2"]
    assert [call.next_timer(), call.next_timer()] == ["a~t1", "a~t2"]
    assert [call.next_recording(), call.next_recording()] == ["a~r1", "a~r2"]
    assert [call.next_snoop("a"), call.next_snoop("a~1"), call.next_snoop("a")] == [
        "a~s1",
        "a~1~s1",
        "a~s2",
    ]


def test_a_call_is_at_a_seat_until_that_seats_leg_has_ended() -> None:
    offer = Offer(seat="seat-01", endpoint="seat-01", leg="a~1", at=MONDAY)
    call = a_call()
    assert not call.is_at_seat
    at_seat, left = replace(call, offer=offer), replace(call, offer=replace(offer, is_over=True))
    assert at_seat.is_at_seat
    assert not left.is_at_seat
