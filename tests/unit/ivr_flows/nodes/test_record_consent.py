"""`record_consent`: tell that the call is recorded, and note whether that holds."""

from __future__ import annotations

import pytest

from callcenter.guidance import Said
from tests.unit.ivr_flows.script import Script, ends, flow_of

pytestmark = pytest.mark.unit

TOLD = flow_of('[nodes.notice]\nverb = "record_consent"\ntext = "録音します。"\nnext = "end"')
ASKED = flow_of(
    """
[nodes.notice]
verb = "record_consent"
text = "録音します。お断りは9を。"
refuse_key = "9"
refused = "unrecorded"
next = "end"
wait_s = 2
"""
    + ends("unrecorded")
)


def test_who_heard_it_is_recorded() -> None:
    script = Script(TOLD)
    assert script.begin() == ["1 say 録音します。"]
    assert script.press("1") == []
    assert script.said() == ["consent yes", "over"]


def test_who_did_not_hear_it_is_not() -> None:
    script = Script(TOLD)
    script.begin()
    assert script.then(Said(1, heard=False)) == ["consent no", "over"]


def test_who_refuses_goes_on_unrecorded() -> None:
    script = Script(ASKED)
    script.begin()
    assert script.said() == ["2 wait 2"]
    assert script.press("9") == ["consent no", "3 say unrecorded"]


@pytest.mark.parametrize("key", ["", "1"])
def test_who_does_not_refuse_is_recorded(key: str) -> None:
    script = Script(ASKED)
    script.begin()
    script.said()
    assert (script.press(key) if key else script.silence()) == ["consent yes", "over"]
