"""Who calls back rings first where they were called from."""

from __future__ import annotations

from datetime import timedelta

import pytest

from callcenter import returning
from callcenter.center import Center
from callcenter.state import State
from tests.unit.callcenter import contract
from tests.unit.callcenter.happenings import (
    arrives,
    citizen_answers,
    dial_ends,
    dials,
    heard,
    leaves,
    leg_ends,
    not_ready,
    picks_up,
    ready,
)
from tests.unit.callcenter.playbook import MONDAY, play

pytestmark = pytest.mark.unit

OUT, LEG = "out.c1.1", "out.c1.1~1"


def tried() -> Center:
    """`seat-02` called `person` in vain, and is ready again; `seat-01` is idle for longer."""
    center = contract.center(ready=2)
    play(center, dials(OUT, seat="seat-02"), picks_up(LEG), dial_ends(OUT), leg_ends(LEG))
    play(center, ready("seat-02"), at=MONDAY + timedelta(minutes=1))
    assert center.state.tried["person"].seat == "seat-02"
    return center


def rung(center: Center, caller: str = "person", later: timedelta = timedelta(hours=1)) -> str:
    play(center, arrives("b", caller=caller), heard("b~p1"), at=MONDAY + later)
    offer = center.state.calls["b"].offer
    assert offer is not None
    return offer.seat


def test_the_seat_that_tried_rings_first_and_others_ring_as_ever() -> None:
    assert rung(tried()) == "seat-02"
    assert rung(tried(), "somebody") == "seat-01"


def test_nobody_waits_for_that_seat() -> None:
    center = tried()
    play(center, not_ready("seat-02"))
    assert rung(center) == "seat-01"


def test_one_who_calls_much_later_is_nobodys() -> None:
    assert rung(tried(), later=returning.KEPT + timedelta(minutes=2)) == "seat-01"


def test_one_who_was_reached_since_is_forgotten_and_a_restart_forgets_nobody() -> None:
    center = tried()
    assert State.from_plain(center.state.to_plain()).tried == center.state.tried
    again = "out.c1.2"
    play(center, dials(again, seat="seat-01"), picks_up(f"{again}~1"), citizen_answers(again))
    play(center, leaves(again), leg_ends(f"{again}~1"))
    assert center.state.tried == {}
