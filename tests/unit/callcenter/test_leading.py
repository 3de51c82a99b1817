"""What supervisors do with the whole floor: who comes next, a day's capacity, a recall."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from callcenter import commands, leading
from callcenter.call import CallState
from callcenter.campaign import CapacityRow
from callcenter.center import Center
from callcenter.commands import Refuse, ShowFloor
from callcenter.events import Event
from callcenter.floor_wishes import (
    CallerPulled,
    CapacityBent,
    CapacityRestored,
    PullReason,
    SeatsRecalled,
)
from callcenter.opening import Opening
from callcenter.state import State
from tests.unit.callcenter import contract
from tests.unit.callcenter.askings import of
from tests.unit.callcenter.happenings import arrives, fires, not_ready, ready, registers
from tests.unit.callcenter.playbook import NOW, play

pytestmark = pytest.mark.unit

APRIL = contract.local("2026-04-06T10:00:00")


def pulled(call: str) -> CallerPulled:
    return CallerPulled(at=NOW, by="sv-1", call=call, reason=PullReason.CARE)


def bent(seats: int, lines: int, day: date = date(2026, 4, 6)) -> CapacityBent:
    return CapacityBent(at=APRIL, by="sv-1", day=day, seats=seats, lines=lines)


def refusals(made: Center, event: Event) -> list[str]:
    return [each.reason for each in play(made, event) if isinstance(each, Refuse)]


def test_who_is_pulled_comes_next_and_only_once() -> None:
    made = contract.center(
        contract.campaign(flows=replace(contract.FLOWS, notice=None, welcome=None)), ready=0
    )
    for call in "abc":
        play(made, arrives(call))
    assert made.state.queue == ["a", "b", "c"]
    shown = of(commands.ShowCall, play(made, pulled("c")))
    assert [(each.call, each.priority) for each in shown] == [("c", leading.FIRST)]
    assert made.state.queue == ["c", "a", "b"]
    assert refusals(made, pulled("c")) == [leading.ALREADY_FIRST]
    play(made, registers("seat-01"))
    play(made, ready("seat-01"))
    assert made.state.calls["c"].state is CallState.OFFERED
    assert refusals(made, pulled("c")) == [leading.NOT_WAITING]
    assert refusals(made, pulled("nobody")) == [leading.NOT_WAITING]


def april() -> Center:
    """A day with 5 seats and 7 lines, of a contract that has 12 lines at most, and 8 desks."""
    return contract.center(contract.campaign(seats=8), at=APRIL)


def test_a_days_capacity_stays_within_the_contract() -> None:
    made = april()
    row = CapacityRow(start=date(2026, 4, 1), seats=5, lines=7)
    assert leading.bounds(made.campaign, row) == (range(5, 9), range(7, 13))
    for seats, lines in ((4, 7), (9, 7), (5, 6), (5, 13)):
        assert refusals(made, bent(seats, lines)) == [leading.OUT_OF_BOUNDS]
    assert refusals(made, bent(5, 7, date(2026, 4, 7))) == [leading.NOT_TODAY]


def test_more_lines_take_more_callers_until_the_day_is_over() -> None:
    made = april()
    for n in range(8):
        made.handle(replace(arrives(f"c{n}"), at=APRIL))
    assert not made.state.calls["c7"].holds_line
    (shown,) = of(ShowFloor, made.handle(bent(6, 8)))
    assert (shown.seats, shown.lines, shown.is_bent) == (6, 8, True)
    made.handle(replace(arrives("c8"), at=APRIL))
    assert made.state.calls["c8"].holds_line
    assert State.from_plain(made.state.to_plain()) == made.state
    midnight = Opening(made.campaign).instant(date(2026, 4, 7), contract.open_days()[0].opens)
    (shown,) = of(ShowFloor, made.handle(replace(fires(made.state.day_timer or ""), at=midnight)))
    assert (shown.seats, shown.lines, shown.is_bent) == (5, 7, False)
    assert refusals(made, replace(CapacityRestored(at=NOW, by="sv-1"), at=midnight)) == [
        leading.NOT_BENT
    ]


def test_a_capacity_that_is_given_back_is_the_contracts_again() -> None:
    made = april()
    made.handle(bent(6, 8))
    (shown,) = of(ShowFloor, made.handle(CapacityRestored(at=APRIL, by="sv-1")))
    assert (shown.seats, shown.lines, shown.is_bent) == (5, 7, False)


@pytest.mark.clause("SPR-II-3-1-イ-③")
def test_people_in_the_back_office_are_called_until_they_are_ready() -> None:
    made = contract.center(ready=2)
    recall = SeatsRecalled(at=NOW, by="sv-1", reason="back_office")
    assert refusals(made, recall) == [leading.NOBODY_AWAY]
    play(made, not_ready("seat-01", "back_office"))
    play(made, not_ready("seat-02", "lunch"))
    shown = of(commands.ShowSeat, play(made, recall))
    assert [each.seat for each in shown] == ["seat-01"]
    assert shown[0].recalled is not None
    play(made, ready("seat-01"))
    assert made.state.seats["seat-01"].recalled is None
