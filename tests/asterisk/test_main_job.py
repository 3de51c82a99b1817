"""The main job on a real Asterisk: a citizen calls, a seat answers, it is recorded and counted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from callcenter.commands import RingSeat
from callcenter.events import LegJoined, PhoneRegistered
from metrics.material import MARGIN
from tests.asterisk.hearing import heard
from tests.asterisk.instance import LINE, Instance, running
from tests.asterisk.kept_sound import sides
from tests.asterisk.phones.baresip import Baresip
from tests.asterisk.phones.behaviour import answer_after
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller import place
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.caller_plan import CallerPlan, hangs_up
from tests.asterisk.phones.sound import RATE, level_at
from tests.asterisk.reports_at_once import REPORTS, fifty_reports, late, prepared
from tests.asterisk.shell import command

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

CALLER_HZ, SEAT_HZ = 440, 1000
WELCOME_MAX_S = 12


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sapporo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Instance]:
    async with running(tmp_path_factory.mktemp("sapporo"), campaign="sapporo") as instance:
        yield instance


@pytest.mark.clause("SUI-11-1-カ-2")
async def test_a_call_to_sapporo_is_welcomed_answered_recorded_and_counted(
    sapporo: Instance,
) -> None:
    answered = 'madoguchi_calls_total{outcome="answered"}'
    before = (await sapporo.metrics()).get(answered, 0)
    start = sapporo.log.n
    async with (
        sapporo.seated("seat-01", answer_after(0.5), tone_hz=SEAT_HZ) as seat,
        CallerPhone(sapporo.sip, "0312345678", tone_hz=CALLER_HZ) as caller,
    ):
        call = caller.call(LINE)
        arrived = await sapporo.arrived(after=start)
        ringing = await seat.next_call(timeout_s=WELCOME_MAX_S + 1)
        await ringing.until(CallState.ANSWERED)
        talk = await sapporo.log.command(RingSeat, call=arrived.call)
        await asyncio.sleep(2.0)  # the talk, which is judged below
        call.hang_up()
        await ringing.until(CallState.ENDED)
        row = await sapporo.row(arrived.call, has=lambda row: row["recording"])

    welcome = heard(sapporo.prompt("welcome"), call)
    assert welcome is not None
    assert ringing.times.ringing is not None
    assert call.times.invited < welcome.began < call.times.invited + 1
    assert welcome.ended <= ringing.times.ringing < call.times.invited + WELCOME_MAX_S
    assert level_at(call.heard(since=ringing.times.ringing), SEAT_HZ) > -25
    assert level_at(ringing.heard(), CALLER_HZ) > -25
    assert talk.seat == "seat-01"
    assert (row["outcome"], row["seat"], row["from"]) == ("answered", "seat-01", "+81312345678")
    assert sum_of_times(row) == pytest.approx(wall_time_s(row), abs=0.001)
    assert call.times.ended is not None
    assert wall_time_s(row) == pytest.approx(call.times.ended - call.times.invited, abs=0.2)
    judge_recording(sapporo.home / row["recording"], talk_s=row["talk_s"])
    assert (await sapporo.metrics())[answered] == before + 1


async def test_a_call_of_sipp_is_answered_by_baresip_and_recorded(sapporo: Instance) -> None:
    start = sapporo.log.n
    async with Baresip(sapporo.sip, "seat-01", sapporo.passwords["seat-01"], tone_hz=SEAT_HZ):
        await sapporo.log.event(PhoneRegistered, after=start, seat="seat-01")
        await sapporo.ready("seat-01")
        plan = CallerPlan(ending=hangs_up(WELCOME_MAX_S + 2), line=LINE, tone_hz=CALLER_HZ)
        (call,) = await place(sapporo.sip, plan)
        arrived = await sapporo.arrived(after=start)
        row = await sapporo.row(arrived.call, has=lambda row: row["recording"])
        seat = (await sapporo.seats())["seat-01"]
    assert (call.status, call.ended_by) == (200, "us")
    assert (row["outcome"], row["seat"]) == ("answered", "seat-01")
    assert sum_of_times(row) == pytest.approx(wall_time_s(row), abs=0.001)
    judge_recording(sapporo.home / row["recording"], talk_s=row["talk_s"])
    assert seat["state"] == "wrap_up"


async def test_the_figures_of_the_session_are_proved_down_to_the_log_and_asterisks_book(
    sapporo: Instance, tmp_path: Path
) -> None:
    day = sapporo.now.astimezone(ZoneInfo("Asia/Tokyo")).date()
    week = "{}-W{:02}".format(*day.isocalendar())
    found = json.loads(await sapporo.command("report", "reconcile", str(day), "--json"))
    assert found["differences"] == []
    calls = await sapporo.calls()
    assert found["calls"] == [len(calls), len(calls)]
    answered = [call for call, row in calls.items() if row["outcome"] == "answered"]
    told = json.loads(await sapporo.command("kpi", "explain", answered[0], "--json"))
    assert all(each["answered"] for each in told["definitions"])
    assert told["records"][0]["event"] == "CallArrived"
    file = tmp_path / "week.csv"
    # What ended a moment ago may have neighbours that are still on their way into the rows.
    ends = [datetime.fromisoformat(calls[call]["ended_at"]) for call in answered]
    counted = sum(end <= max(ends) - MARGIN for end in ends)
    await sapporo.command("report", "freeze", "weekly", week)
    how = ("--week", week, "--format", "csv", "--out", str(file))
    await sapporo.command("report", "weekly", *how)
    assert f"{counted},{counted},0,0,100.0%" in file.read_text("utf-8-sig")
    assert "一字一句同じ" in await sapporo.command("report", "verify", str(file))


async def test_the_log_of_the_session_replays_to_the_same_commands(sapporo: Instance) -> None:
    (file,) = (sapporo.home / "log").glob("*.jsonl")
    told = await command("replay", str(file))
    assert "0 differ (the same code)" in told.splitlines()[-1]
    for kind in ("CallArrived", "RingSeat", "JoinLeg", "CloseCall"):
        assert kind in told


async def test_fifty_reports_at_once_never_hold_up_the_calls(sapporo: Instance) -> None:
    token = await prepared(sapporo)
    start = sapporo.log.n
    async with (
        sapporo.seated("seat-01", answer_after(0.5), tone_hz=SEAT_HZ) as seat,
        CallerPhone(sapporo.sip, "0312345678", tone_hz=CALLER_HZ) as caller,
    ):
        whole, much = await late(sapporo, "0.05")
        _, some = await late(sapporo, "0.01")
        _, before = await late(sapporo, "1.0", process="office")
        async with asyncio.TaskGroup() as group:
            reports = group.create_task(fifty_reports(sapporo, token))
            call = caller.call(LINE)
            arrived = await sapporo.arrived(after=start)
            ringing = await seat.next_call(timeout_s=2 * WELCOME_MAX_S)
            await ringing.until(CallState.ANSWERED)
            await sapporo.log.event(LegJoined, call=arrived.call)
        call.hang_up()
        await ringing.until(CallState.ENDED)
        row = await sapporo.row(arrived.call, has=lambda row: row["outcome"])
        looked, much_later = await late(sapporo, "0.05")
        _, later = await late(sapporo, "0.01")
        seen, after = await late(sapporo, "1.0", process="office")
    assert reports.result() == [(200, True)] * REPORTS
    assert row["outcome"] == "answered"
    assert much_later - much == 0, "the loop stood still for more than 50 ms"
    assert later - some <= 0.01 * (looked - whole)
    assert seen > 0
    assert after - before == 0, "the office, which makes the reports, stood still for a second"


def judge_recording(path: Path, *, talk_s: float) -> None:
    """The caller's tone only left, the seat's only right, as long as the talk."""
    left, right = sides(path)
    assert len(left) / RATE == pytest.approx(talk_s, abs=0.3)
    assert level_at(left, CALLER_HZ) > -20 > -60 > level_at(left, SEAT_HZ)
    assert level_at(right, SEAT_HZ) > -20 > -60 > level_at(right, CALLER_HZ)


def sum_of_times(row: dict[str, Any]) -> float:
    parts = ("guidance_s", "wait_s", "ring_s", "talk_s", "hold_s")
    return float(sum(row[part] for part in parts))


def wall_time_s(row: dict[str, Any]) -> float:
    ended, arrived = (datetime.fromisoformat(row[key]) for key in ("ended_at", "arrived_at"))
    return (ended - arrived).total_seconds()
