"""The carrier's side of a trunk, on a real Asterisk: asked by OPTIONS, told when it is silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from callcenter.commands import ClearAlarm, RaiseAlarm
from tests.asterisk.calling_floor import floor_of
from tests.asterisk.instance import running
from tests.asterisk.offers import OWN
from tests.asterisk.phones.behaviour import answer_after
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.citizens import trunk_to
from tests.asterisk.phones.ports import free_udp_port

pytestmark = pytest.mark.asterisk


async def test_a_network_that_does_not_answer_is_an_alarm_and_no_call_is_refused_for_it(
    tmp_path: Path,
) -> None:
    """At first nobody listens at the network's port."""
    port = free_udp_port()
    settings = trunk_to(port, watched=True)
    async with running(tmp_path, campaign="outbound", settings=settings) as instance:
        lost = await instance.log.command(RaiseAlarm, within_s=20, subject="network")
        assert lost.kind == "trunk_unreachable"
        async with floor_of(instance, port) as floor:
            floor.citizens.behaviours[OWN] = answer_after(0.1)
            call = await floor.dial()
            citizen = await floor.citizens.next_call()  # although Asterisk has not asked again
            await citizen.until(CallState.ANSWERED)
            citizen.hang_up()
            await floor.closed(call)
            back = await instance.log.command(ClearAlarm, within_s=30, subject="network")
            assert back.kind == "trunk_unreachable"
