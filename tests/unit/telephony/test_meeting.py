"""Meeting Asterisk: the accounts are set, what was missed is learnt, orphans are cleared."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from callcenter import events
from callcenter.seat import Seat
from callcenter.state import State
from telephony import ari_requests
from telephony.ari_requests import Request
from telephony.errors import AriGone
from telephony.meeting import Meeting

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)


class Asterisk:
    """Answers what a meeting asks."""

    app = "madoguchi"

    def __init__(self) -> None:
        self.startup = "2026-02-02T00:00:00.000+0000"
        self.channels: list[dict[str, str]] = []
        self.bridges: list[str] = []
        self.online = ["seat-01"]
        self.sent: list[str] = []

    async def send(self, request: Request) -> Any:
        self.sent.append(f"{request.method} {request.path}")
        match request.template:
            case "/asterisk/info":
                return {"status": {"startup_time": self.startup}}
            case "/channels":
                return self.channels
            case "/bridges":
                return [{"id": each, "channels": []} for each in self.bridges]
            case "/endpoints/{tech}":
                return [{"resource": each, "state": "online"} for each in self.online]
            case "/channels/{channelId}":
                raise AriGone(method="DELETE", path=request.path, status=404)
            case _:
                return None


@pytest.fixture
def asterisk() -> Asterisk:
    return Asterisk()


@pytest.fixture
def meeting(asterisk: Asterisk) -> Meeting:
    account = ari_requests.put_auth("seat-01", username="seat-01", md5_cred="0" * 32)
    return Meeting(
        ari=asterisk, clock=lambda: AT, seats={"seat-01": "seat-01"}, accounts=(account,)
    )


@pytest.fixture
def state() -> State:
    return State(seats={"seat-01": Seat(id="seat-01", skills={}, since=AT, idle_since=AT)})


async def test_accounts_are_set_before_anything_is_asked(
    meeting: Meeting, asterisk: Asterisk, state: State
) -> None:
    assert await meeting.hold(state) == [
        events.PhoneRegistered(at=AT, seat="seat-01", endpoint="seat-01")
    ]
    assert asterisk.sent[0].startswith("PUT /asterisk/config/dynamic/")


async def test_orphans_are_hung_up_and_one_that_is_gone_does_not_matter(
    meeting: Meeting, asterisk: Asterisk, state: State
) -> None:
    asterisk.channels = [{"id": "x~1", "state": "Up"}, {"id": "y", "state": "Ring"}]
    asterisk.bridges = ["x~b1", "foreign"]
    await meeting.hold(state)
    assert "DELETE /channels/x~1" in asterisk.sent
    assert "DELETE /bridges/x~b1" in asterisk.sent
    assert "DELETE /bridges/foreign" not in asterisk.sent
    assert "DELETE /channels/y" not in asterisk.sent


async def test_another_asterisk_than_before_has_lost_every_call(
    meeting: Meeting, asterisk: Asterisk, state: State
) -> None:
    await meeting.hold(state)
    asterisk.startup = "2026-02-02T00:10:00.000+0000"
    lost_at = AT - timedelta(seconds=2)
    missed = await meeting.hold(state, lost_at=lost_at)
    assert missed[0] == events.AsteriskLost(at=lost_at)
