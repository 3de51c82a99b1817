"""The life of a seat, cell by cell."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

import pytest

from callcenter.errors import IllegalTransition
from callcenter.seat import TRANSITIONS, Seat, SeatHappening, SeatState
from tests.unit.callcenter.playbook import MONDAY

pytestmark = pytest.mark.unit

LATER = MONDAY + timedelta(seconds=9)
LEGAL = {
    tuple(each.split())
    for each in (
        "not_ready readied ready",
        "ready unreadied not_ready",
        "ready offered ringing",
        "not_ready dials ringing",
        "not_ready offered ringing",
        "ready dials ringing",
        "wrap_up dials ringing",
        "ringing withdrawn ready",
        "ringing missed not_ready",
        "ringing joined talking",
        "talking released wrap_up",
        "talking interrupted ready",
        "wrap_up wrapped_up ready",
        "wrap_up readied ready",
        "wrap_up unreadied not_ready",
        "not_ready taken talking",
        "ready taken talking",
        "wrap_up taken talking",
    )
}


def seat(state: SeatState, *, phones: tuple[str, ...] = ("seat-01",)) -> Seat:
    made = Seat(id="seat-01", skills={"general": 1}, since=MONDAY, idle_since=MONDAY)
    made.state, made.phones = state, list(phones)
    return made


@pytest.mark.parametrize("state", SeatState)
@pytest.mark.parametrize("happening", SeatHappening)
def test_every_cell_of_the_table(state: SeatState, happening: SeatHappening) -> None:
    one = seat(state)
    after = {to for begun, happened, to in LEGAL if (begun, happened) == (state, happening)}
    if after:
        one.advance(happening, LATER, "why")
        assert ({one.state}, one.since, one.reason) == (after, LATER, "why")
        return
    before = asdict(one)
    with pytest.raises(IllegalTransition) as caught:
        one.advance(happening, LATER, "why")
    assert asdict(one) == before
    assert caught.value.what == "seat seat-01"
    assert (caught.value.state, caught.value.happening) == (state, happening)


def test_every_state_has_its_row() -> None:
    assert list(TRANSITIONS) == list(SeatState)


def test_every_happening_stands_somewhere() -> None:
    assert {each for row in TRANSITIONS.values() for each in row} == set(SeatHappening)


@pytest.mark.parametrize(
    ("state", "happening", "idle_anew"),
    [
        (SeatState.NOT_READY, SeatHappening.READIED, True),
        (SeatState.WRAP_UP, SeatHappening.WRAPPED_UP, True),
        (SeatState.RINGING, SeatHappening.WITHDRAWN, False),
        (SeatState.READY, SeatHappening.OFFERED, False),
    ],
)
def test_a_seat_is_idle_since_it_became_ready_but_for_a_withdrawn_offer(
    state: SeatState, happening: SeatHappening, idle_anew: bool
) -> None:
    one = seat(state)
    one.advance(happening, LATER)
    assert (one.idle_since == LATER) is idle_anew


@pytest.mark.parametrize("state", SeatState)
def test_only_a_ready_seat_with_a_phone_is_free(state: SeatState) -> None:
    assert seat(state).is_free is (state is SeatState.READY)
    assert not seat(state, phones=()).is_free


@pytest.mark.parametrize("state", SeatState)
def test_a_seat_is_staffed_unless_it_is_not_ready_or_has_no_phone(state: SeatState) -> None:
    assert seat(state).is_staffed is (state is not SeatState.NOT_READY)
    assert not seat(state, phones=()).is_staffed
