"""Who calls back rings first where they were called from."""

from __future__ import annotations

from datetime import timedelta

import pytest

from callcenter import returning
from callcenter.center import Center
from callcenter.commands import RingSeat
from callcenter.events import CallbackPromised
from callcenter.state import State
from tests.unit.callcenter import contract
from tests.unit.callcenter.askings import of
from tests.unit.callcenter.happenings import (
    arrives,
    citizen_answers,
    dial_ends,
    dials,
    fires,
    heard,
    leaves,
    leg_ends,
    not_ready,
    picks_up,
    ready,
    sit,
)
from tests.unit.callcenter.playbook import MONDAY, play
from tests.unit.callcenter.test_outbound import switched

pytestmark = pytest.mark.unit

OUT, LEG = "out.c1.1", "out.c1.1~1"


def tried(at_work: int = 2, **people: str) -> Center:
    """`seat-02` called `person` in vain, and is ready again; `seat-01` is idle for longer."""
    center = contract.center(ready=at_work)
    play(center, sit(**people))
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


def test_the_agent_who_tried_is_found_at_another_seat() -> None:
    center = tried(3, agent="seat-02")
    play(center, sit(agent="seat-03", other="seat-02"))
    assert rung(center) == "seat-03"


def test_who_has_the_seat_now_is_not_who_tried_and_one_who_went_home_is_nowhere() -> None:
    center = tried(agent="seat-02")
    play(center, sit(other="seat-02"))
    assert rung(center) == "seat-01"


def test_a_promise_is_kept_by_its_owner_wherever_they_sit_by_then() -> None:
    center = contract.center(ready=2)
    due = MONDAY + timedelta(hours=1)
    promised = CallbackPromised(
        at=MONDAY, by="op", callback="b", person="p", due=due, seat="seat-01", owner="op"
    )
    play(center, sit(op="seat-01"), promised, sit(op="seat-02", other="seat-01"))
    assert center.state.outbound_timer is not None
    asked = play(center, fires(center.state.outbound_timer), at=due)
    assert [each.seat for each in of(RingSeat, asked)] == ["seat-02"]


def test_an_applicant_whose_machine_answered_still_rings_the_agent_who_tried() -> None:
    center = contract.center(ready=2)
    play(center, switched(True))
    play(center, dials(OUT, seat="seat-02", contact="c1"), picks_up(LEG), citizen_answers(OUT))
    play(center, leaves(OUT), leg_ends(LEG))
    play(center, ready("seat-02"), at=MONDAY + timedelta(minutes=1))
    assert rung(center) == "seat-02"
