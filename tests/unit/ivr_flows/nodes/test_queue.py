"""`queue`: put the caller into the queue."""

from __future__ import annotations

import pytest

from tests.unit.ivr_flows.script import Script, flow_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(("skill", "told"), [("", "queue"), ('skill = "letters"', "queue letters")])
def test_the_flow_ends_in_a_queue(skill: str, told: str) -> None:
    script = Script(flow_of(f'[nodes.wait]\nverb = "queue"\n{skill}'))
    assert script.begin() == [told]
    assert script.state.place == "flow/wait"
