"""The classes of ended calls are part of what the city is told: none is renamed by accident."""

from __future__ import annotations

import pytest

from callcenter.outcome import Outcome

pytestmark = pytest.mark.unit


def test_the_outcomes_are_those_of_the_reports() -> None:
    assert [each.value for each in Outcome] == [
        "answered",
        "abandoned_in_guidance",
        "abandoned_in_queue",
        "overflow",
        "no_line",
        "callback_taken",
        "self_served",
        "closed_in_hours",
        "after_hours",
        "not_in_operation",
        "failed",
    ]
