"""Who is offered is claimed, once more if that fails, and also after we did not listen."""

from __future__ import annotations

import pytest

from telephony.ari_client import Connected
from telephony.claims import CLAIMED_TIMES
from telephony.errors import AriGone, AriRefused
from tests.unit.telephony.test_controller import Switchboard, desk

__all__ = ["desk"]

pytestmark = pytest.mark.unit


async def test_an_offered_call_is_claimed_and_one_that_is_gone_does_no_harm(
    desk: Switchboard, caplog: pytest.LogCaptureFixture
) -> None:
    desk.asterisk.refuses["POST /events/claim"] = AriGone(method="", path="", status=404)
    channel = {"id": "c1", "state": "Ring"}
    desk.asterisk.say("CallBroadcast", channel=channel)
    desk.asterisk.call("c1")
    await desk.until(2)
    assert "POST /events/claim" in desk.asterisk.sent
    assert not caplog.records


async def test_a_claim_that_fails_is_made_again_and_then_the_fallback_is_looked_at(
    desk: Switchboard,
) -> None:
    desk.asterisk.refuses["POST /events/claim"] = AriRefused(method="", path="", status=500)
    desk.asterisk.say("CallBroadcast", channel={"id": "c1", "state": "Ring"})
    desk.asterisk.call("c2")
    await desk.until(2)
    assert desk.asterisk.sent.count("POST /events/claim") == CLAIMED_TIMES
    assert desk.asterisk.sent.count("GET /channels") == 1


async def test_who_was_offered_while_nobody_listened_is_claimed(desk: Switchboard) -> None:
    place = {"context": "offer"}
    desk.asterisk.channels = [{"id": "c1", "state": "Ring", "dialplan": place}]
    desk.asterisk.says.put_nowait(Connected())
    await desk.until(3)
    assert desk.asterisk.sent.count("POST /events/claim") == 1
