"""Which seat gets a call, and the reason of every seat."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.campaign import Relaxation
from callcenter.routing import Reason, choose_seat, min_level, next_relaxation, why_not
from callcenter.seat import Seat, SeatState
from tests.unit.callcenter.playbook import MONDAY

pytestmark = pytest.mark.unit

STEPS = (Relaxation(0.0, 3), Relaxation(20.0, 2), Relaxation(60.0, 0))


def seat(
    name: str, *, idle_s: float = 0, level: int = 1, state: SeatState = SeatState.READY
) -> Seat:
    since = MONDAY - timedelta(seconds=idle_s)
    made = Seat(id=name, skills={"general": level}, since=since, idle_since=since)
    made.state, made.phones = state, [name]
    return made


@pytest.mark.parametrize(
    ("waited_s", "level", "following"),
    [(0.0, 3, 20.0), (19.9, 3, 20.0), (20.0, 2, 60.0), (59.9, 2, 60.0), (60.0, 0, None)],
)
def test_what_is_good_enough_relaxes_with_the_time_waited(
    waited_s: float, level: int, following: float | None
) -> None:
    assert min_level(STEPS, waited_s) == level
    assert next_relaxation(STEPS, waited_s) == following


def test_the_longest_idle_seat_is_chosen_and_each_seat_has_its_reason() -> None:
    no_phone = seat("f", idle_s=99)
    no_phone.phones = []
    decision = choose_seat(
        [
            seat("a", idle_s=5),
            seat("b", idle_s=9),
            seat("c", idle_s=99, state=SeatState.NOT_READY),
            seat("d", idle_s=99, state=SeatState.TALKING),
            seat("e", idle_s=99, level=0),
            no_phone,
        ],
        skill="general",
        level=1,
    )
    assert decision.seat == "b"
    assert {each.id: decision.reason(each) for each in decision.seats} == {
        "a": Reason.IDLE_SHORTER,
        "b": Reason.LONGEST_IDLE,
        "c": Reason.NOT_READY,
        "d": Reason.BUSY,
        "e": Reason.NO_SKILL,
        "f": Reason.NO_PHONE,
    }


def test_equally_idle_seats_are_taken_by_name() -> None:
    assert choose_seat([seat("b"), seat("a"), seat("c")], skill="general", level=1).seat == "a"


def test_without_a_seat_nobody_is_chosen() -> None:
    assert choose_seat([], skill="general", level=1).seat is None


@pytest.mark.parametrize("state", [SeatState.RINGING, SeatState.TALKING, SeatState.WRAP_UP])
def test_a_seat_at_work_is_busy(state: SeatState) -> None:
    assert why_not(seat("a", state=state), "general", 1) is Reason.BUSY


@pytest.mark.clause("SUI-9-10")
def test_level_zero_takes_any_seat_but_one_that_takes_no_calls_at_all() -> None:
    supervisor = seat("sv-01")
    supervisor.skills = {}
    assert why_not(supervisor, "general", 0) is Reason.NO_SKILL
    assert why_not(seat("a"), "english", 0) is None
    assert why_not(seat("a"), "english", 1) is Reason.NO_SKILL


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.sampled_from(SeatState))))
def test_nobody_who_could_take_the_call_was_idle_for_longer(
    made: list[tuple[int, int, SeatState]],
) -> None:
    seats = [
        seat(f"s{count}", idle_s=idle, level=level, state=state)
        for count, (idle, level, state) in enumerate(made)
    ]
    decision = choose_seat(seats, skill="general", level=2)
    able = [each for each in seats if why_not(each, "general", 2) is None]
    assert (decision.seat is None) is (not able)
    for each in able:
        chosen = next(one for one in seats if one.id == decision.seat)
        assert (chosen.idle_since, chosen.id) <= (each.idle_since, each.id)
    wanted = {why_not(each, "general", 2) or Reason.IDLE_SHORTER for each in seats}
    assert {decision.reason(each) for each in seats} - {Reason.LONGEST_IDLE} <= wanted
