"""Many phones that vanish at once move nobody; one that vanishes while it rings is passed over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from callcenter import events
from callcenter.call import CallState
from callcenter.center import Center
from callcenter.reasons import Cause
from tests.unit.callcenter import contract
from tests.unit.callcenter.happenings import (
    arrives,
    asterisk_dies,
    ended_there,
    falls,
    heard,
    joined,
    leg_ends,
    not_ready,
    picks_up,
    recorded,
    registers,
    returns,
    unregisters,
)
from tests.unit.callcenter.playbook import MONDAY, play
from tests.unit.callcenter.scenes import WELCOME_S

pytestmark = pytest.mark.unit

SEATS = ("seat-01", "seat-02", "seat-03")


def at(center: Center, seconds: float, *happened: events.Event) -> None:
    play(center, *happened, at=MONDAY + timedelta(seconds=WELCOME_S + seconds))


def ringing(*, ready: int) -> Center:
    """The calls `a` and `b` ring at `seat-01` and `seat-02` since just now."""
    center = contract.center(ready=ready)
    play(center, arrives("a"), arrives("b"))
    at(center, 0, heard("a~p1"), heard("b~p1"))
    assert states(center)[:2] == ["ringing", "ringing"]
    return center


def states(center: Center) -> list[str]:
    return [center.state.seats[each].state.value for each in SEATS]


def test_a_restart_of_the_relay_moves_nobody_and_its_calls_ring_again() -> None:
    center = ringing(ready=3)
    for n, seat in enumerate(SEATS):
        at(center, 0.1 * n, unregisters(seat))
    assert states(center) == ["ready"] * 3
    assert {each.state for each in center.state.calls.values()} == {CallState.WAITING}
    at(center, 3, registers("seat-02"), registers("seat-01"))
    assert states(center) == ["ringing", "ringing", "ready"]


def test_who_is_moved_by_nobody_and_has_another_phone_serves_with_it_at_once() -> None:
    center = ringing(ready=3)
    at(center, 0, registers("seat-02", "seat-02w"))
    at(center, 0.1, unregisters("seat-01"), unregisters("seat-03"))
    at(center, 0.2, unregisters("seat-02"))
    assert states(center) == ["ready", "ringing", "ready"]


def test_in_a_small_centre_all_of_two_are_many() -> None:
    center = ringing(ready=2)
    at(center, 0, unregisters("seat-01"), unregisters("seat-02"))
    assert states(center)[:2] == ["ready", "ready"]


def test_the_relays_restart_moves_no_browser_where_others_have_phones_of_another_kind() -> None:
    center = contract.center(ready=3)
    for seat in SEATS[:2]:
        at(center, 0, unregisters(seat), registers(seat, f"{seat}w"))
    play(center, arrives("a"))
    at(center, 1, heard("a~p1"))
    assert states(center) == ["ringing", "ready", "ready"]
    at(center, 1.1, *(unregisters(seat, f"{seat}w") for seat in SEATS[:2]))
    assert states(center) == ["ready", "ready", "ringing"]


@pytest.mark.parametrize(("lost_s", "state"), [(-0.1, "ready"), (0.9, "ready"), (1.1, "not_ready")])
def test_whose_phone_a_dying_asterisk_could_not_ring_is_not_blamed(
    lost_s: float, state: str
) -> None:
    center = ringing(ready=2)
    at(center, 0.2, leg_ends("a~1", Cause.FAILED), leg_ends("b~1", Cause.FAILED))
    at(center, 0.2 + lost_s, asterisk_dies())
    assert states(center)[:2] == [state] * 2


def test_who_did_not_pick_up_before_asterisk_died_is_still_away() -> None:
    center = ringing(ready=2)
    at(center, 0.2, leg_ends("a~1", Cause.DECLINED))
    at(center, 0.3, asterisk_dies())
    assert states(center)[:2] == ["not_ready", "ready"]


@pytest.mark.parametrize("gap_s", [0.1, 1.5])
def test_one_after_the_other_is_their_own(gap_s: float) -> None:
    center = ringing(ready=4)
    gone = SEATS[:2] if gap_s < 1 else SEATS
    for n, seat in enumerate(gone):
        at(center, gap_s * n, unregisters(seat))
    seats = [center.state.seats[each] for each in SEATS[:2]]
    assert [(each.state.value, each.reason) for each in seats] == [("not_ready", "unreachable")] * 2


def test_who_wanted_to_leave_has_left() -> None:
    center = ringing(ready=3)
    at(center, 0, not_ready("seat-01", "break"))
    for seat in (*SEATS[1:], "seat-01"):
        at(center, 0.1, unregisters(seat))
    assert states(center)[0] == "not_ready"


@pytest.mark.parametrize(
    ("cause", "back_s", "state"),
    [
        (Cause.BUSY, 1.0, "ringing"),
        (Cause.BUSY, 3.5, "not_ready"),
        (Cause.DECLINED, 1.0, "not_ready"),
    ],
)
def test_a_phone_that_was_busy_with_the_fallbacks_ring_refused_nothing(
    cause: Cause, back_s: float, state: str
) -> None:
    center = contract.center(ready=1)
    play(center, arrives("a"))
    at(center, 0, heard("a~p1"))
    at(center, 0.1, leg_ends("a~1", cause))
    at(center, 0.1 + back_s, returns("a"))
    assert states(center)[0] == state


def test_a_seat_that_is_ready_again_after_a_return_that_is_heard_late_serves_who_waits() -> None:
    center = ringing(ready=2)
    at(center, 1, picks_up("b~1"), recorded("b~r1"), recorded("b~r2"), joined("b~1"))
    at(center, 2, leg_ends("a~1", Cause.BUSY))
    assert states(center)[:2] == ["not_ready", "talking"]
    at(center, 3, returns("b"))
    assert states(center)[:2] == ["ringing", "talking"]


def of_the_fallback() -> Center:
    """`a` rang at the only seat, whose phone was busy; `b` is in the fallback."""
    center = contract.center(ready=1)
    play(center, arrives("a"), arrives("b"))
    at(center, 0, heard("a~p1"), falls("b"))
    at(center, 60, leg_ends("a~1", Cause.BUSY))
    assert states(center)[0] == "not_ready"
    return center


@pytest.mark.parametrize(
    ("ended_s", "state"),
    [
        (10, "not_ready"),
        (58.5, "not_ready"),
        (59.5, "ringing"),
        (62.5, "ringing"),
        (63.5, "not_ready"),
    ],
)
def test_a_seat_that_is_ready_again_after_an_end_there_serves_who_waits(
    ended_s: float, state: str
) -> None:
    center = of_the_fallback()
    at(center, ended_s, ended_there("b"))
    assert states(center)[0] == state


@pytest.mark.parametrize("back", [returns, ended_there])
@pytest.mark.parametrize(("fell_s", "state"), [(59.9, "ringing"), (60.1, "not_ready")])
def test_a_seat_that_was_busy_before_somebody_fell_was_not_so_with_their_ring(
    back: Callable[[str], events.Event], fell_s: float, state: str
) -> None:
    center = contract.center(ready=1)
    play(center, arrives("a"), arrives("b"))
    at(center, 0, heard("a~p1"))
    at(center, 60, leg_ends("a~1", Cause.BUSY))
    at(center, fell_s, falls("b"))
    at(center, 61, back("b"))
    assert states(center)[0] == state
