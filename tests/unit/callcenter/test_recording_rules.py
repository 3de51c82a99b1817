"""Nobody is recorded who did not hear the notice."""

from __future__ import annotations

import pytest

from callcenter.recording_rules import may_record
from tests.unit.callcenter import contract, scenes

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("record", "due", "failed", "expected"),
    [
        (True, False, False, True),
        (True, True, False, False),
        (True, False, True, False),
        (False, False, False, False),
    ],
)
def test_a_talk_is_recorded_only_if_the_contract_says_so_and_the_notice_was_heard(
    record: bool, due: bool, failed: bool, expected: bool
) -> None:
    call = scenes.ringing().call
    call.notice_due, call.notice_failed = due, failed
    assert may_record(contract.campaign(record=record), call) is expected
