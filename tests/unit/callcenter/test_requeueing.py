"""A flow that a waiting caller hears may put them into another queue."""

from __future__ import annotations

import pytest

from callcenter import commands
from callcenter.campaign import Desk, Flows
from callcenter.center import Center
from ivr_flows.interpreter import Interpreter
from tests.unit.callcenter import contract
from tests.unit.callcenter.askings import of
from tests.unit.callcenter.happenings import (
    arrives,
    fires,
    presses,
    ready,
    registers,
    starts,
)
from tests.unit.callcenter.playbook import play
from tests.unit.ivr_flows.script import flow_of

pytestmark = pytest.mark.unit

CHOICE = """
[nodes.choose]
verb = "menu"
text = "申請書は2を押してください。"
keys = { 2 = "letters" }
timeout = "end"
wrong = "end"

[nodes.letters]
verb = "queue"
skill = "letters"
"""


@pytest.mark.parametrize("occasion", ["all_busy", "notice", "waiting"])
def test_who_chooses_another_queue_keeps_the_place_and_may_have_a_seat_at_once(
    occasion: str,
) -> None:
    desks = (Desk("seat-01", {"letters": 1}), Desk("seat-02"))
    made = contract.campaign(flows=Flows(**{occasion: occasion}), desks=desks)
    center = Center(made, Interpreter([flow_of(CHOICE, name=occasion)]))
    play(center, starts(), registers("seat-01"), ready("seat-01"), arrives("a"))
    call = center.state.calls["a"]
    if occasion == "waiting":
        play(center, fires(call.repeat_timer or ""))
    place = call.place
    asked = play(center, presses("a", "2"))
    assert (call.skill, call.place) == ("letters", place)
    assert [each.seat for each in of(commands.RingSeat, asked)] == ["seat-01"]
