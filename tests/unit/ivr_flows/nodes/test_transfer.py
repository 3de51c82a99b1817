"""`transfer`: connect the caller with an outside number."""

from __future__ import annotations

import pytest

from callcenter.guidance import TransferFailed
from tests.unit.ivr_flows.script import Script, ends, flow_of

pytestmark = pytest.mark.unit

FLOW = flow_of(
    """
[nodes.night]
verb = "transfer"
text = "おつなぎします。"
to = "night_duty"
failed = "sorry"
ring_s = 20
"""
    + ends("sorry")
)


def test_it_is_told_then_tried_and_a_failure_leads_on() -> None:
    script = Script(FLOW)
    assert script.begin() == ["1 say おつなぎします。"]
    assert script.said() == ["2 transfer night_duty 20"]
    assert script.press("1") == []
    assert script.then(TransferFailed(2)) == ["3 say sorry"]
