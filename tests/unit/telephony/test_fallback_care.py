"""The fallback's plan, phones and watch are kept in step with us."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from callcenter.campaign import Campaign, CapacityRow, Desk, Line, OpenDay
from callcenter.seat import Seat, SeatState
from callcenter.state import State
from telephony import fallback_care as caring
from telephony.ari_requests import Request
from telephony.errors import AriUnreachable
from telephony.fallback_care import FallbackCare
from telephony.fallback_files import Sound
from telephony.fallback_plan import Planner
from telephony.fallback_watch import FallbackWatch

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)
CAMPAIGN = Campaign(
    id="test",
    name="試験",
    zone="Asia/Tokyo",
    lines=(Line("+81110000100"),),
    desks=(Desk("seat-01"),),
    open_days=(OpenDay(date(2026, 2, 2), time(9), time(18)),),
    holidays=frozenset(),
    operation_from=date(2026, 2, 2),
    operation_to=date(2026, 5, 29),
    capacity=(CapacityRow(date(2026, 2, 2), 1, 2),),
    record=False,
)


class Asterisk:
    app = "madoguchi"

    def __init__(self) -> None:
        self.plans: list[str] = []
        self.sounds: list[tuple[str, str]] = []
        self.phones: list[str] = []
        self.looks = 0
        self.is_away = False

    async def send(self, request: Request) -> Any:
        if self.is_away:
            raise AriUnreachable(method=request.method, path=request.path)
        if request.method == "GET":
            self.looks += 1
            return []
        if request.method == "PUT":
            self.phones.append(f"{request.path} {request.params['deviceState']}")
        elif request.template == "/asterisk/variable":
            self.sounds.append((request.params["variable"], request.params["value"]))
        else:
            self.plans.append((request.body or {})["variables"]["MDG_VALUE"])
        return None


@pytest.fixture
def asterisk() -> Asterisk:
    return Asterisk()


@pytest.fixture
def state() -> State:
    return State()


@pytest.fixture
def care(asterisk: Asterisk, state: State) -> FallbackCare:
    seats, clock = {"seat-01": "seat-01"}, lambda: AT
    watch = FallbackWatch(
        ari=asterisk, state=state, seats=seats, spool=None, offset=timedelta(), clock=clock
    )
    return FallbackCare(
        ari=asterisk,
        planner=Planner(
            campaign=CAMPAIGN,
            state=state,
            sounds=lambda version: {Sound.EMERGENCY: f"/prompts/emergency{version}"},
            offset=timedelta(),
        ),
        watch=watch,
        seats=seats,
        clock=clock,
    )


async def run(care: FallbackCare, seconds: float = 0.02) -> None:
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(care.run(lambda event: None))
        await asyncio.sleep(seconds)
        task.cancel()


async def test_who_was_met_is_given_the_plan_and_the_phones_and_is_looked_at(
    care: FallbackCare, asterisk: Asterisk
) -> None:
    seat = Seat(id="seat-01", skills={}, since=AT, idle_since=AT, phones=["seat-01"])
    seat.state = SeatState.READY
    care.show(seat)
    await care.met(lambda event: None)
    assert asterisk.looks > 0  # before anybody is claimed
    await run(care)
    assert len(asterisk.plans) == 1
    assert "/2/" in asterisk.plans[0]
    assert asterisk.phones == ["/deviceStates/Stasis%3Aseat-01 NOT_INUSE"]
    assert asterisk.looks >= 2


async def test_an_unchanged_plan_is_written_to_a_newly_met_asterisk_only(
    care: FallbackCare, asterisk: Asterisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caring, "PLANNED_EACH_S", 0.005)
    await care.met(lambda event: None)
    await run(care)
    assert len(asterisk.plans) == 1
    await care.met(lambda event: None)
    assert len(asterisk.plans) == 2


async def test_a_plan_that_could_not_be_written_is_written_later(
    care: FallbackCare, asterisk: Asterisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caring, "PLANNED_AGAIN_S", 0.005)
    asterisk.is_away = True
    await care.met(lambda event: None)
    asterisk.is_away = False
    await run(care)
    assert len(asterisk.plans) == 1


async def test_a_closing_and_a_new_version_of_the_flows_are_written_at_once(
    care: FallbackCare, asterisk: Asterisk, state: State
) -> None:
    await care.met(lambda event: None)
    assert asterisk.sounds == [("MDG_SOUND_EMERGENCY", "/prompts/emergency")]
    state.closed_at, state.flows = AT, "2"
    care.replan()
    await run(care)
    assert f"{int(AT.timestamp())}/2/EMERGENCY" in asterisk.plans[1]
    assert asterisk.sounds[1:] == [("MDG_SOUND_EMERGENCY", "/prompts/emergency2")]
    state.closed_at = None
    care.replan()
    await run(care)
    assert asterisk.plans[2] == asterisk.plans[0]
    assert len(asterisk.sounds) == 2
