"""Alarms of the heart: raised once, since when they stand, and cleared once."""

from __future__ import annotations

import pytest

from callcenter import commands
from callcenter.state import State
from tests.unit.callcenter import contract
from tests.unit.callcenter.askings import of
from tests.unit.callcenter.happenings import has_trunk, loses_trunk
from tests.unit.callcenter.playbook import MONDAY, play

pytestmark = pytest.mark.unit


def test_an_alarm_knows_since_when_it_stands_also_after_a_restart() -> None:
    center = contract.center()
    (raised,) = of(commands.RaiseAlarm, play(center, loses_trunk("network"), at=MONDAY))
    assert raised.since == MONDAY
    again = State.from_plain(center.state.to_plain())
    assert again.alarmed["trunk_unreachable network"] == MONDAY
    play(center, has_trunk("network"))
    assert "trunk_unreachable network" not in center.state.alarmed


def test_an_alarm_is_raised_and_cleared_once() -> None:
    center = contract.center()
    play(center, loses_trunk("network"))
    assert play(center, loses_trunk("network")) == []
    assert len(play(center, has_trunk("network"))) == 1
    assert play(center, has_trunk("network")) == []
