"""A way in that is dead: a lost registration, and hours in which nobody calls."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.home import Home
from app.live import Live
from app.quiet import quiet_since
from app.trunk_registrations import RegistrationWatch
from callcenter.commands import CloseCall, ShowCall
from callcenter.events import TimerFired
from callcenter.outcome import Outcome
from callcenter.record import Record
from tests.integration.app.small_campaign import CAMPAIGN, LINE, MORNING
from tests.unit.metrics.shipped import the_clients

pytestmark = pytest.mark.integration

ZONE = ZoneInfo(CAMPAIGN.zone)


async def test_a_registration_is_lost_when_it_is_missing_twice_and_back_at_once() -> None:
    answers = iter(
        [
            {"a": "Registered", "b": "Unregistered"},
            {"a": "Rejected", "b": "Registered"},
            {"a": "Rejected", "b": "Registered"},
            {},
            {"a": "Registered", "b": "Registered"},
        ]
    )
    watch, found = RegistrationWatch(["b", "a"], lambda: next(answers)), []
    for _ in range(5):
        await watch.look()
        found.append(list(watch.lost))
    assert found == [[], [], ["a"], ["a"], []]


def test_quiet_is_counted_from_the_last_caller_within_the_hours(tmp_path: Path) -> None:
    now = [MORNING]
    live = Live(
        Home(tmp_path),
        campaign=CAMPAIGN,
        definition=the_clients(),
        lines=(),
        clock=lambda: now[0],
        version="0",
    )
    today = MORNING.astimezone(ZONE).date()
    day = next(each for each in CAMPAIGN.open_days if each.day == today)
    opens, closes = (datetime.combine(today, each, ZONE) for each in (day.opens, day.closes))
    now[0] = opens + timedelta(hours=3)
    assert quiet_since(live) == opens
    live.numbers.apply(_ended(opens + timedelta(minutes=70)))
    assert quiet_since(live) == opens + timedelta(minutes=90)
    arrived = opens + timedelta(minutes=100)
    call = ShowCall(
        call="c",
        state="talking",
        since=arrived,
        line=LINE,
        arrived_at=arrived,
        seat=None,
        holds_line=True,
    )
    live.floor.show(call)
    assert quiet_since(live) == arrived
    for closed in (opens - timedelta(seconds=1), closes):
        now[0] = closed
        assert quiet_since(live) is None


def _ended(at: datetime) -> Record:
    closed = CloseCall(
        call="d",
        line=LINE,
        caller=None,
        withheld=None,
        arrived_at=at,
        answered_at=None,
        ended_at=at,
        outcome=Outcome.ABANDONED_IN_QUEUE,
        detail="",
        seat=None,
        guidance_s=0.0,
        wait_s=4.0,
        ring_s=0.0,
        talk_s=0.0,
        hold_s=0.0,
        caller_recording=None,
        seat_recording=None,
        node="",
    )
    return Record(n=1, event=TimerFired(at=at, timer="t"), commands=(closed,))
