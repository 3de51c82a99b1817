"""A contract is values: they cannot be changed, and what is left out has a sensible reading."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from callcenter.campaign import Campaign, Desk, Flows, Line, OverLine, Relaxation, SeatCap
from tests.unit.callcenter import contract

pytestmark = pytest.mark.unit


def test_a_campaign_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        contract.SAPPORO.wait_limit_s = 1.0  # type: ignore[misc]


def test_what_a_contract_leaves_open_is_read_as_the_ambiguities_say() -> None:
    sapporo = contract.SAPPORO
    made = Campaign(
        id="x",
        name="x",
        zone=sapporo.zone,
        lines=sapporo.lines,
        desks=sapporo.desks,
        open_days=sapporo.open_days,
        holidays=sapporo.holidays,
        operation_from=sapporo.operation_from,
        operation_to=sapporo.operation_to,
        capacity=sapporo.capacity,
    )
    assert made.over_line is OverLine.BUSY, "A-01"
    assert made.wait_limit_s == 300, "A-02: five minutes"
    assert made.seat_cap is SeatCap.NONE
    assert made.relaxation == (Relaxation(after_s=0.0, min_level=1),)
    assert made.flows == Flows()
    assert made.record


def test_a_line_wants_and_a_desk_has_the_general_skill_unless_told_otherwise() -> None:
    assert Line("+81110000100").skill == "general"
    assert Desk("seat-01").skills == {"general": 1}
