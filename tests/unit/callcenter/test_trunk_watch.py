"""A carrier that does not answer is told, and calls go on as if nothing were."""

from __future__ import annotations

import pytest

from callcenter import commands
from tests.unit.callcenter import contract
from tests.unit.callcenter.askings import raises
from tests.unit.callcenter.happenings import has_trunk, loses_trunk
from tests.unit.callcenter.playbook import Playbook

pytestmark = pytest.mark.unit


def test_a_lost_trunk_is_an_alarm_of_its_own_until_it_is_back() -> None:
    book = Playbook(contract.center())
    lost = raises("trunk_unreachable", "network")
    other = raises("trunk_unreachable", "other")
    back = commands.ClearAlarm(kind="trunk_unreachable", subject="network")
    assert (
        book
        >> loses_trunk("network")
        << lost
        >> loses_trunk("other")
        << other
        >> has_trunk("network")
        << back
    )
